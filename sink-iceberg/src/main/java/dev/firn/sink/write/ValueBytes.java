package dev.firn.sink.write;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** How much memory values take, roughly: enough to bound a buffer by. */
final class ValueBytes {

    private static final int OBJECT = 16;
    private static final int REFERENCE = 4;

    private ValueBytes() {}

    /** Hot. */
    static long ofRow(@Nullable Object[] row) {
        long bytes = OBJECT;
        for (Object value : row) {
            bytes += REFERENCE + of(value);
        }
        return bytes;
    }

    private static long of(@Nullable Object value) {
        if (value == null) {
            return 0;
        }
        if (value instanceof CharSequence text) {
            return 2 * OBJECT + 2L * text.length();
        }
        if (value instanceof ByteBuffer bytes) {
            return 3L * OBJECT + bytes.remaining();
        }
        return value instanceof BigDecimal ? 4 * OBJECT : OBJECT;
    }
}
