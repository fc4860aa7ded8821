package dev.firn.sink.maintenance;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.types.Type;
import org.jspecify.annotations.Nullable;

/**
 * A hash of 128 bits of a key's values, so long that two keys that differ never have the same one: of ten million keys against ten billion
 * rows the chance is below one in 10^20. Values that Iceberg takes for equal are: NaN equals NaN, and -0.0 does not equal 0.0. Hot.
 */
final class KeyHash {

    private static final long PRIME_1 = 0x9e3779b97f4a7c15L;
    private static final long PRIME_2 = 0xc2b2ae3d27d4eb4fL;

    private final long seed;
    private long first;
    private long second;

    /** @param seed by chance, so that nobody can choose keys that collide */
    KeyHash(long seed) {
        this.seed = seed;
    }

    /** Hashes the values of a key, to be asked for by {@link #first} and {@link #second}. */
    KeyHash of(StructLike key, Type[] types) {
        first = seed;
        second = ~seed * PRIME_2;
        for (int index = 0; index < types.length; index++) {
            add(types[index], key.get(index, Object.class));
        }
        first = avalanche(first + Long.rotateLeft(second, 17));
        second = avalanche(second ^ first * PRIME_1);
        return this;
    }

    long first() {
        return first;
    }

    long second() {
        return second;
    }

    private void add(Type type, @Nullable Object value) {
        if (value == null) {
            mix(0x6e756c6cL, -1);
            return;
        }
        switch (type.typeId()) {
            case BOOLEAN -> mix((Boolean) value ? 1 : 2, 1);
            case INTEGER, DATE, LONG, TIME, TIMESTAMP, TIMESTAMP_NANO -> mix(((Number) value).longValue(), 8);
            case FLOAT -> mix(Float.floatToIntBits((Float) value), 4);
            case DOUBLE -> mix(Double.doubleToLongBits((Double) value), 8);
            case DECIMAL -> add(((BigDecimal) value).unscaledValue().toByteArray());
            case UUID -> {
                mix(((UUID) value).getMostSignificantBits(), 8);
                mix(((UUID) value).getLeastSignificantBits(), 8);
            }
            case STRING -> add(value.toString().getBytes(StandardCharsets.UTF_8));
            case BINARY, FIXED -> add(bytes(value));
            default -> throw new IllegalArgumentException("No key has values of " + type);
        }
    }

    private static byte[] bytes(Object value) {
        if (value instanceof byte[] array) {
            return array;
        }
        ByteBuffer buffer = ((ByteBuffer) value).duplicate();
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private void add(byte[] bytes) {
        int at = 0;
        for (; at + 8 <= bytes.length; at += 8) {
            mix(word(bytes, at, 8), 8);
        }
        // The length ends it, so that no two lists of values give the same words.
        mix(word(bytes, at, bytes.length - at), 0x100L + bytes.length);
    }

    private static long word(byte[] bytes, int from, int length) {
        long word = 0;
        for (int index = 0; index < length; index++) {
            word |= (bytes[from + index] & 0xffL) << (8 * index);
        }
        return word;
    }

    private void mix(long word, long kind) {
        first = Long.rotateLeft(first ^ avalanche(word * PRIME_1 + kind), 27) * PRIME_2 + 0x52dce729;
        second = Long.rotateLeft(second + avalanche(word ^ kind * PRIME_2), 31) * PRIME_1 + 0x38495ab5;
    }

    private static long avalanche(long value) {
        long mixed = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
        mixed = (mixed ^ (mixed >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return mixed ^ (mixed >>> 33);
    }
}
