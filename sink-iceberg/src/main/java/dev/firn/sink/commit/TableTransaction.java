package dev.firn.sink.commit;

import dev.firn.engine.lake.Resolution;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.lake.TableCommit;
import dev.firn.engine.lake.TableCommit.Step;
import dev.firn.sink.table.ColumnRenaming;
import dev.firn.sink.table.FirnProperties;
import dev.firn.sink.table.KnownColumns;
import dev.firn.sink.table.Pipeline;
import dev.firn.sink.table.TableDescription;
import dev.firn.sink.table.TableReshaping;
import dev.firn.sink.table.UnboundedColumns;
import dev.firn.sink.write.StagedManifests;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.apache.iceberg.BaseTransaction;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableMetadata;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.FileIO;

/**
 * A checkpoint's part of a table as one Iceberg transaction: a snapshot for each step, so that the sequence number of a generation's
 * deletes is above that of all earlier rows and equal to that of its own, which they spare; where the deleted rows were looked up, one for all
 * generations that follow each other; then the table's property. Readers see the last snapshot or none.
 *
 * <p>Isolation: what a table holds is Firn's. Other engines may compact, expire and read, and Iceberg applies the steps anew to what they
 * left. If they changed rows or columns, the guard refuses, at the first attempt or at any later one; where such rows are accepted, they
 * are kept until a step replaces the content or deletes their key.
 */
final class TableTransaction {

    private final Pipeline pipeline;
    private final TableCommit commit;
    private final Transaction transaction;
    private final FileIO io;
    private final Map<Integer, PartitionSpec> specs;
    private final CheckpointGuard guard;
    private final List<Change> snapshots;

    /** What makes a snapshot. */
    private sealed interface Change {}

    /** All that the table holds is replaced. */
    private record Content(List<StagedFiles> files) implements Change {}

    /** A generation that deletes by keys. */
    private record Keyed(StagedFiles generation) implements Change {}

    /** Generations whose deleted rows were looked up. */
    private record Placed(List<StagedFiles> generations, Resolution.Run places) implements Change {}

    TableTransaction(Table table, Pipeline pipeline, ForeignChanges foreign, TableCommit commit) {
        this.pipeline = pipeline;
        this.commit = commit;
        this.transaction = table.newTransaction();
        this.io = table.io();
        this.specs = table.specs();
        this.snapshots = snapshots(commit);
        this.guard = new CheckpointGuard(
                pipeline, commit.checkpoint(), foreign, this::base, replacesContent(commit), resolvedOn(commit));
    }

    private static List<Change> snapshots(TableCommit commit) {
        List<Change> snapshots = new ArrayList<>();
        List<CommitRun> runs = CommitRun.of(commit);
        Resolution resolution = commit.resolution();
        for (int index = 0; index < runs.size(); index++) {
            CommitRun run = runs.get(index);
            if (run.replaced() != null) {
                snapshots.add(new Content(run.replaced().content()));
            }
            if (resolution == null) {
                run.generations().forEach(generation -> snapshots.add(new Keyed(generation)));
            } else if (!run.generations().isEmpty()) {
                snapshots.add(new Placed(run.generations(), resolution.runs().get(index)));
            }
        }
        return snapshots;
    }

    /** The snapshot that the table must have for the commit to be right; empty if any will do. */
    private static OptionalLong resolvedOn(TableCommit commit) {
        Resolution resolution = commit.resolution();
        return resolution == null || replacesContent(commit)
                ? OptionalLong.empty()
                : OptionalLong.of(resolution.snapshotId());
    }

    /** The table as it was read for the transaction, or for its last attempt. */
    TableMetadata base() {
        return ((BaseTransaction) transaction).startMetadata();
    }

    /** Whether the commit begins by replacing all that the table holds. */
    static boolean replacesContent(TableCommit commit) {
        List<CommitRun> runs = CommitRun.of(commit);
        return !runs.isEmpty() && runs.get(0).replaced() != null;
    }

    /** Throws what Iceberg throws; {@link #guard} tells if it was the guard that refused. */
    void run() {
        if (replacesContent(commit)) {
            TableReshaping.settleKey(transaction);
        }
        for (Step step : commit.steps()) {
            if (step instanceof Step.Rename rename) {
                ColumnRenaming.apply(transaction, rename.columns());
            } else if (step instanceof Step.Describe describe) {
                TableDescription.apply(transaction, describe.comments());
            }
        }
        UnboundedColumns.declare(transaction);
        for (int index = 0; index < Math.max(1, snapshots.size()); index++) {
            // Renames and comments alone get a snapshot without files: the newest one has the newest checkpoint,
            // or the table was rolled back.
            SnapshotUpdate<?> update = snapshots.isEmpty() ? transaction.newFastAppend() : update(snapshots.get(index));
            if (index == 0) {
                // The later steps stand on the first, which has this very checkpoint.
                update.validateWith(guard);
            }
            update.set(FirnProperties.PIPELINE, pipeline.name());
            update.set(FirnProperties.PIPELINE_ID, pipeline.id());
            update.set(FirnProperties.CHECKPOINT, commit.checkpoint().toString());
            update.set(FirnProperties.SOURCE_POSITION, commit.position());
            update.set(FirnProperties.SOURCE_TIMESTAMP, commit.sourceTimestamp().toString());
            update.commit();
        }
        KnownColumns.record(transaction.updateProperties(), transaction.table().schema())
                .set(FirnProperties.CHECKPOINT, commit.checkpoint().toString())
                .commit();
        transaction.commitTransaction();
    }

    CheckpointGuard guard() {
        return guard;
    }

    private SnapshotUpdate<?> update(Change change) {
        if (change instanceof Content content) {
            return replace(content.files());
        }
        return change instanceof Placed placed ? apply(placed) : apply(((Keyed) change).generation());
    }

    /** Drops every data and delete file. The content has no deletes of its own: it is what a load read. */
    private OverwriteFiles replace(List<StagedFiles> content) {
        OverwriteFiles update = transaction.newOverwrite().overwriteByRowFilter(Expressions.alwaysTrue());
        for (StagedFiles staged : content) {
            StagedManifests.readData(staged.dataManifests(), io, specs, update::addFile);
        }
        return update;
    }

    /** By keys, of which sequence numbers tell what they are about. */
    private RowDelta apply(StagedFiles generation) {
        RowDelta update = transaction.newRowDelta();
        StagedManifests.readData(generation.dataManifests(), io, specs, update::addRows);
        StagedManifests.readDeletes(
                generation.deleteManifests(),
                io,
                specs,
                delete -> update.addDeletes(StagedDeletes.reaching(transaction.table(), delete)));
        return update;
    }

    /** By positions, which are about the very files that the table has. */
    private RowDelta apply(Placed placed) {
        RowDelta update = transaction.newRowDelta();
        Snapshot snapshot = transaction.table().currentSnapshot();
        if (snapshot != null) {
            update.validateFromSnapshot(snapshot.snapshotId());
        }
        for (StagedFiles generation : placed.generations()) {
            StagedManifests.readData(generation.dataManifests(), io, specs, update::addRows);
        }
        StagedManifests.readDeletes(placed.places().deletes().deleteManifests(), io, specs, update::addDeletes);
        StagedManifests.readDeletes(placed.places().replaced(), io, specs, update::removeDeletes);
        return update.validateDeletedFiles();
    }
}
