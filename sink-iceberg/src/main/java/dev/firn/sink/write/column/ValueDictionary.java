package dev.firn.sink.write.column;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.parquet.column.Encoding;
import org.apache.parquet.column.page.DictionaryPage;

/**
 * The different values of a column chunk, numbered as they come up. A value is the bytes of its plain encoding, so that it does not matter
 * what type it has. Hot.
 */
final class ValueDictionary {

    /** What a value takes beside its bytes: its end, its hash, and two places in the table. */
    static final int BYTES_PER_VALUE = 16;

    static final int FULL = -1;

    /** Of pages by a dictionary, and of the dictionary itself, as Parquet's own writer calls it in pages of version 1. */
    @SuppressWarnings("deprecation")
    static final Encoding ENCODING = Encoding.PLAIN_DICTIONARY;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final int FIRST_VALUES = 256;
    private static final long SPREAD = 0x9E3779B97F4A7C15L;

    private final int mostBytes;
    private final PlainBytes values = new PlainBytes();
    private int[] ends = new int[FIRST_VALUES];
    private int[] hashes = new int[FIRST_VALUES];
    /** Numbers plus one, by hash; 0 where there is none. At most half of it is used. */
    private int[] table = new int[2 * FIRST_VALUES];

    private int size;

    /** @param mostBytes how many bytes of values it takes */
    ValueDictionary(int mostBytes) {
        this.mostBytes = mostBytes;
    }

    /** The number of a value; {@link #FULL} if it is new and does not fit. */
    int number(byte[] bytes, int from, int length) {
        int hash = hash(bytes, from, length);
        int mask = table.length - 1;
        int place = hash & mask;
        for (int found = table[place]; found != 0; found = table[place]) {
            if (hashes[found - 1] == hash && holds(found - 1, bytes, from, length)) {
                return found - 1;
            }
            place = (place + 1) & mask;
        }
        return values.size() + length > mostBytes ? FULL : add(bytes, from, length, hash, place);
    }

    private boolean holds(int number, byte[] bytes, int from, int length) {
        int start = number == 0 ? 0 : ends[number - 1];
        return Arrays.equals(values.array(), start, ends[number], bytes, from, from + length);
    }

    private int add(byte[] bytes, int from, int length, int hash, int place) {
        if (size == ends.length) {
            grow();
            return addAnew(bytes, from, length, hash);
        }
        values.add(bytes, from, length);
        ends[size] = values.size();
        hashes[size] = hash;
        table[place] = ++size;
        return size - 1;
    }

    private int addAnew(byte[] bytes, int from, int length, int hash) {
        return add(bytes, from, length, hash, free(hash));
    }

    private void grow() {
        ends = Arrays.copyOf(ends, 2 * size);
        hashes = Arrays.copyOf(hashes, 2 * size);
        table = new int[4 * size];
        for (int number = 0; number < size; number++) {
            table[free(hashes[number])] = number + 1;
        }
    }

    private int free(int hash) {
        int mask = table.length - 1;
        int place = hash & mask;
        while (table[place] != 0) {
            place = (place + 1) & mask;
        }
        return place;
    }

    private static int hash(byte[] bytes, int from, int length) {
        long hash = length;
        int at = from;
        int end = from + length;
        for (; at <= end - Long.BYTES; at += Long.BYTES) {
            hash = mix(hash ^ (long) LONG.get(bytes, at));
        }
        for (; at < end; at++) {
            hash = mix(hash ^ bytes[at]);
        }
        return (int) hash;
    }

    private static long mix(long value) {
        long spread = value * SPREAD;
        return spread ^ spread >>> 32;
    }

    int size() {
        return size;
    }

    /** The memory of the values, roughly. */
    long bytes() {
        return values.size() + (long) size * BYTES_PER_VALUE;
    }

    /** The bytes of the values in the file. */
    long encodedBytes() {
        return values.size();
    }

    /** How many bits hold a number. */
    int bitWidth() {
        return size <= 1 ? 0 : Integer.SIZE - Integer.numberOfLeadingZeros(size - 1);
    }

    DictionaryPage page() {
        return new DictionaryPage(values.input(), size, ENCODING);
    }
}
