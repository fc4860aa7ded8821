package dev.firn.sink.commit;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.PresentRows;
import dev.firn.engine.lake.Resolution;
import dev.firn.engine.lake.TableCommit;
import dev.firn.schema.source.TableId;
import dev.firn.sink.catalog.DeleteKind;
import dev.firn.sink.catalog.Fault;
import dev.firn.sink.catalog.LakeSettings;
import dev.firn.sink.catalog.TableSettings;
import dev.firn.sink.resolve.BudgetExceeded;
import dev.firn.sink.resolve.KeyLookup;
import dev.firn.sink.write.StageLabel;
import java.util.concurrent.ExecutorService;
import java.util.function.Function;
import org.apache.iceberg.util.ThreadPools;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What has to be looked up in a table before a commit to it is prepared: what its rows lack, and where the rows are that it deletes. */
final class CommitResolution implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(CommitResolution.class);

    /** They wait for the store more than they compute. */
    private static final int THREADS = 2 * Runtime.getRuntime().availableProcessors();

    private final LakeSettings settings;
    private final Function<CheckpointId, StageLabel> labels;
    private final RecentStages recent;
    private final ExecutorService threads = ThreadPools.newFixedThreadPool("firn-resolve", THREADS);

    CommitResolution(LakeSettings settings, Function<CheckpointId, StageLabel> labels, RecentStages recent) {
        this.settings = settings;
        this.labels = labels;
        this.recent = recent;
    }

    /** What finds deleted rows of a table; null if its delete files have keys. */
    @Nullable
    DeleteResolution of(TableId table) {
        TableSettings wanted = settings.table(table);
        return wanted.deletes() == DeleteKind.RESOLVED
                ? new DeleteResolution(threads, wanted.resolveBudgetBytes(), labels)
                : null;
    }

    /** The commit with rows that have all values; the files of those that lacked some are gone then. */
    TableCommit complete(OpenTable table, TableCommit commit, PresentRows present) throws InterruptedException {
        RowCompletion completion = new RowCompletion(
                threads,
                new KeyLookup.Limits(
                        settings.table(commit.table()).resolveBudgetBytes(), KeyLookup.Limits.DEFAULT.keyBytes()),
                settings.write(),
                labels,
                recent);
        try {
            TableCommit complete = table.look(seen -> completion.complete(
                    table.target(), TableView.of(table.target().table(), seen), commit, present));
            commit.steps().stream()
                    .flatMap(StagedLists::files)
                    .forEach(
                            files -> StagedLists.forgetIncomplete(table.target().table(), files));
            return complete;
        } catch (BudgetExceeded e) {
            throw DeleteResolution.exceeded(commit, table.table().name(), e);
        }
    }

    /** The commit with the places of the rows that it deletes; as it is if files that were staged for it are gone, which its commit finds, too. */
    TableCommit resolve(OpenTable table, TableCommit commit) {
        DeleteResolution resolution = of(commit.table());
        if (resolution == null) {
            return commit;
        }
        try {
            TableCommit resolved = table.look(seen -> resolution.resolve(table, seen, commit));
            Resolution found = resolved.resolution();
            if (found != null) {
                found.runs().forEach(run -> recent.listed(run.deletes()));
            }
            return resolved;
        } catch (RuntimeException e) {
            if (Fault.of(e) == Fault.FILE_MISSING
                    && StagedLists.hasGaps(table.target().table(), commit)) {
                LOG.debug("Files of {} are gone", commit, e);
                return commit;
            }
            throw e;
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
