package dev.firn.sink.resolve;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A key as bytes, one after another in the same object: two keys are equal exactly if their bytes are. A column's bytes compare, as unsigned ones, like
 * its values do. Hot.
 */
final class KeyBytes {

    private static final long MIX = 0x9E3779B97F4A7C15L;

    private byte[] bytes = new byte[64];
    private int length;

    void clear() {
        length = 0;
    }

    int length() {
        return length;
    }

    /** The array behind it, of which the first {@link #length} bytes count. */
    byte[] array() {
        return bytes;
    }

    void putByte(int value) {
        room(1);
        bytes[length++] = (byte) value;
    }

    void putInt(int value) {
        room(Integer.BYTES);
        Bytes.putInt(bytes, length, value);
        length += Integer.BYTES;
    }

    void putLong(long value) {
        room(Long.BYTES);
        Bytes.putLong(bytes, length, value);
        length += Long.BYTES;
    }

    void putBytes(byte[] source, int from, int count) {
        room(count);
        System.arraycopy(source, from, bytes, length, count);
        length += count;
    }

    void putBytes(ByteBuffer source) {
        int count = source.remaining();
        room(count);
        source.duplicate().get(bytes, length, count);
        length += count;
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(length + more, bytes.length * 2));
        }
    }

    int hash() {
        return hash(bytes, 0, length);
    }

    /** Spreads over all bits, so that the lower ones serve as a place in a table. */
    static int hash(byte[] bytes, int from, int length) {
        long hash = length;
        int at = from;
        int end = from + length;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            hash = (hash ^ Bytes.longAt(bytes, at)) * MIX;
            hash ^= hash >>> 32;
        }
        for (; at < end; at++) {
            hash = (hash ^ bytes[at]) * MIX;
            hash ^= hash >>> 29;
        }
        return (int) (hash ^ (hash >>> 32));
    }
}
