package dev.firn.sink.commit;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.LakeException;
import dev.firn.engine.lake.Resolution;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.lake.TableCommit;
import dev.firn.engine.lake.TableCommit.Step;
import dev.firn.sink.resolve.BudgetExceeded;
import dev.firn.sink.resolve.FoundRows;
import dev.firn.sink.resolve.KeyLookup;
import dev.firn.sink.resolve.KeySource;
import dev.firn.sink.resolve.RowFile;
import dev.firn.sink.table.TableReshaping;
import dev.firn.sink.write.PositionDeletes;
import dev.firn.sink.write.StageLabel;
import dev.firn.sink.write.StagedManifests;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks up for a commit where the rows are that it deletes by their keys, and writes the files that say so.
 *
 * <p>The keys of a generation are about all rows of earlier generations, of what the table is replaced by, and of the table itself, just as they are where a
 * table has equality deletes: by sequence numbers, of which the generations have those that follow the table's last.
 */
final class DeleteResolution {

    private static final Logger LOG = LoggerFactory.getLogger(DeleteResolution.class);

    /** Below those of all generations. */
    private static final long OF_CONTENT = 0;

    private final ExecutorService readers;
    private final long budgetBytes;
    private final Function<CheckpointId, StageLabel> labels;

    /**
     * @param readers the threads that read and write files
     * @param budgetBytes how many bytes of key columns of the table may be read for a commit
     */
    DeleteResolution(ExecutorService readers, long budgetBytes, Function<CheckpointId, StageLabel> labels) {
        this.readers = readers;
        this.budgetBytes = budgetBytes;
        this.labels = labels;
    }

    /** Whether it is known where the rows are in the table as it is. */
    static boolean holds(TableCommit commit, TableMetadata table) {
        if (!commit.deletesRows()) {
            return true;
        }
        Resolution known = commit.resolution();
        return known != null
                && known.formatVersion() == table.formatVersion()
                && (TableTransaction.replacesContent(commit) || known.snapshotId() == snapshotId(table));
    }

    static long snapshotId(TableMetadata table) {
        Snapshot snapshot = table.currentSnapshot();
        return snapshot == null ? Resolution.NO_SNAPSHOT : snapshot.snapshotId();
    }

    /**
     * The commit with what was found for the table as it is. If it was looked up for an earlier snapshot, only files that are new since then are read.
     *
     * @throws LakeException if that takes more than the budget, or the table has files that cannot be read
     */
    TableCommit resolve(OpenTable open, TableMetadata table, TableCommit commit) {
        long started = System.nanoTime();
        TableView view = TableView.of(open.target().table(), table);
        Resolution known = view.hasEqualityDeletes() ? null : commit.resolution();
        List<CommitRun> runs = CommitRun.of(commit);
        List<Resolution.Run> resolved = new ArrayList<>();
        long bytes = 0;
        try {
            for (int index = 0; index < runs.size(); index++) {
                Resolution.Run earlier = known == null || runs.get(index).replaced() != null
                        ? null
                        : known.runs().get(index);
                Search search = new Search(open, view, runs.get(index), commit.checkpoint());
                resolved.add(search.run(known, earlier));
                bytes += search.bytesRead();
            }
        } catch (BudgetExceeded e) {
            throw exceeded(commit, open.table().name(), e);
        }
        LOG.debug(
                "Resolved the deletes of checkpoint {} of {} in {} ms: {} bytes of key columns read",
                commit.checkpoint(),
                open.table().name(),
                (System.nanoTime() - started) / 1_000_000,
                bytes);
        return commit.resolved(
                new Resolution(snapshotId(table), table.lastSequenceNumber(), table.formatVersion(), resolved));
    }

    /** What an operator has to know and do where finding rows takes too much. */
    static LakeException exceeded(TableCommit commit, String table, BudgetExceeded failure) {
        return new LakeException(
                LakeException.Scope.TABLE,
                "Cannot resolve the deletes of checkpoint " + commit.checkpoint() + " of " + table + ": "
                        + failure.getMessage()
                        + "; raise sink.resolve-budget, or set deletes: equality for this table, then load it again by firn resync"
                        + " (docs/operations.md, Resolved deletes)",
                failure);
    }

    /** The positions of the rows that the table's own equality deletes are about. */
    Resolution.Run convert(OpenTable open, TableMetadata table, CheckpointId checkpoint) {
        TableView view = TableView.of(open.target().table(), table);
        return new Search(open, view, new CommitRun(null, List.of()), checkpoint).run(null, null);
    }

    /** One run's lookup. */
    private final class Search {

        private final OpenTable open;
        private final TableView view;
        private final CommitRun run;
        private final CheckpointId checkpoint;
        private final KeyLookup lookup;
        private final long firstSequence;

        Search(OpenTable open, TableView view, CommitRun run, CheckpointId checkpoint) {
            this.open = open;
            this.view = view;
            this.run = run;
            this.checkpoint = checkpoint;
            this.firstSequence = view.metadata().lastSequenceNumber() + 1;
            // What a conversion reads is asked for once, and not by the changes of one checkpoint.
            long budget = standsOnTable() && view.hasEqualityDeletes() ? Long.MAX_VALUE : budgetBytes;
            this.lookup = new KeyLookup(
                    view.io(),
                    TableReshaping.awaited(view.table())::findField,
                    view.table().specs(),
                    new KeyLookup.Limits(budget, KeyLookup.Limits.DEFAULT.keyBytes()),
                    readers,
                    KeyLookup.Pace.FREE);
        }

        private boolean standsOnTable() {
            return run.replaced() == null;
        }

        long bytesRead() {
            return lookup.bytesRead();
        }

        Resolution.Run run(@Nullable Resolution known, Resolution.@Nullable Run earlier) {
            List<KeySource> keys = new ArrayList<>();
            List<DeleteFile> converted = new ArrayList<>();
            if (standsOnTable()) {
                view.equalityDeletes(file -> {
                    converted.add(file);
                    keys.add(new KeySource(List.of(file), file.dataSequenceNumber()));
                });
            }
            for (int index = 0; index < run.generations().size(); index++) {
                List<DeleteFile> files = new ArrayList<>();
                StagedManifests.readDeletes(
                        run.generations().get(index).deleteManifests(),
                        view.io(),
                        view.table().specs(),
                        file -> files.add(StagedDeletes.reaching(view.table(), file)));
                keys.add(new KeySource(files, firstSequence + index));
            }
            if (keys.stream().allMatch(source -> source.files().isEmpty())) {
                return new Resolution.Run(StagedFiles.NONE, List.of());
            }
            KnownRows knownRows = KnownRows.of(view, known, earlier);
            List<FoundRows> found = new ArrayList<>(lookup.find(keys, consumer -> rowFiles(knownRows, consumer)));
            found.addAll(knownRows.stillThere());
            return PositionDeletes.write(open.target(), labels.apply(checkpoint), found, converted, readers);
        }

        private void rowFiles(KnownRows known, Consumer<RowFile> consumer) {
            Step.Replace replaced = run.replaced();
            if (replaced == null) {
                view.rowFiles(file -> {
                    if (!known.covers(file)) {
                        consumer.accept(file);
                    }
                });
            } else {
                replaced.content().forEach(content -> staged(content, OF_CONTENT, consumer));
            }
            for (int index = 0; index < run.generations().size(); index++) {
                staged(run.generations().get(index), firstSequence + index, consumer);
            }
        }

        private void staged(StagedFiles files, long sequence, Consumer<RowFile> consumer) {
            StagedManifests.readData(
                    files.dataManifests(),
                    view.io(),
                    view.table().specs(),
                    file -> consumer.accept(new RowFile(file, sequence, List.of(), true)));
        }
    }
}
