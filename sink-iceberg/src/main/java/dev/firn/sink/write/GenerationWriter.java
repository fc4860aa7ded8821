package dev.firn.sink.write;

import dev.firn.engine.lake.Generation;
import dev.firn.engine.lake.LakeException;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.sink.catalog.WriteSettings;
import java.util.List;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * Writes a generation: its rows as data files, its deleted keys as equality delete files of the key columns alone. Rows of a
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
            return writer.stage.list();
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
        List<@Nullable Object[]> keys = generation.deletedKeys();
        if (keys.isEmpty()) {
            return;
        }
        Schema keySchema = keySchema();
        PartitionSpec spec = target.spec();
        if (spec.isPartitioned() && keyGivesPartition(spec) && target.hasOneSpecOnly()) {
            for (Partitioner.Cluster cluster : new Partitioner(spec, keySchema).cluster(keys)) {
                stage.writeDeletes(keySchema, generation.keyFieldIds(), spec, cluster.partition(), cluster.rows());
            }
        } else {
            stage.writeDeletes(keySchema, generation.keyFieldIds(), everywhere(), null, keys);
        }
    }

    /** Readers match key columns by their field ids, so the file has them in the order of the values. */
    private Schema keySchema() {
        if (generation.keyFieldIds().isEmpty()) {
            throw new IllegalArgumentException(
                    "A generation of " + generation.table() + " deletes rows but names no key");
        }
        List<Types.NestedField> fields = generation.keyFieldIds().stream()
                .map(id -> generation.schema().findField(id))
                .toList();
        return new Schema(fields);
    }

    /** Whether a row's partition follows from its key, so that all rows of a key are in one partition for ever. */
    private boolean keyGivesPartition(PartitionSpec spec) {
        return spec.fields().stream().map(PartitionField::sourceId).allMatch(generation.keyFieldIds()::contains);
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
