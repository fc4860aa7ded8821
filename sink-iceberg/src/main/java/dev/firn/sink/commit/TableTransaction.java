package dev.firn.sink.commit;

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
import dev.firn.sink.write.WriteTarget;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.iceberg.BaseTransaction;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileMetadata;
import org.apache.iceberg.OverwriteFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.SnapshotUpdate;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.FileIO;

/**
 * A checkpoint's part of a table as one Iceberg transaction: a snapshot for each step, so that the sequence number of a generation's
 * deletes is above that of all earlier rows and equal to that of its own, which they spare; then the table's
 * property. Readers see the last snapshot or none.
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
    private final List<Step> snapshots;

    TableTransaction(Table table, Pipeline pipeline, ForeignChanges foreign, TableCommit commit) {
        this.pipeline = pipeline;
        this.commit = commit;
        this.transaction = table.newTransaction();
        this.io = table.io();
        this.specs = table.specs();
        this.snapshots = snapshots(commit);
        this.guard = new CheckpointGuard(
                pipeline,
                commit.checkpoint(),
                foreign,
                ((BaseTransaction) transaction)::startMetadata,
                replacesContent(commit));
    }

    /** The steps that make a snapshot. */
    private static List<Step> snapshots(TableCommit commit) {
        return commit.steps().stream()
                .filter(step -> !(step instanceof Step.Rename || step instanceof Step.Describe))
                .toList();
    }

    /** Whether the commit begins by replacing all that the table holds. */
    static boolean replacesContent(TableCommit commit) {
        List<Step> snapshots = snapshots(commit);
        return !snapshots.isEmpty() && snapshots.get(0) instanceof Step.Replace;
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

    private SnapshotUpdate<?> update(Step step) {
        if (step instanceof Step.Replace replace) {
            return replace(replace.content());
        }
        return apply(((Step.Apply) step).generation());
    }

    /** Drops every data and delete file. The content has no deletes of its own: it is what a load read. */
    private OverwriteFiles replace(List<StagedFiles> content) {
        OverwriteFiles update = transaction.newOverwrite().overwriteByRowFilter(Expressions.alwaysTrue());
        for (StagedFiles staged : content) {
            StagedManifests.readData(staged.dataManifests(), io, specs, update::addFile);
        }
        return update;
    }

    private RowDelta apply(StagedFiles generation) {
        RowDelta update = transaction.newRowDelta();
        StagedManifests.readData(generation.dataManifests(), io, specs, update::addRows);
        StagedManifests.readDeletes(
                generation.deleteManifests(), io, specs, delete -> update.addDeletes(reaching(delete)));
        return update;
    }

    /**
     * The delete file as it reaches all rows that it is for. One that was written for a partition reaches files of its spec only, and somebody
     * may have partitioned the table otherwise since.
     */
    private DeleteFile reaching(DeleteFile delete) {
        PartitionSpec spec = Objects.requireNonNull(
                transaction.table().specs().get(delete.specId()), "the spec of a staged delete file");
        boolean reaches = spec.isUnpartitioned()
                || WriteTarget.soleSpec(transaction.table())
                        .filter(sole -> sole.specId() == delete.specId())
                        .isPresent();
        if (reaches) {
            return delete;
        }
        PartitionSpec everywhere = WriteTarget.unpartitionedSpec(transaction.table())
                .orElseThrow(() -> new IllegalStateException("The table has lost its partition spec without fields"));
        return FileMetadata.deleteFileBuilder(everywhere)
                .copy(delete)
                .ofEqualityDeletes(delete.equalityFieldIds().stream()
                        .mapToInt(Integer::intValue)
                        .toArray())
                .build();
    }
}
