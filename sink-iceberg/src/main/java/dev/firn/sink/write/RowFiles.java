package dev.firn.sink.write;

import dev.firn.sink.catalog.WriteSettings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.RegistryBasedFileWriterFactory;
import org.apache.iceberg.data.parquet.InternalReader;
import org.apache.iceberg.formats.FormatModelRegistry;
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

    private RowFiles(
            Table table,
            @Nullable Schema rows,
            int @Nullable [] keyFieldIds,
            @Nullable Schema keys,
            Map<String, String> properties) {
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
    }

    static RowFiles ofRows(Table table, Schema rows, WriteSettings settings) {
        return new RowFiles(table, rows, null, null, properties(settings));
    }

    /**
     * For many rows at once.
     *
     * @param sample the first of them
     */
    static RowFiles ofLoad(Table table, Schema rows, WriteSettings settings, List<@Nullable Object[]> sample) {
        Map<String, String> properties = new HashMap<>(properties(settings));
        properties.putAll(LoadEncoding.properties(table, rows, sample));
        return new RowFiles(table, rows, null, null, properties);
    }

    static RowFiles ofKeys(Table table, Schema keys, List<Integer> keyFieldIds, WriteSettings settings) {
        int[] ids = keyFieldIds.stream().mapToInt(Integer::intValue).toArray();
        return new RowFiles(table, null, ids, keys, properties(settings));
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
