package dev.firn.sink.write.column;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.parquet.bytes.BytesInput;

/** Values one behind the other in Parquet's plain encoding, in memory that is used again. Hot. */
final class PlainBytes {

    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int FIRST_BYTES = 4096;

    /** No array may be longer, on any JVM. */
    private static final int MOST_BYTES = Integer.MAX_VALUE - 8;

    private byte[] bytes = new byte[FIRST_BYTES];
    private int size;

    int size() {
        return size;
    }

    /** Holds the values; another array after the next has been added. */
    byte[] array() {
        return bytes;
    }

    /** Forgets all values, and memory beyond the limit. */
    void clear(int mostBytes) {
        size = 0;
        if (bytes.length > mostBytes) {
            bytes = new byte[FIRST_BYTES];
        }
    }

    void addByte(byte value) {
        ensure(Byte.BYTES);
        bytes[size++] = value;
    }

    void addInt(int value) {
        ensure(Integer.BYTES);
        INT.set(bytes, size, value);
        size += Integer.BYTES;
    }

    void addLong(long value) {
        ensure(Long.BYTES);
        LONG.set(bytes, size, value);
        size += Long.BYTES;
    }

    void add(byte[] from, int offset, int length) {
        ensure(length);
        System.arraycopy(from, offset, bytes, size, length);
        size += length;
    }

    /** Adds what remains in a buffer, which stays as it is. */
    void add(ByteBuffer from) {
        int length = from.remaining();
        ensure(length);
        from.get(from.position(), bytes, size, length);
        size += length;
    }

    int intAt(int offset) {
        return (int) INT.get(bytes, offset);
    }

    long longAt(int offset) {
        return (long) LONG.get(bytes, offset);
    }

    private void ensure(int more) {
        if (bytes.length - size < more) {
            bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(size, more), (int) Math.min(2L * size, MOST_BYTES)));
        }
    }

    /** The values, until the next is added. */
    BytesInput input() {
        return BytesInput.from(bytes, 0, size);
    }
}
