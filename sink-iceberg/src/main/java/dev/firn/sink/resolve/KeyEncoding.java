package dev.firn.sink.resolve;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.UUID;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Type.TypeID;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * How a value of a key column becomes bytes. Equal are what Iceberg's readers take for equal when they apply an equality delete: null and null, any NaN and
 * any other, not 0.0 and -0.0; texts and binaries byte by byte.
 */
final class KeyEncoding {

    static final int NULL = 0;
    static final int VALUE = 1;

    /** As much as a decimal of 38 digits takes. */
    private static final int DECIMAL_BYTES = 16;

    private KeyEncoding() {}

    /**
     * Whether the bounds that files say of a column tell which values are not in them: not where readers differ on the order, nor for
     * floating numbers, whose NaN no bound has.
     */
    static boolean isBounded(Type type) {
        return switch (type.typeId()) {
            case BOOLEAN, INTEGER, LONG, DATE, TIME, TIMESTAMP, TIMESTAMP_NANO, STRING, BINARY, FIXED, DECIMAL -> true;
            default -> false;
        };
    }

    /** Whether keys may have columns of the type. */
    static boolean isKnown(Type type) {
        return isBounded(type)
                || type.typeId() == TypeID.UUID
                || type.typeId() == TypeID.FLOAT
                || type.typeId() == TypeID.DOUBLE;
    }

    /** Appends a value in Iceberg's internal representation. */
    static void put(KeyBytes key, Type type, @Nullable Object value) {
        if (value == null) {
            key.putByte(NULL);
            return;
        }
        switch (type.typeId()) {
            case BOOLEAN -> putBoolean(key, (Boolean) value);
            case INTEGER, DATE -> putInt(key, (Integer) value);
            case LONG, TIME, TIMESTAMP, TIMESTAMP_NANO -> putLong(key, ((Number) value).longValue());
            case FLOAT -> putFloat(key, (Float) value);
            case DOUBLE -> putDouble(key, ((Number) value).doubleValue());
            case STRING -> putBytes(key, value.toString().getBytes(StandardCharsets.UTF_8));
            case UUID -> putUuid(key, (UUID) value);
            case BINARY, FIXED ->
                putBytes(key, value instanceof byte[] bytes ? ByteBuffer.wrap(bytes) : (ByteBuffer) value);
            case DECIMAL -> putDecimal(key, ((BigDecimal) value).setScale(((Types.DecimalType) type).scale()));
            default -> throw new IllegalArgumentException("No key has values of " + type);
        }
    }

    static void putBoolean(KeyBytes key, boolean value) {
        key.putByte(VALUE);
        key.putByte(value ? 1 : 0);
    }

    static void putInt(KeyBytes key, int value) {
        key.putByte(VALUE);
        key.putInt(value ^ Integer.MIN_VALUE);
    }

    static void putLong(KeyBytes key, long value) {
        key.putByte(VALUE);
        key.putLong(value ^ Long.MIN_VALUE);
    }

    static void putFloat(KeyBytes key, float value) {
        key.putByte(VALUE);
        key.putInt(Float.floatToIntBits(value));
    }

    static void putDouble(KeyBytes key, double value) {
        key.putByte(VALUE);
        key.putLong(Double.doubleToLongBits(value));
    }

    static void putUuid(KeyBytes key, UUID value) {
        key.putByte(VALUE);
        key.putLong(value.getMostSignificantBits());
        key.putLong(value.getLeastSignificantBits());
    }

    private static void putBytes(KeyBytes key, byte[] value) {
        putBytes(key, ByteBuffer.wrap(value));
    }

    /** The length goes last, so that the bytes before it compare like the values, and no two keys of several columns look the same. */
    static void putBytes(KeyBytes key, ByteBuffer value) {
        key.putByte(VALUE);
        key.putBytes(value);
        key.putInt(value.remaining());
    }

    private static void putDecimal(KeyBytes key, BigDecimal value) {
        byte[] unscaled = value.unscaledValue().toByteArray();
        byte[] wide = new byte[DECIMAL_BYTES];
        int padding = DECIMAL_BYTES - unscaled.length;
        Arrays.fill(wide, 0, padding, (byte) (unscaled[0] < 0 ? -1 : 0));
        System.arraycopy(unscaled, 0, wide, padding, unscaled.length);
        wide[0] ^= (byte) 0x80;
        key.putByte(VALUE);
        key.putBytes(wide, 0, DECIMAL_BYTES);
    }

    /** The bytes by which values are compared; null has none. */
    static byte @Nullable [] comparable(Type type, @Nullable Object value) {
        if (value == null) {
            return null;
        }
        KeyBytes key = new KeyBytes();
        put(key, type, value);
        return comparable(type, key, 0, key.length());
    }

    /** The same of a column whose bytes stand between two places of a key. */
    static byte @Nullable [] comparable(Type type, KeyBytes key, int from, int end) {
        if (key.array()[from] == NULL) {
            return null;
        }
        int tail = hasLength(type) ? Integer.BYTES : 0;
        return Arrays.copyOfRange(key.array(), from + 1, end - tail);
    }

    private static boolean hasLength(Type type) {
        return type.typeId() == TypeID.STRING || type.typeId() == TypeID.BINARY || type.typeId() == TypeID.FIXED;
    }
}
