package dev.firn.sink.write;

import dev.firn.sink.catalog.WriteSettings;
import dev.firn.sink.table.UnboundedColumns;
import dev.firn.sink.write.column.ColumnFile;
import dev.firn.sink.write.column.ColumnFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SortOrder;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.parquet.InternalWriter;
import org.apache.iceberg.deletes.EqualityDeleteWriter;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.encryption.EncryptedOutputFile;
import org.apache.iceberg.encryption.NativeEncryptionOutputFile;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.FileWriterFactory;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.Parquet;
import org.jspecify.annotations.Nullable;

/**
 * Opens Parquet files for rows in Iceberg's internal representation, which Iceberg writes at about twice the speed of its
 * generic records. A file has the schema of its rows, whose types may be narrower than the table's: readers promote. What the table's properties ask
 * for, it has, but for bounds of {@link UnboundedColumns}.
 */
final class RowFiles implements FileWriterFactory<RowStruct> {

    private static final String DATA = "write.parquet.";
    private static final String DELETES = "write.delete.parquet.";
    private static final String BLOOM_FILTERS = "write.parquet.bloom-filter";

    private final Schema schema;
    /** Of the key, in files of deletes. */
    private final int[] keyFieldIds;

    private final Map<String, String> properties;
    private final MetricsConfig metrics;
    private final Purpose purpose;
    /** How files of loads are laid out; null where Iceberg writes them. */
    private final @Nullable ColumnFormat columns;

    /**
     * What rows are written for.
     *
     * @param isMany whether they are many at once
     * @param isMoving whether they were read from other files, so that nested values are as Iceberg has them
     * @param sortOrder the order that they have; null for none
     */
    record Purpose(
            boolean isMany, boolean isMoving, @Nullable SortOrder sortOrder) {

        private static final Purpose CHANGES = new Purpose(false, false, null);
        static final Purpose LOAD = new Purpose(true, false, null);

        static Purpose moving(@Nullable SortOrder sortOrder) {
            return new Purpose(true, true, sortOrder);
        }
    }

    private RowFiles(Table table, Schema schema, List<Integer> keyFieldIds, Map<String, String> more, Purpose purpose) {
        this.schema = schema;
        this.keyFieldIds = keyFieldIds.stream().mapToInt(Integer::intValue).toArray();
        Map<String, String> all = new HashMap<>(table.properties());
        all.putAll(more);
        all.putAll(UnboundedColumns.properties(schema));
        this.properties = Map.copyOf(all);
        this.metrics = MetricsConfig.from(properties, table.schema(), table.sortOrder());
        this.purpose = purpose;
        this.columns = purpose.isMany() && ColumnFormat.meets(properties) && ColumnFile.takes(schema)
                ? ColumnFormat.of(properties)
                : null;
    }

    static RowFiles ofRows(Table table, Schema rows, WriteSettings settings) {
        return new RowFiles(table, rows, List.of(), properties(settings), Purpose.CHANGES);
    }

    /**
     * For many rows at once.
     *
     * @param sample the first of them
     */
    static RowFiles ofLoad(
            Table table, Schema rows, WriteSettings settings, List<@Nullable Object[]> sample, Purpose purpose) {
        Map<String, String> properties = new HashMap<>(properties(settings));
        properties.putAll(LoadEncoding.properties(table, rows, sample));
        return new RowFiles(table, rows, List.of(), properties, purpose);
    }

    static RowFiles ofKeys(Table table, Schema keys, List<Integer> keyFieldIds, WriteSettings settings) {
        return new RowFiles(table, keys, keyFieldIds, properties(settings), Purpose.CHANGES);
    }

    /** Files of loads are encoded column by column, unless they are to be encrypted. */
    @Override
    public DataWriter<RowStruct> newDataWriter(
            EncryptedOutputFile file, PartitionSpec spec, @Nullable StructLike partition) {
        ColumnFormat format = columns;
        OutputFile output = file.encryptingOutputFile();
        return new DataWriter<>(
                format == null || file instanceof NativeEncryptionOutputFile
                        ? byIceberg(file, schema, properties, metrics, Map.of())
                        : new RowAppender(ColumnFile.create(output, schema, format, metrics)),
                FileFormat.PARQUET,
                output.location(),
                spec,
                partition,
                file.keyMetadata(),
                purpose.sortOrder());
    }

    private FileAppender<RowStruct> byIceberg(
            EncryptedOutputFile file,
            Schema schema,
            Map<String, String> properties,
            MetricsConfig metrics,
            Map<String, String> meta) {
        try {
            Parquet.WriteBuilder builder = Parquet.write(file);
            meta.forEach(builder::meta);
            return builder.schema(schema)
                    .setAll(properties)
                    .metricsConfig(metrics)
                    .createWriterFunc((rows, type) ->
                            purpose.isMoving() ? InternalWriter.createWriter(rows, type) : RowWriter.of(rows, type))
                    .overwrite()
                    .build();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create a file", e);
        }
    }

    /** As Iceberg opens it, but for one thing: it would not hear of columns without statistics in files of deletes. */
    @Override
    public EqualityDeleteWriter<RowStruct> newEqualityDeleteWriter(
            EncryptedOutputFile file, PartitionSpec spec, @Nullable StructLike partition) {
        String ids = IntStream.of(keyFieldIds).mapToObj(Integer::toString).collect(Collectors.joining(", "));
        Map<String, String> meta = Map.of("delete-type", "equality", "delete-field-ids", ids);
        return new EqualityDeleteWriter<>(
                byIceberg(file, schema, ofDeletes(properties), metrics, meta),
                FileFormat.PARQUET,
                file.encryptingOutputFile().location(),
                spec,
                partition,
                file.keyMetadata(),
                null,
                keyFieldIds);
    }

    /** What is said of files of deletes goes before what is said of all, and they have no Bloom filters. */
    static Map<String, String> ofDeletes(Map<String, String> properties) {
        Map<String, String> ofDeletes = new HashMap<>(properties);
        ofDeletes.keySet().removeIf(key -> key.startsWith(BLOOM_FILTERS));
        properties.forEach((key, value) -> {
            if (key.startsWith(DELETES)) {
                ofDeletes.put(DATA + key.substring(DELETES.length()), value);
            }
        });
        return ofDeletes;
    }

    @Override
    public PositionDeleteWriter<RowStruct> newPositionDeleteWriter(
            EncryptedOutputFile file, PartitionSpec spec, @Nullable StructLike partition) {
        throw new UnsupportedOperationException("Firn deletes by key");
    }

    /** Early looks at the size of a row group, since a hundred rows of a megabyte each would be too late. */
    private static Map<String, String> properties(WriteSettings settings) {
        String rowGroupBytes = Long.toString(settings.rowGroupBytes());
        return Map.of(
                DATA + "row-group-size-bytes",
                rowGroupBytes,
                DELETES + "row-group-size-bytes",
                rowGroupBytes,
                DATA + "row-group-check-min-record-count",
                "10",
                DELETES + "row-group-check-min-record-count",
                "10");
    }
}
