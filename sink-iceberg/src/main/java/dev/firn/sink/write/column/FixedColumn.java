package dev.firn.sink.write.column;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types.DecimalType;
import org.apache.iceberg.util.DecimalUtil;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.statistics.Statistics;
import org.apache.parquet.io.api.Binary;

/** Values that all have the same number of bytes; what is less than what depends on their type. */
final class FixedColumn extends Column {

    /** Sixteen bytes, the most significant first. */
    static final Append UUIDS = (value, width, plain) -> {
        UUID uuid = (UUID) value;
        plain.addLong(Long.reverseBytes(uuid.getMostSignificantBits()));
        plain.addLong(Long.reverseBytes(uuid.getLeastSignificantBits()));
    };

    /** Bytes as they are. */
    static final Append BUFFERS = (value, width, plain) -> {
        ByteBuffer bytes = (ByteBuffer) value;
        if (bytes.remaining() != width) {
            throw new IllegalArgumentException("A row has " + bytes.remaining() + " bytes for a column of " + width);
        }
        plain.add(bytes);
    };

    private final Append append;
    private final int width;

    /** Adds the bytes of a value. */
    @FunctionalInterface
    interface Append {
        /** Adds them; there must be as many as the width says. */
        void append(Object value, int width, PlainBytes plain);
    }

    FixedColumn(ColumnDescriptor descriptor, ColumnFormat format, Append append) {
        // Parquet's own writer has no dictionaries for them in pages of version 1, which readers may rely on.
        super(descriptor, format, false);
        this.append = append;
        this.width = descriptor.getPrimitiveType().getTypeLength();
    }

    /** The bytes of numbers in two's complement. */
    static Append decimals(DecimalType type) {
        byte[] bytes = new byte[TypeUtil.decimalRequiredBytes(type.precision())];
        return (value, width, plain) -> plain.add(
                DecimalUtil.toReusedFixLengthBytes(type.precision(), type.scale(), (BigDecimal) value, bytes),
                0,
                width);
    }

    @Override
    void put(Object value) {
        append.append(value, width, plain);
    }

    @Override
    void endStatistics(Statistics<?> statistics) {
        for (int at = 0; at < plain.size(); at += width) {
            statistics.updateStats(Binary.fromReusedByteArray(plain.array(), at, width));
        }
    }
}
