package dev.firn.engine.load;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** Counts the rows of one read, tells the load's total every so often, and keeps the pace. For one thread; {@link #row} is hot. */
final class ReadMeter {

    private static final int SMALL_VALUE_BYTES = 8;

    private final LongAdder total;
    private final ReadPace pace;
    private final int rowsAtOnce;
    private final long bytesAtOnce;
    private final boolean measuresBytes;
    private long rows;
    private long bytes;
    private long told;

    ReadMeter(LongAdder total, ReadPace pace) {
        this.total = total;
        this.pace = pace;
        this.rowsAtOnce = pace.rowsAtOnce();
        this.bytesAtOnce = pace.bytesAtOnce();
        this.measuresBytes = pace.limitsBytes();
    }

    /** A row was read. */
    void row(@Nullable Object[] row) throws InterruptedException {
        rows++;
        if (measuresBytes) {
            for (Object value : row) {
                bytes += bytes(value);
            }
        }
        if (rows >= rowsAtOnce || bytes >= bytesAtOnce) {
            tell();
        }
    }

    /** The read is finished. */
    void end() throws InterruptedException {
        tell();
    }

    /** The read failed: what it counted does not count. */
    void takeBack() {
        total.add(-told);
        told = 0;
        rows = 0;
        bytes = 0;
    }

    private void tell() throws InterruptedException {
        total.add(rows);
        told += rows;
        long payRows = rows;
        long payBytes = bytes;
        rows = 0;
        bytes = 0;
        pace.pay(payRows, payBytes);
    }

    private static long bytes(@Nullable Object value) {
        if (value == null) {
            return 0;
        }
        if (value instanceof CharSequence text) {
            return text.length();
        }
        if (value instanceof ByteBuffer buffer) {
            return buffer.remaining();
        }
        if (value instanceof Collection<?> list) {
            return list.stream().mapToLong(ReadMeter::bytes).sum();
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .mapToLong(entry -> bytes(entry.getKey()) + bytes(entry.getValue()))
                    .sum();
        }
        return SMALL_VALUE_BYTES;
    }
}
