package dev.firn.engine.source.postgres;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Numbers in the network's byte order, at any offset. Hot. */
final class BigEndian {

    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private BigEndian() {}

    static short int2(byte[] bytes, int from) {
        return (short) SHORT.get(bytes, from);
    }

    static int int4(byte[] bytes, int from) {
        return (int) INT.get(bytes, from);
    }

    static long int8(byte[] bytes, int from) {
        return (long) LONG.get(bytes, from);
    }
}
