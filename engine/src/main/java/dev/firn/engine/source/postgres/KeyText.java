package dev.firn.engine.source.postgres;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** Internal values of Iceberg as the text from which PostgreSQL reads the same value. */
final class KeyText {

    private KeyText() {}

    static @Nullable String of(Type type, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        return switch (type.typeId()) {
            case DATE -> LocalDate.ofEpochDay((Integer) value).toString();
            case TIME -> LocalTime.ofNanoOfDay((Long) value * 1_000).toString();
            case TIMESTAMP ->
                timestamp(
                        Instant.EPOCH.plus((Long) value, ChronoUnit.MICROS),
                        ((Types.TimestampType) type).shouldAdjustToUTC());
            case TIMESTAMP_NANO ->
                timestamp(Instant.EPOCH.plusNanos((Long) value), ((Types.TimestampNanoType) type).shouldAdjustToUTC());
            case DECIMAL -> ((BigDecimal) value).toPlainString();
            case BINARY, FIXED -> "\\x" + hex((ByteBuffer) value);
            default -> value.toString();
        };
    }

    private static String timestamp(Instant instant, boolean hasZone) {
        return hasZone
                ? instant.toString()
                : LocalDateTime.ofInstant(instant, ZoneOffset.UTC).toString();
    }

    private static String hex(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return HexFormat.of().formatHex(bytes);
    }
}
