package dev.firn.engine.decode;

import dev.firn.schema.layout.ColumnMask;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Hides values under one secret. A value is masked by its text: a string as it is, binary as hexadecimal digits, any other in
 * its plain notation in Iceberg's internal representation (a date as days, a timestamp as microseconds, a decimal without an exponent), so that the log and a query
 * give the same mask.
 */
public final class Masking {

    private static final String ALGORITHM = "HmacSHA256";
    private static final String REDACTED = "***";

    private final SecretKeySpec secret;

    /**
     * @param secret the key of {@link ColumnMask#HMAC_SHA256}
     * @throws IllegalArgumentException if it is empty
     */
    public Masking(byte[] secret) {
        this.secret = new SecretKeySpec(secret, ALGORITHM);
    }

    /** The operator for one column; not safe for use by several threads. Null stays null. */
    public UnaryOperator<@Nullable Object> operator(ColumnMask mask) {
        return switch (mask) {
            case HMAC_SHA256 -> hmac();
            case REDACT -> value -> value == null ? null : REDACTED;
            case NULL -> value -> null;
        };
    }

    private UnaryOperator<@Nullable Object> hmac() {
        Mac mac;
        try {
            mac = Mac.getInstance(ALGORITHM);
            mac.init(secret);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java runtime has " + ALGORITHM + ", this one refuses it", e);
        }
        return value -> value == null
                ? null
                : HexFormat.of().formatHex(mac.doFinal(text(value).getBytes(StandardCharsets.UTF_8)));
    }

    private static String text(Object value) {
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return HexFormat.of().formatHex(bytes);
        }
        return value instanceof BigDecimal decimal ? decimal.toPlainString() : value.toString();
    }
}
