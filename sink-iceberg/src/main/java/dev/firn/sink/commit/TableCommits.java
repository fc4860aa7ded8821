package dev.firn.sink.commit;

import dev.firn.engine.lake.CommitOutcome;
import dev.firn.engine.lake.LakeException;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.lake.TableCommit;
import dev.firn.engine.lake.TableCommit.Step;
import dev.firn.sink.catalog.Fault;
import dev.firn.sink.catalog.OnForeignChange;
import dev.firn.sink.commit.CheckpointGuard.Standing;
import dev.firn.sink.table.Pipeline;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.Table;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings a table to a checkpoint and says what became of it.
 *
 * <p>Whatever goes wrong, the table is looked at before anything is said: a commit that reported an error may have happened, and the process
 * that owned the pipeline before may have completed it. No file is deleted before the table is known to have the
 * checkpoint; then the staged manifests go, whose files the table now lists itself.
 */
final class TableCommits {

    private static final Logger LOG = LoggerFactory.getLogger(TableCommits.class);

    private final Pipeline pipeline;
    private final OnForeignChange onForeignChange;
    private final ForeignChanges foreign;
    private final RecentStages recent;

    TableCommits(Pipeline pipeline, OnForeignChange onForeignChange, RecentStages recent) {
        this.pipeline = pipeline;
        this.onForeignChange = onForeignChange;
        this.foreign = new ForeignChanges(pipeline, onForeignChange);
        this.recent = recent;
    }

    CommitOutcome commit(OpenTable open, TableCommit whole) {
        TableCommit commit = withoutEmptySteps(whole);
        if (commit.steps().isEmpty()) {
            // Nothing changed: an idle table costs no catalog commit, and stands at every checkpoint.
            return new CommitOutcome.Committed();
        }
        synchronized (open) {
            CommitOutcome outcome = attempt(open, commit);
            if (outcome instanceof CommitOutcome.Committed) {
                forgetManifests(open.table(), commit);
            }
            return outcome;
        }
    }

    private CommitOutcome attempt(OpenTable open, TableCommit commit) {
        Table table = open.table();
        CheckpointGuard guard = null;
        try {
            Optional<CommitOutcome> seen = lookAtOldFiles(table, commit);
            if (seen.isPresent()) {
                return seen.get();
            }
            TableTransaction transaction = new TableTransaction(table, pipeline, foreign, commit);
            // It has just read the table, so that this costs nothing.
            open.retarget();
            guard = transaction.guard();
            transaction.run();
            LOG.debug("Committed checkpoint {} to {}", commit.checkpoint(), table.name());
            return new CommitOutcome.Committed();
        } catch (RuntimeException e) {
            return afterFailure(table, commit, guard, e);
        }
    }

    /**
     * What there is to say without an attempt, for a commit with files that another process staged, or this one long ago. A commit that was
     * made already has had them; then its manifests are gone, and rightly so.
     */
    private Optional<CommitOutcome> lookAtOldFiles(Table table, TableCommit commit) {
        List<StagedFiles> old = commit.steps().stream()
                .flatMap(TableCommits::files)
                .filter(staged -> !recent.contains(staged))
                .toList();
        if (old.isEmpty()) {
            return Optional.empty();
        }
        if (look(table, commit) instanceof Standing.Present) {
            return Optional.of(new CommitOutcome.Committed());
        }
        List<String> findings = StagedFilesLook.findings(table, old);
        if (findings.isEmpty()) {
            return Optional.empty();
        }
        // Whoever else completes the checkpoint may have done so meanwhile, and removed the manifests.
        return Optional.of(
                look(table, commit) instanceof Standing.Present
                        ? new CommitOutcome.Committed()
                        : new CommitOutcome.FilesGone(filesGone(table, commit, findings)));
    }

    private static String filesGone(Table table, TableCommit commit, List<String> findings) {
        return "of the files that were staged for checkpoint " + commit.checkpoint() + " of " + table.name() + ", "
                + findings.get(0) + (findings.size() == 1 ? "" : " and " + (findings.size() - 1) + " more are missing")
                + ": see who deletes files under the table's location (orphan file removal must spare files that are"
                + " younger than the longest load)";
    }

    private CommitOutcome afterFailure(
            Table table, TableCommit commit, @Nullable CheckpointGuard guard, RuntimeException failure) {
        Standing standing = guard == null ? new Standing.Ready() : guard.standing();
        if (standing instanceof Standing.Ready) {
            try {
                standing = look(table, commit);
            } catch (RuntimeException e) {
                Fault.alsoFound(failure, e);
            }
        }
        if (standing instanceof Standing.Present) {
            return new CommitOutcome.Committed();
        }
        String attempt = "Cannot commit checkpoint " + commit.checkpoint() + " to " + table.name();
        if (standing instanceof Standing.Refused refused) {
            return new CommitOutcome.Rejected(attempt + ": " + refused.finding());
        }
        if (standing instanceof Standing.Foreign changed) {
            return onForeignChange == OnForeignChange.STOP_TABLE
                    ? new CommitOutcome.Rejected(attempt + ": " + changed.finding()
                            + "; on-foreign-change is stop-table; load it anew by firn resync")
                    : new CommitOutcome.ChangedByOthers(changed.finding());
        }
        if (standing instanceof Standing.Overtaken) {
            return new CommitOutcome.Unknown(new LakeException(
                    LakeException.Scope.TRANSIENT,
                    attempt + ": the table was partitioned otherwise a moment ago; trying again",
                    failure));
        }
        LakeException diagnosis = Fault.exception(attempt, failure);
        return switch (diagnosis.scope()) {
            case TABLE -> new CommitOutcome.Rejected(String.valueOf(diagnosis.getMessage()));
            case TRANSIENT -> new CommitOutcome.Unknown(diagnosis);
            case LAKE -> throw diagnosis;
        };
    }

    /** How the table stands to the checkpoint, read anew. */
    private Standing look(Table table, TableCommit commit) {
        table.refresh();
        return new CheckpointGuard(
                        pipeline,
                        commit.checkpoint(),
                        foreign,
                        () -> OpenTable.metadata(table),
                        TableTransaction.replacesContent(commit))
                .judge(OpenTable.ancestry(table));
    }

    private static TableCommit withoutEmptySteps(TableCommit commit) {
        List<Step> steps = commit.steps().stream()
                .filter(step ->
                        !(step instanceof Step.Apply apply && apply.generation().files() == 0))
                .toList();
        return new TableCommit(commit.table(), commit.checkpoint(), commit.position(), commit.sourceTimestamp(), steps);
    }

    private static void forgetManifests(Table table, TableCommit commit) {
        List<String> manifests = commit.steps().stream()
                .flatMap(TableCommits::files)
                .flatMap(TableCommits::manifests)
                .toList();
        CatalogUtil.deleteFiles(table.io(), manifests, "staged manifest", false);
    }

    private static Stream<StagedFiles> files(Step step) {
        if (step instanceof Step.Replace replace) {
            return replace.content().stream();
        }
        return step instanceof Step.Apply apply ? Stream.of(apply.generation()) : Stream.empty();
    }

    static Stream<String> manifests(StagedFiles staged) {
        return Stream.concat(staged.dataManifests().stream(), staged.deleteManifests().stream());
    }
}
