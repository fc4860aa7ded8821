package dev.firn.sink.maintenance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.deletes.BaseDVFileWriter;
import org.apache.iceberg.deletes.DVFileWriter;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.parquet.Parquet;

/** Writes deletes by position as the table's format has them: vectors from version 3 on, before that a file for each data file. */
final class PositionDeletes {

    private static final int FIRST_WITH_VECTORS = 3;

    private PositionDeletes() {}

    /** Writes the deleted rows of data files that have no deletes yet. */
    static List<DeleteFile> write(Table table, Map<DataFile, DeletedRows> rows) {
        try {
            return TableUtil.formatVersion(table) < FIRST_WITH_VECTORS ? files(table, rows) : vectors(table, rows);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write deletes of " + table.name(), e);
        }
    }

    private static OutputFileFactory names(Table table, FileFormat format) {
        return OutputFileFactory.builderFor(table, 0, 0)
                .operationId("firn-moved-" + UUID.randomUUID())
                .format(format)
                .build();
    }

    private static List<DeleteFile> vectors(Table table, Map<DataFile, DeletedRows> rows) throws IOException {
        DVFileWriter writer = new BaseDVFileWriter(names(table, FileFormat.PUFFIN), path -> null);
        try (writer) {
            rows.forEach((file, deleted) -> deleted.forEach(
                    position -> writer.delete(file.location(), position, spec(table, file), file.partition())));
        }
        return writer.result().deleteFiles();
    }

    private static List<DeleteFile> files(Table table, Map<DataFile, DeletedRows> rows) throws IOException {
        OutputFileFactory names = names(table, FileFormat.PARQUET);
        List<DeleteFile> files = new ArrayList<>();
        for (Map.Entry<DataFile, DeletedRows> entry : rows.entrySet()) {
            DataFile file = entry.getKey();
            PartitionSpec spec = spec(table, file);
            PositionDeleteWriter<Object> writer = Parquet.writeDeletes(
                            names.newOutputFile(spec, file.partition()).encryptingOutputFile())
                    .metricsConfig(MetricsConfig.forPositionDelete())
                    .withSpec(spec)
                    .withPartition(file.partition())
                    .overwrite()
                    .buildPositionWriter();
            try (writer) {
                PositionDelete<Object> delete = PositionDelete.create();
                entry.getValue().forEach(position -> writer.write(delete.set(file.location(), position)));
            }
            files.add(writer.toDeleteFile());
        }
        return files;
    }

    private static PartitionSpec spec(Table table, DataFile file) {
        return Objects.requireNonNull(table.specs().get(file.specId()), "the spec of a data file");
    }
}
