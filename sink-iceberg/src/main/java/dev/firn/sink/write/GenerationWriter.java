package dev.firn.sink.write;

import dev.firn.engine.lake.Generation;
import dev.firn.engine.lake.Generation.PlacedDeletes;
import dev.firn.engine.lake.LakeException;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.sink.catalog.WriteSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * Writes a generation: its rows as data files, its deleted keys as equality delete files of the key columns alone, rows that lack values to wait for them. Rows of a
 * partitioned table are clustered first, so that one file is open at a time.
 */
public final class GenerationWriter {

    private final WriteTarget target;
    private final Generation generation;
    private final FileStage stage;

    private GenerationWriter(WriteTarget target, WriteSettings settings, StageLabel label, Generation generation) {
        this.target = target;
        this.generation = generation;
        this.stage = new FileStage(target, settings, label);
    }

    /** Writes and lists the files; if it fails, what it wrote is deleted. */
    public static StagedFiles write(
            WriteTarget target, WriteSettings settings, StageLabel label, Generation generation) {
        GenerationWriter writer = new GenerationWriter(target, settings, label, generation);
        try {
            writer.writeRows();
            writer.writeDeletes();
            StagedFiles staged = writer.stage.list();
            return generation.incomplete().isEmpty()
                    ? staged
                    : staged.with(List.of(IncompleteRows.write(target, label, generation)));
        } catch (RuntimeException e) {
            writer.stage.discard();
            throw e;
        }
    }

    private void writeRows() {
        List<@Nullable Object[]> rows = generation.rows();
        PartitionSpec spec = target.spec();
        if (rows.isEmpty()) {
            return;
        }
        if (spec.isUnpartitioned()) {
            stage.writeRows(generation.schema(), spec, null, rows);
            return;
        }
        for (Partitioner.Cluster cluster : new Partitioner(spec, generation.schema()).cluster(rows)) {
            stage.writeRows(generation.schema(), spec, cluster.partition(), cluster.rows());
        }
    }

    private void writeDeletes() {
        List<@Nullable Object[]> anywhere = new ArrayList<>();
        boolean keySaysWhere = givesPartition(List.of());
        if (keySaysWhere) {
            writeInPartitions(keySchema(List.of()), generation.deletedKeys());
        } else {
            anywhere.addAll(generation.deletedKeys());
        }
        PlacedDeletes placed = generation.placedDeletes();
        if (keySaysWhere || givesPartition(placed.placeFieldIds())) {
            writeInPartitions(keySchema(placed.placeFieldIds()), placed.rows());
        } else {
            // The values behind those of the key are beyond the file's columns.
            anywhere.addAll(placed.rows());
        }
        if (!anywhere.isEmpty()) {
            stage.writeDeletes(keySchema(List.of()), generation.keyFieldIds(), everywhere(), null, anywhere);
        }
    }

    private void writeInPartitions(Schema rows, List<@Nullable Object[]> deletes) {
        if (deletes.isEmpty()) {
            return;
        }
        PartitionSpec spec = target.spec();
        Schema keySchema = keySchema(List.of());
        for (Partitioner.Cluster cluster : new Partitioner(spec, rows).cluster(deletes)) {
            stage.writeDeletes(keySchema, generation.keyFieldIds(), spec, cluster.partition(), cluster.rows());
        }
    }

    /**
     * The columns of deletes: readers match key columns by their field ids, so the file has them in the order of the values.
     *
     * @param more columns behind them
     */
    private Schema keySchema(List<Integer> more) {
        if (generation.keyFieldIds().isEmpty()) {
            throw new IllegalArgumentException(
                    "A generation of " + generation.table() + " deletes rows but names no key");
        }
        List<Types.NestedField> fields = Stream.concat(generation.keyFieldIds().stream(), more.stream())
                .map(id -> generation.schema().findField(id))
                .toList();
        return new Schema(fields);
    }

    /**
     * Whether the partition that a row is in follows from its key and the values that it had in these columns. If from its key alone, all rows of a key
     * are in one partition for ever.
     */
    private boolean givesPartition(List<Integer> placeFieldIds) {
        PartitionSpec spec = target.spec();
        return spec.isPartitioned()
                && target.hasOneSpecOnly()
                && spec.fields().stream()
                        .map(PartitionField::sourceId)
                        .allMatch(id -> generation.keyFieldIds().contains(id) || placeFieldIds.contains(id));
    }

    private PartitionSpec everywhere() {
        return WriteTarget.unpartitionedSpec(target.table())
                .orElseThrow(() -> new LakeException(
                        LakeException.Scope.TABLE,
                        "Cannot write the deletes of " + generation.table()
                                + ": they must apply to every partition, for which the"
                                + " Iceberg table needs a partition spec without fields, and it has lost the one it had (to the"
                                + " removal of unused metadata?); start Firn again, which adds one",
                        null));
    }
}
