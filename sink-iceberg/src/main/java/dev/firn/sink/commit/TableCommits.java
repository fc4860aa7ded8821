package dev.firn.sink.commit;

import dev.firn.engine.lake.CommitOutcome;
import dev.firn.engine.lake.LakeException;
import dev.firn.engine.lake.Resolution;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.lake.TableCommit;
import dev.firn.engine.lake.TableCommit.Step;
import dev.firn.sink.catalog.Fault;
import dev.firn.sink.catalog.OnForeignChange;
import dev.firn.sink.commit.CheckpointGuard.Standing;
import dev.firn.sink.table.Pipeline;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
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

    /** How often others may change the table while its deleted rows are looked up. */
    private static final int MOST_ROUNDS = 6;

    private final Pipeline pipeline;
    private final OnForeignChange onForeignChange;
    private final ForeignChanges foreign;
    private final RecentStages recent;
    private final @Nullable DeleteResolution resolution;

    /**
     * @param resolution finds deleted rows; null for a table whose delete files have keys
     */
    TableCommits(
            Pipeline pipeline,
            OnForeignChange onForeignChange,
            RecentStages recent,
            @Nullable DeleteResolution resolution) {
        this.pipeline = pipeline;
        this.onForeignChange = onForeignChange;
        this.foreign = new ForeignChanges(pipeline, onForeignChange);
        this.recent = recent;
        this.resolution = resolution;
    }

    CommitOutcome commit(OpenTable open, TableCommit whole) {
        TableCommit commit = withoutEmptySteps(whole);
        if (commit.steps().isEmpty()) {
            // Nothing changed: an idle table costs no catalog commit, and stands at every checkpoint.
            return new CommitOutcome.Committed();
        }
        synchronized (open) {
            List<TableCommit> tried = new ArrayList<>();
            CommitOutcome outcome = attempt(open, commit, tried);
            if (outcome instanceof CommitOutcome.Committed) {
                StagedLists.forget(open.table(), commit, tried);
            }
            return outcome;
        }
    }

    /**
     * @param tried gets the commit as it was tried, each time with other places of deleted rows; if that came through, the last is what the table has
     */
    private CommitOutcome attempt(OpenTable open, TableCommit commit, List<TableCommit> tried) {
        Table table = open.table();
        CheckpointGuard guard = null;
        try {
            Optional<CommitOutcome> seen = lookAtOldFiles(table, commit);
            if (seen.isPresent()) {
                return seen.get();
            }
            TableCommit placed = withFilesOfResolution(table, commit);
            for (int round = 1; ; round++) {
                TableTransaction transaction = new TableTransaction(table, pipeline, foreign, placed);
                // It has just read the table, so that this costs nothing.
                open.retarget();
                guard = transaction.guard();
                if (!isPlaced(placed, transaction.base())
                        && guard.judge(OpenTable.ancestry(table)) instanceof Standing.Ready) {
                    Optional<TableCommit> found = place(open, transaction.base(), placed, round);
                    found.ifPresent(tried::add);
                    placed = found.orElse(placed);
                } else if (run(transaction, placed, round)) {
                    tried.add(placed);
                    LOG.debug("Committed checkpoint {} to {}", commit.checkpoint(), table.name());
                    return new CommitOutcome.Committed();
                }
            }
        } catch (RuntimeException e) {
            // Whether it is there or not: nobody knows by which attempt.
            tried.clear();
            return afterFailure(table, commit, guard, e);
        }
    }

    /** Whether the transaction came through; not if the table moved under it, and it is worth another round. */
    private static boolean run(TableTransaction transaction, TableCommit placed, int round) {
        try {
            transaction.run();
            return true;
        } catch (RuntimeException e) {
            // Iceberg may stumble over what others did before it asks the guard.
            boolean moved = placed.resolution() != null && !DeleteResolution.holds(placed, transaction.base());
            if (moved && round < MOST_ROUNDS) {
                LOG.debug("The table moved since its deleted rows were looked up", e);
                return false;
            }
            throw e;
        }
    }

    /** Whether it is known of all deleted rows where they are in the table, if that is to be known. */
    private boolean isPlaced(TableCommit commit, TableMetadata table) {
        return (resolution == null && commit.resolution() == null) || DeleteResolution.holds(commit, table);
    }

    /** Empty if the table moved meanwhile, and it is worth another round. */
    private Optional<TableCommit> place(OpenTable open, TableMetadata table, TableCommit commit, int round) {
        if (resolution == null) {
            // The table has keys in its delete files from now on.
            return Optional.of(commit.resolved(null));
        }
        LOG.info(
                "{} has changed since the rows that checkpoint {} deletes were looked up, or they never were: looking again",
                open.table().name(),
                commit.checkpoint());
        try {
            return Optional.of(resolution.resolve(open, table, commit));
        } catch (RuntimeException e) {
            if (round < MOST_ROUNDS && open.hasMovedAway(table, e)) {
                LOG.debug("Files that were looked at are gone, and so is the snapshot that had them", e);
                return Optional.empty();
            }
            throw e;
        }
    }

    /** Without places that another process looked up, or this one long ago, if their files are gone: the keys tell them anew. */
    private TableCommit withFilesOfResolution(Table table, TableCommit commit) {
        Resolution known = commit.resolution();
        if (known == null) {
            return commit;
        }
        List<StagedFiles> old = known.runs().stream()
                .map(Resolution.Run::deletes)
                .filter(deletes -> !recent.contains(deletes))
                .toList();
        return old.isEmpty() || StagedFilesLook.findings(table, old).isEmpty() ? commit : commit.resolved(null);
    }

    /**
     * What there is to say without an attempt, for a commit with files that another process staged, or this one long ago. A commit that was
     * made already has had them; then its manifests are gone, and rightly so.
     */
    private Optional<CommitOutcome> lookAtOldFiles(Table table, TableCommit commit) {
        List<StagedFiles> old = commit.steps().stream()
                .flatMap(StagedLists::files)
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
        if (standing instanceof Standing.Overtaken || standing instanceof Standing.Moved) {
            String what = standing instanceof Standing.Moved ? "was changed" : "was partitioned otherwise";
            return new CommitOutcome.Unknown(new LakeException(
                    LakeException.Scope.TRANSIENT,
                    attempt + ": the table " + what + " a moment ago; trying again",
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
                        TableTransaction.replacesContent(commit),
                        OptionalLong.empty())
                .judge(OpenTable.ancestry(table));
    }

    private static TableCommit withoutEmptySteps(TableCommit commit) {
        List<Step> steps = commit.steps().stream()
                .filter(step ->
                        !(step instanceof Step.Apply apply && apply.generation().files() == 0))
                .toList();
        return new TableCommit(
                commit.table(),
                commit.checkpoint(),
                commit.position(),
                commit.sourceTimestamp(),
                steps,
                commit.resolution());
    }
}
