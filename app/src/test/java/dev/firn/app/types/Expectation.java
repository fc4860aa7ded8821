package dev.firn.app.types;

import dev.firn.app.demo.compare.VariantContent;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.DecimalType;
import org.apache.iceberg.types.Types.TimestampNanoType;
import org.apache.iceberg.types.Types.TimestampType;
import org.apache.iceberg.variants.Variant;

/**
 * What a text of a {@link TypeCase} means in an Iceberg type: the value that Iceberg's generic reader gives, and the mask that
 * docs/configuration.md promises. Shares no code with the decoders.
 *
 * <p>Binary is written in hexadecimal digits, dates and times as ISO 8601 does, an instant with Z.
 */
final class Expectation {

    private static final HexFormat HEX = HexFormat.of();

    private Expectation() {}

    /** The value, in the form in which {@link #comparable} gives it. */
    static Object value(Type type, String text) {
        return switch (type.typeId()) {
            case BOOLEAN -> Boolean.valueOf(text);
            case INTEGER -> Integer.valueOf(text);
            case LONG -> Long.valueOf(text);
            case FLOAT -> Float.valueOf(text);
            case DOUBLE -> Double.valueOf(text);
            case DECIMAL -> new BigDecimal(text).setScale(((DecimalType) type).scale());
            case STRING -> text;
            case BINARY, GEOMETRY -> ByteBuffer.wrap(HEX.parseHex(text));
            case UUID -> UUID.fromString(text);
            case DATE -> LocalDate.parse(text);
            case TIME -> LocalTime.parse(text);
            case TIMESTAMP -> ((TimestampType) type).shouldAdjustToUTC() ? instant(text) : LocalDateTime.parse(text);
            case TIMESTAMP_NANO ->
                ((TimestampNanoType) type).shouldAdjustToUTC() ? instant(text) : LocalDateTime.parse(text);
            case VARIANT -> VariantContent.of(text);
            default -> throw new IllegalArgumentException("Say here how a value of " + type + " is written");
        };
    }

    private static Instant instant(String text) {
        return OffsetDateTime.parse(text).toInstant();
    }

    /** A value of the lake in the form in which values are compared. */
    static Object comparable(Object value) {
        if (value instanceof Variant variant) {
            return VariantContent.of(variant);
        }
        return value instanceof OffsetDateTime time ? time.toInstant() : value;
    }

    /** The HMAC-SHA-256 of a value's text. */
    static String mask(Object value, String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HEX.formatHex(mac.doFinal(maskedText(value).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String maskedText(Object value) {
        if (value instanceof ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            return HEX.formatHex(copy);
        }
        if (value instanceof LocalDate date) {
            return String.valueOf(date.toEpochDay());
        }
        if (value instanceof LocalTime time) {
            return String.valueOf(time.toNanoOfDay() / 1_000);
        }
        if (value instanceof LocalDateTime time) {
            return maskedText(time.toInstant(ZoneOffset.UTC));
        }
        if (value instanceof Instant instant) {
            // Not by ChronoUnit.MICROS, which counts nanoseconds first, and those are too many from the year 2262 on.
            return String.valueOf(Math.addExact(
                    Math.multiplyExact(instant.getEpochSecond(), 1_000_000L), instant.getNano() / 1_000L));
        }
        return value instanceof BigDecimal decimal ? decimal.toPlainString() : String.valueOf(value);
    }
}
