package dev.firn.sink.write;

import dev.firn.sink.catalog.WriteSettings;
import dev.firn.sink.write.column.ColumnFile;
import dev.firn.sink.write.column.ColumnFormat;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.RegistryBasedFileWriterFactory;
import org.apache.iceberg.data.parquet.InternalReader;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.encryption.NativeEncryptionOutputFile;
import org.apache.iceberg.formats.FormatModelRegistry;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.ParquetFormatModel;
import org.jspecify.annotations.Nullable;

/**
 * Opens Parquet files for rows in Iceberg's internal representation, which Iceberg writes at about twice the speed of its
 * generic records. A file has the schema of its rows, whose types may be narrower than the table's: readers promote.
 */
final class RowFiles extends RegistryBasedFileWriterFactory<RowStruct, Void> {

    private static final long serialVersionUID = 1L;

    static {
        FormatModelRegistry.register(ParquetFormatModel.create(
                RowStruct.class,
                Void.class,
                (schema, fileSchema, none) -> RowWriter.of(schema, fileSchema),
                (schema, fileSchema, none, constants) -> InternalReader.create(schema, fileSchema, constants)));
    }

    private final transient @Nullable LoadFormat load;

    /** What files of loads have in common. */
    private record LoadFormat(Schema rows, ColumnFormat columns, MetricsConfig metrics) {}

    private RowFiles(
            Table table,
            @Nullable Schema rows,
            int @Nullable [] keyFieldIds,
            @Nullable Schema keys,
            Map<String, String> properties,
            @Nullable LoadFormat load) {
        super(
                table,
                FileFormat.PARQUET,
                RowStruct.class,
                rows,
                null,
                FileFormat.PARQUET,
                keyFieldIds,
                keys,
                null,
                properties,
                null,
                null);
        this.load = load;
    }

    static RowFiles ofRows(Table table, Schema rows, WriteSettings settings) {
        return new RowFiles(table, rows, null, null, properties(settings), null);
    }

    /**
     * For many rows at once.
     *
     * @param sample the first of them
     */
    static RowFiles ofLoad(Table table, Schema rows, WriteSettings settings, List<@Nullable Object[]> sample) {
        Map<String, String> properties = new HashMap<>(properties(settings));
        properties.putAll(LoadEncoding.properties(table, rows, sample));
        Map<String, String> all = new HashMap<>(table.properties());
        all.putAll(properties);
        LoadFormat load = ColumnFormat.meets(all) && ColumnFile.takes(rows)
                ? new LoadFormat(rows, ColumnFormat.of(all), MetricsConfig.forTable(table))
                : null;
        return new RowFiles(table, rows, null, null, properties, load);
    }

    static RowFiles ofKeys(Table table, Schema keys, List<Integer> keyFieldIds, WriteSettings settings) {
        int[] ids = keyFieldIds.stream().mapToInt(Integer::intValue).toArray();
        return new RowFiles(table, null, ids, keys, properties(settings), null);
    }

    /** Files of loads are encoded column by column, unless they are to be encrypted. */
    @Override
    public DataWriter<RowStruct> newDataWriter(
            EncryptedOutputFile file, PartitionSpec spec, @Nullable StructLike partition) {
        LoadFormat format = load;
        if (format == null || file instanceof NativeEncryptionOutputFile) {
            return super.newDataWriter(file, spec, partition);
        }
        OutputFile output = file.encryptingOutputFile();
        return new DataWriter<>(
                new RowAppender(ColumnFile.create(output, format.rows, format.columns, format.metrics)),
                FileFormat.PARQUET,
                output.location(),
                spec,
                partition,
                file.keyMetadata());
    }

    /** Early looks at the size of a row group, since a hundred rows of a megabyte each would be too late. */
    private static Map<String, String> properties(WriteSettings settings) {
        String rowGroupBytes = Long.toString(settings.rowGroupBytes());
        return Map.of(
                "write.parquet.row-group-size-bytes",
                rowGroupBytes,
                "write.delete.parquet.row-group-size-bytes",
                rowGroupBytes,
                "write.parquet.row-group-check-min-record-count",
                "10",
                "write.delete.parquet.row-group-check-min-record-count",
                "10");
    }
}
