package dev.firn.sink.write.column;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.iceberg.FieldMetrics;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.bytes.HeapByteBufferAllocator;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.PageWriter;
import org.apache.parquet.column.statistics.SizeStatistics;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.column.statistics.geospatial.GeospatialStatistics;
import org.apache.parquet.column.values.rle.RunLengthBitPackingHybridEncoder;
import org.jspecify.annotations.Nullable;

/**
 * One column of a file: gathers values to pages (version 1), each by a dictionary as long as that is worth it. A subclass knows the plain
 * encoding of its values, and their least and greatest. Hot.
 */
abstract class Column {

    private static final int FIRST_ROWS = 1_024;
    private static final int FIRST_ENCODED_BYTES = 4_096;

    /** What Parquet's own writer says of levels that a page does not have. */
    @SuppressWarnings("deprecation")
    private static final Encoding NO_LEVELS = Encoding.BIT_PACKED;

    final ColumnDescriptor descriptor;
    final PlainBytes plain = new PlainBytes();
    private final ColumnFormat format;
    private final boolean optional;
    private final boolean byDictionary;

    private @Nullable PageWriter pages;
    /** Of the chunk; null where there is none or it was given up before a page used it. */
    private @Nullable ValueDictionary dictionary;
    /** Whether the present page may use the dictionary. */
    private boolean numbering;

    private boolean dictionaryUsed;
    private int[] numbers = new int[FIRST_ROWS];
    /** Of each row of the page, 1 where there is a value. */
    private byte[] present = new byte[FIRST_ROWS];

    private int rows;
    private int values;
    private long nullsOfFile;
    private boolean keepsStatistics = true;

    /** @param byDictionary whether to try a dictionary */
    Column(ColumnDescriptor descriptor, ColumnFormat format, boolean byDictionary) {
        this.descriptor = descriptor;
        this.format = format;
        this.optional = descriptor.getMaxDefinitionLevel() > 0;
        this.byDictionary = byDictionary;
    }

    /** Lets the file say nothing of the column's values; before the first one. */
    final void keepNoStatistics() {
        keepsStatistics = false;
    }

    /** Begins a column chunk. */
    final void begin(PageWriter chunk) {
        pages = chunk;
        dictionary = byDictionary ? new ValueDictionary(format.dictionaryBytes()) : null;
        numbering = byDictionary;
        dictionaryUsed = false;
    }

    private PageWriter chunk() {
        return Objects.requireNonNull(pages, "No column chunk was begun");
    }

    /** Adds the value of a row; returns how much memory it took. */
    final int add(@Nullable Object value) {
        if (rows == present.length) {
            present = Arrays.copyOf(present, 2 * rows);
            numbers = Arrays.copyOf(numbers, 2 * rows);
        }
        int before = plain.size();
        if (value == null) {
            if (!optional) {
                throw new IllegalArgumentException("A row has no value for a column that requires one");
            }
            present[rows++] = 0;
            nullsOfFile++;
        } else {
            put(value);
            present[rows++] = 1;
            if (numbering) {
                number(before);
            }
            values++;
        }
        int taken = plain.size() - before + 1;
        if (rows == format.pageRows() || plain.size() >= format.pageBytes()) {
            endPage();
        }
        return taken;
    }

    private void number(int from) {
        ValueDictionary known = dictionary;
        int number = known == null ? ValueDictionary.FULL : known.number(plain.array(), from, plain.size() - from);
        if (number == ValueDictionary.FULL) {
            giveDictionaryUp();
        } else {
            numbers[values] = number;
        }
    }

    private void giveDictionaryUp() {
        numbering = false;
        if (!dictionaryUsed) {
            dictionary = null;
        }
    }

    /** Adds a value in plain encoding and takes note of the least and the greatest. */
    abstract void put(Object value);

    /** The values of the page in plain encoding. */
    BytesInput plainValues() {
        return plain.input();
    }

    /** Tells the statistics what the page's values are, and forgets it; there is at least one. */
    abstract void endStatistics(Statistics<?> statistics);

    /** How many bytes the values of the page have that may have any number, for readers that plan their memory; 0 for other types. */
    long takeTextBytes() {
        return 0;
    }

    /** What Iceberg cannot learn from the file's footer. */
    Stream<FieldMetrics<?>> metrics() {
        return Stream.empty();
    }

    private void endPage() {
        if (rows == 0) {
            return;
        }
        try {
            BytesInput encoded = numbering ? numbersIfShorter() : null;
            Encoding encoding = encoded == null ? Encoding.PLAIN : ValueDictionary.ENCODING;
            // What is gathered for them is forgotten either way.
            SizeStatistics sizes =
                    new SizeStatistics(descriptor.getPrimitiveType(), takeTextBytes(), List.of(), List.of());
            Statistics<?> statistics = statistics();
            chunk().writePage(
                            BytesInput.concat(levels(), encoded == null ? plainValues() : encoded),
                            rows,
                            rows,
                            statistics,
                            sizes,
                            GeospatialStatistics.noopBuilder().build(),
                            NO_LEVELS,
                            optional ? Encoding.RLE : NO_LEVELS,
                            encoding);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write a page", e);
        }
        plain.clear(2 * format.pageBytes());
        rows = 0;
        values = 0;
    }

    private Statistics<?> statistics() {
        Statistics<?> statistics = keepsStatistics
                ? Statistics.createStats(descriptor.getPrimitiveType())
                : Statistics.noopStats(descriptor.getPrimitiveType());
        statistics.incrementNumNulls(rows - values);
        if (values > 0) {
            endStatistics(statistics);
        }
        return statistics;
    }

    /** The page by the dictionary; null if the first page shows that it gains nothing. */
    private @Nullable BytesInput numbersIfShorter() throws IOException {
        ValueDictionary known = dictionary;
        if (known == null || values == 0) {
            return null;
        }
        RunLengthBitPackingHybridEncoder encoder = encoder(known.bitWidth());
        for (int i = 0; i < values; i++) {
            encoder.writeInt(numbers[i]);
        }
        BytesInput encoded = encoder.toBytes();
        if (!dictionaryUsed && encoded.size() + known.encodedBytes() >= plain.size()) {
            giveDictionaryUp();
            return null;
        }
        dictionaryUsed = true;
        return BytesInput.concat(BytesInput.from(new byte[] {(byte) known.bitWidth()}), encoded);
    }

    private RunLengthBitPackingHybridEncoder encoder(int bitWidth) {
        return new RunLengthBitPackingHybridEncoder(
                bitWidth,
                FIRST_ENCODED_BYTES,
                Math.max(FIRST_ENCODED_BYTES, format.pageBytes()),
                HeapByteBufferAllocator.getInstance());
    }

    /** Which rows have a value; nothing where all must. */
    private BytesInput levels() throws IOException {
        if (!optional) {
            return BytesInput.empty();
        }
        BytesInput encoded;
        if (values == rows) {
            // One run: its length, and what is repeated.
            encoded = BytesInput.concat(BytesInput.fromUnsignedVarInt(rows << 1), BytesInput.from(new byte[] {1}));
        } else {
            RunLengthBitPackingHybridEncoder encoder = encoder(1);
            for (int i = 0; i < rows; i++) {
                encoder.writeInt(present[i]);
            }
            encoded = encoder.toBytes();
        }
        return BytesInput.concat(BytesInput.fromInt(Math.toIntExact(encoded.size())), encoded);
    }

    /** Ends the column chunk. */
    final void end() {
        endPage();
        if (dictionaryUsed && dictionary != null) {
            try {
                chunk().writeDictionaryPage(dictionary.page());
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot write a dictionary", e);
            }
        }
    }

    /** The bytes in memory, those of ended pages as they are compressed. */
    final long bufferedBytes() {
        ValueDictionary known = dictionary;
        return chunk().getMemSize() + plain.size() + (known == null ? 0 : known.bytes());
    }

    /** Metrics of values, with those that are null. */
    final FieldMetrics<?> withNulls(FieldMetrics<?> ofValues) {
        return new FieldMetrics<>(
                ofValues.id(),
                ofValues.valueCount() + nullsOfFile,
                nullsOfFile,
                ofValues.nanValueCount(),
                ofValues.lowerBound(),
                ofValues.upperBound(),
                ofValues.originalType());
    }

    final int fieldId() {
        return descriptor.getPrimitiveType().getId().intValue();
    }
}
