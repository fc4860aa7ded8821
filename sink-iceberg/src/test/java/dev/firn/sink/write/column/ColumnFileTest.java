package dev.firn.sink.write.column;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.iceberg.Files;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.data.parquet.InternalReader;
import org.apache.iceberg.data.parquet.InternalWriter;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileAppender;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.Types;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.internal.column.columnindex.ColumnIndex;
import org.apache.parquet.io.LocalInputFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The same rows by Iceberg's writer and by this one: values, metrics, and what the footers say must be the same. */
class ColumnFileTest {

    private static final Map<String, String> ZSTD = Map.of("write.parquet.compression-codec", "zstd");

    @TempDir
    private Path folder;

    private int files;

    private OutputFile output() {
        return Files.localOutput(folder.resolve(files++ + ".parquet").toFile());
    }

    private record Written(OutputFile file, Metrics metrics, List<Long> splits) {

        List<List<Object>> read(Schema schema) throws IOException {
            List<List<Object>> rows = new ArrayList<>();
            try (CloseableIterable<StructLike> read = Parquet.read(file.toInputFile())
                    .project(schema)
                    .createReaderFunc(type -> InternalReader.create(schema, type))
                    .build()) {
                for (StructLike row : read) {
                    List<Object> values = new ArrayList<>();
                    for (int i = 0; i < row.size(); i++) {
                        values.add(row.get(i, Object.class));
                    }
                    rows.add(values);
                }
            }
            return rows;
        }

        /** What the footer says of each column chunk that does not depend on how its pages are cut. */
        List<String> footer() throws IOException {
            List<String> lines = new ArrayList<>();
            try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(Path.of(file.location())))) {
                for (BlockMetaData block : reader.getFooter().getBlocks()) {
                    for (ColumnChunkMetaData chunk : block.getColumns()) {
                        lines.add(block.getRowCount() + " " + chunk.getPath() + " " + chunk.getValueCount() + " "
                                + chunk.getStatistics() + " "
                                + (chunk.getSizeStatistics() == null
                                        ? "none"
                                        : chunk.getSizeStatistics().getUnencodedByteArrayDataBytes() + " "
                                                + chunk.getSizeStatistics().getDefinitionLevelHistogram())
                                + " " + chunk.getCodec() + " " + chunk.hasDictionaryPage());
                    }
                }
                lines.add(reader.getFooter().getFileMetaData().getSchema().toString());
                lines.add(new java.util.TreeMap<>(
                                reader.getFooter().getFileMetaData().getKeyValueMetaData())
                        .toString());
            }
            return lines;
        }

        /** Nulls and bounds of each page. */
        List<String> pages() throws IOException {
            List<String> lines = new ArrayList<>();
            try (ParquetFileReader reader = ParquetFileReader.open(new LocalInputFile(Path.of(file.location())))) {
                for (BlockMetaData block : reader.getFooter().getBlocks()) {
                    for (ColumnChunkMetaData chunk : block.getColumns()) {
                        ColumnIndex index = reader.readColumnIndex(chunk);
                        lines.add(chunk.getPath() + " " + (index == null ? "none" : index.toString()) + " "
                                + reader.readOffsetIndex(chunk).getPageCount());
                    }
                }
            }
            return lines;
        }
    }

    private Written byIceberg(Schema schema, Map<String, String> properties, List<Object[]> rows) throws IOException {
        OutputFile file = output();
        FileAppender<StructLike> appender = Parquet.write(file)
                .schema(schema)
                .setAll(properties)
                .metricsConfig(MetricsConfig.getDefault())
                .createWriterFunc((rowSchema, type) -> InternalWriter.create(rowSchema.asStruct(), type))
                .overwrite()
                .build();
        try (appender) {
            rows.forEach(row -> appender.add(new Row(row)));
        }
        return new Written(file, appender.metrics(), appender.splitOffsets());
    }

    private Written byColumns(Schema schema, Map<String, String> properties, List<Object[]> rows) throws IOException {
        OutputFile file = output();
        ColumnFile columns = ColumnFile.create(file, schema, ColumnFormat.of(properties), MetricsConfig.getDefault());
        rows.forEach(columns::add);
        columns.close();
        assertThat(columns.length()).isEqualTo(java.nio.file.Files.size(Path.of(file.location())));
        return new Written(file, columns.metrics(), columns.splitOffsets());
    }

    private record Row(Object[] values) implements StructLike {

        @Override
        public int size() {
            return values.length;
        }

        @Override
        @SuppressWarnings("unchecked")
        public <T> T get(int position, Class<T> javaClass) {
            return (T) values[position];
        }

        @Override
        public <T> void set(int position, T value) {
            throw new UnsupportedOperationException();
        }
    }

    private static void sameMetrics(Metrics own, Metrics iceberg) {
        assertThat(own.recordCount()).isEqualTo(iceberg.recordCount());
        assertThat(own.valueCounts()).isEqualTo(iceberg.valueCounts());
        assertThat(own.nullValueCounts()).isEqualTo(iceberg.nullValueCounts());
        assertThat(own.nanValueCounts()).isEqualTo(iceberg.nanValueCounts());
        assertThat(own.lowerBounds()).isEqualTo(iceberg.lowerBounds());
        assertThat(own.upperBounds()).isEqualTo(iceberg.upperBounds());
        assertThat(own.columnSizes()).containsOnlyKeys(iceberg.columnSizes().keySet());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12})
    void writesWhatIcebergWrites(long seed) throws IOException {
        Random random = new Random(seed);
        Schema schema = RandomRows.schema(random);
        List<Object[]> rows = RandomRows.of(schema, random, 1 + random.nextInt(6_000));
        Map<String, String> properties = new HashMap<>(ZSTD);
        properties.put("write.parquet.page-row-limit", Integer.toString(1 + random.nextInt(3_000)));
        Written iceberg = byIceberg(schema, properties, rows);
        Written own = byColumns(schema, properties, rows);
        assertThat(own.read(schema)).isEqualTo(iceberg.read(schema));
        sameMetrics(own.metrics(), iceberg.metrics());
        assertThat(own.footer()).isEqualTo(iceberg.footer());
        assertThat(own.splits()).isEqualTo(iceberg.splits());
    }

    @ParameterizedTest
    @ValueSource(strings = {"zstd", "snappy", "gzip", "uncompressed", "lz4_raw"})
    void everyCodecIsRead(String codec) throws IOException {
        Random random = new Random(42);
        Schema schema = RandomRows.schema(random);
        List<Object[]> rows = RandomRows.of(schema, random, 3_000);
        Map<String, String> properties = Map.of("write.parquet.compression-codec", codec);
        Written iceberg = byIceberg(schema, properties, rows);
        Written own = byColumns(schema, properties, rows);
        assertThat(own.read(schema)).isEqualTo(iceberg.read(schema));
        assertThat(own.footer()).isEqualTo(iceberg.footer());
    }

    @Test
    void pagesHaveTheBoundsOfTheirValues() throws IOException {
        Random random = new Random(7);
        Schema schema = RandomRows.schema(random);
        List<Object[]> rows = RandomRows.of(schema, random, 5_000);
        Map<String, String> properties = new HashMap<>(ZSTD);
        // Iceberg's looks at the size of a page after so many rows, so that pages are cut alike.
        properties.put("write.parquet.page-row-limit", "1000");
        properties.put("write.parquet.row-group-check-min-record-count", "1000");
        properties.put("write.parquet.row-group-check-max-record-count", "1000");
        assertThat(byColumns(schema, properties, rows).pages())
                .isEqualTo(byIceberg(schema, properties, rows).pages());
    }

    @Test
    void smallPagesRowGroupsAndDictionariesHoldTheSameValues() throws IOException {
        Random random = new Random(11);
        Schema schema = RandomRows.schema(random);
        List<Object[]> rows = RandomRows.of(schema, random, 8_000);
        Map<String, String> properties = new HashMap<>(ZSTD);
        properties.put("write.parquet.page-size-bytes", "2000");
        properties.put("write.parquet.dict-size-bytes", "1500");
        properties.put("write.parquet.row-group-size-bytes", "300000");
        Written iceberg = byIceberg(schema, properties, rows);
        Written own = byColumns(schema, properties, rows);
        assertThat(own.splits()).hasSizeGreaterThan(2);
        assertThat(own.read(schema)).isEqualTo(iceberg.read(schema));
        sameMetrics(own.metrics(), iceberg.metrics());
    }

    @Test
    void wideValuesEndTheRowGroupEarly() throws IOException {
        Schema schema = new Schema(Types.NestedField.optional(1, "text", Types.StringType.get()));
        List<Object[]> rows = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            rows.add(new Object[] {Character.toString('a' + i % 26).repeat(1 << 20)});
        }
        Written own = byColumns(
                schema,
                Map.of(
                        "write.parquet.compression-codec",
                        "uncompressed",
                        "write.parquet.row-group-size-bytes",
                        "8388608"),
                rows);
        assertThat(own.splits()).hasSize(5);
        assertThat(own.read(schema))
                .hasSize(40)
                .allSatisfy(row -> assertThat(row.get(0)).asString().hasSize(1 << 20));
    }

    @Test
    void noRowsMakeAFileThatIsReadAsEmpty() throws IOException {
        Schema schema = RandomRows.schema(new Random(1));
        assertThat(byColumns(schema, ZSTD, List.of()).read(schema)).isEmpty();
    }

    @Test
    void aValueThatIsNoneOfItsColumnIsRefused() throws IOException {
        Schema schema = new Schema(
                Types.NestedField.required(1, "id", Types.LongType.get()),
                Types.NestedField.optional(2, "price", Types.DecimalType.of(5, 2)));
        assertRefused(schema, null, null);
        assertRefused(schema, 1L, new BigDecimal("1.0"));
        assertRefused(schema, 1L, new BigDecimal("1000.00"));
        assertRefused(schema, 1L, new BigDecimal("-1000.00"));
        assertRefused(schema, "1", null);
        assertRefused(schema, 1L);
    }

    private void assertRefused(Schema schema, Object... row) {
        ColumnFile file = ColumnFile.create(output(), schema, ColumnFormat.of(ZSTD), MetricsConfig.getDefault());
        assertThatThrownBy(() -> file.add(row)).isInstanceOf(RuntimeException.class);
        try {
            file.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatATableAsksForBeyondTheUsualIsLeftToIceberg() {
        assertThat(ColumnFormat.meets(ZSTD)).isTrue();
        assertThat(ColumnFormat.meets(Map.of("write.parquet.dict-encoding-enabled.column.id", "false")))
                .isTrue();
        assertThat(ColumnFormat.meets(Map.of("write.parquet.bloom-filter-enabled.column.id", "true")))
                .isFalse();
        assertThat(ColumnFormat.meets(Map.of("write.parquet.page-version", "v2")))
                .isFalse();
        assertThat(ColumnFormat.meets(Map.of("parquet.enable.dictionary", "false")))
                .isFalse();
    }
}
