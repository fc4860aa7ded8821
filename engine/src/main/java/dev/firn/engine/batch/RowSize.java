package dev.firn.engine.batch;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** About how many bytes of heap a row takes. An estimate, cheap enough to be made for every event. */
final class RowSize {

    /** Of an entry in a batch beside the row itself: the map's node, the key, the net change. */
    static final int ENTRY_BYTES = 144;

    private static final int ARRAY_BYTES = 16;
    private static final int REFERENCE_BYTES = 4;
    private static final long BOXED_BYTES = 24;
    private static final long TEXT_BYTES = 48;
    private static final long BUFFER_BYTES = 72;
    private static final long DECIMAL_BYTES = 72;

    private RowSize() {}

    static long of(@Nullable Object[] row) {
        long bytes = ARRAY_BYTES + (long) REFERENCE_BYTES * row.length;
        for (Object value : row) {
            bytes += ofValue(value);
        }
        return bytes;
    }

    private static long ofValue(@Nullable Object value) {
        if (value == null || value instanceof Boolean) {
            return 0;
        }
        if (value instanceof CharSequence text) {
            return TEXT_BYTES + text.length();
        }
        if (value instanceof ByteBuffer buffer) {
            return BUFFER_BYTES + buffer.remaining();
        }
        if (value instanceof BigDecimal) {
            return DECIMAL_BYTES;
        }
        if (value instanceof List<?> list) {
            return ARRAY_BYTES + list.stream().mapToLong(RowSize::ofElement).sum();
        }
        if (value instanceof Map<?, ?> map) {
            return map.entrySet().stream()
                    .mapToLong(entry -> BOXED_BYTES + ofElement(entry.getKey()) + ofElement(entry.getValue()))
                    .sum();
        }
        return BOXED_BYTES;
    }

    private static long ofElement(@Nullable Object value) {
        return REFERENCE_BYTES + ofValue(value);
    }
}
