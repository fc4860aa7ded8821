package dev.firn.engine.source.mysql;

import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.apache.iceberg.types.Type;
import org.jspecify.annotations.Nullable;

/** Internal values of Iceberg as parameters that MySQL compares with its own. */
final class KeyParameter {

    private static final DateTimeFormatter DATETIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS", Locale.ROOT);

    private KeyParameter() {}

    static @Nullable Object of(Type type, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        return switch (type.typeId()) {
            case DATE -> LocalDate.ofEpochDay((Integer) value).toString();
            case TIMESTAMP -> timestamp((Long) value, ChronoUnit.MICROS);
            case TIMESTAMP_NANO -> timestamp((Long) value, ChronoUnit.NANOS);
            case BINARY, FIXED -> bytes((ByteBuffer) value);
            default -> value;
        };
    }

    private static String timestamp(long since1970, ChronoUnit unit) {
        return DATETIME.format(LocalDateTime.ofEpochSecond(0, 0, ZoneOffset.UTC).plus(since1970, unit));
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return bytes;
    }
}
