package dev.firn.sink.write.column;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.MetricsConfig;
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.parquet.ParquetCodecFactory;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.iceberg.parquet.ParquetUtil;
import org.apache.iceberg.types.Type.TypeID;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.ParquetProperties;
import org.apache.parquet.compression.CompressionCodecFactory.BytesInputCompressor;
import org.apache.parquet.hadoop.ColumnChunkPageWriteStore;
import org.apache.parquet.hadoop.ParquetFileWriter;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * A Parquet file of rows in Iceberg's internal values. Holds a row group in memory, compressed but for the last page of each column. For
 * one thread; {@link #add} is hot.
 */
public final class ColumnFile {

    /** Parquet's own default, which is no setting of a table. */
    private static final int COLUMN_INDEX_TRUNCATE_LENGTH = 64;

    private static final long BYTES_PER_LOOK = 128 * 1024;

    private static final Set<TypeID> MORE_THAN_A_VALUE = Set.of(TypeID.GEOMETRY, TypeID.GEOGRAPHY, TypeID.UNKNOWN);

    private final Schema schema;
    private final MessageType type;
    private final ColumnFormat format;
    private final MetricsConfig metricsConfig;
    private final BytesInputCompressor compressor;
    private final ParquetFileWriter writer;
    private final Column[] columns;
    private @Nullable ColumnChunkPageWriteStore pages;
    private long rows;
    private int rowGroups;
    private long sinceLook;
    private boolean closed;

    private ColumnFile(OutputFile file, Schema schema, ColumnFormat format, MetricsConfig metricsConfig)
            throws IOException {
        this.schema = schema;
        this.type = ParquetSchemaUtil.convert(schema, "table");
        this.format = format;
        this.metricsConfig = metricsConfig;
        this.columns = Columns.of(schema, type, format);
        this.compressor =
                new ParquetCodecFactory(format.compression(), format.pageBytes()).getCompressor(format.codec());
        this.writer = new ParquetFileWriter(
                new LakeOutput(file),
                type,
                ParquetFileWriter.Mode.OVERWRITE,
                format.rowGroupBytes(),
                0,
                COLUMN_INDEX_TRUNCATE_LENGTH,
                ParquetProperties.DEFAULT_STATISTICS_TRUNCATE_LENGTH,
                ParquetProperties.DEFAULT_PAGE_WRITE_CHECKSUM_ENABLED);
        writer.start();
        beginRowGroup();
    }

    /** Whether there are encoders for all columns; variants, shapes and nested types have more to them than a column of values. */
    public static boolean takes(Schema schema) {
        return schema.columns().stream()
                .map(column -> column.type())
                .allMatch(type -> type.isPrimitiveType() && !MORE_THAN_A_VALUE.contains(type.typeId()));
    }

    /**
     * Creates a file, in the place of one that may be there.
     *
     * @param schema the rows', without nested types
     * @param metrics which metrics are kept
     */
    public static ColumnFile create(OutputFile file, Schema schema, ColumnFormat format, MetricsConfig metrics) {
        try {
            return new ColumnFile(file, schema, format, metrics);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot create " + file.location(), e);
        }
    }

    /**
     * Adds a row; its array may be reused afterwards.
     *
     * @throws RuntimeException if a value is none of its column; the file is then worth nothing
     */
    public void add(@Nullable Object[] row) {
        if (row.length != columns.length) {
            throw new IllegalArgumentException(
                    "A row has " + row.length + " values for " + columns.length + " columns");
        }
        for (int i = 0; i < columns.length; i++) {
            sinceLook += columns[i].add(row[i]);
        }
        rows++;
        if (sinceLook >= BYTES_PER_LOOK) {
            sinceLook = 0;
            if (bufferedBytes() >= format.rowGroupBytes()) {
                endRowGroup();
                beginRowGroup();
            }
        }
    }

    private void beginRowGroup() {
        ColumnChunkPageWriteStore begun = new ColumnChunkPageWriteStore(
                compressor,
                type,
                HeapByteBufferAllocator.getInstance(),
                COLUMN_INDEX_TRUNCATE_LENGTH,
                ParquetProperties.DEFAULT_PAGE_WRITE_CHECKSUM_ENABLED,
                null,
                rowGroups++);
        List<ColumnDescriptor> descriptors = type.getColumns();
        for (int i = 0; i < columns.length; i++) {
            columns[i].begin(begun.getPageWriter(descriptors.get(i)));
        }
        rows = 0;
        pages = begun;
    }

    private void endRowGroup() {
        if (rows == 0) {
            return;
        }
        ColumnChunkPageWriteStore ended = Objects.requireNonNull(pages);
        try {
            for (Column column : columns) {
                column.end();
            }
            writer.startBlock(rows);
            ended.flushToFileWriter(writer);
            writer.endBlock();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write a row group", e);
        } finally {
            ended.close();
        }
    }

    private long bufferedBytes() {
        long bytes = 0;
        for (Column column : columns) {
            bytes += column.bufferedBytes();
        }
        return bytes;
    }

    /** The length of the file; until it is ended roughly. */
    public long length() {
        try {
            return writer.getPos() + (closed ? 0 : bufferedBytes());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot tell the length of a file", e);
        }
    }

    /** Ends the file. */
    public void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        try {
            endRowGroup();
            writer.end(Map.of("iceberg.schema", SchemaParser.toJson(schema)));
        } finally {
            compressor.release();
            writer.close();
        }
    }

    /** The metrics of an ended file, by Iceberg's own rules. */
    public Metrics metrics() {
        return ParquetUtil.footerMetrics(
                writer.getFooter(), List.of(columns).stream().flatMap(Column::metrics), metricsConfig);
    }

    /** Where an ended file may be split. */
    public List<Long> splitOffsets() {
        return ParquetUtil.getSplitOffsets(writer.getFooter());
    }
}
