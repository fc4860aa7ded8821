package dev.firn.engine.source.mysql;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The row at which a result stands, as the server sent it: each value in the text protocol's form, all of them in one array. The rows of a
 * streamed result are looked at where the driver received them, and must be looked at before the next one comes: its getters search, copy
 * and lock for each value, a third of the time of a load. For one thread; hot.
 */
final class SentRow {

    private static final int NULL = -1;

    private final ResultSet result;
    private final @Nullable SentPackets packets;
    private final @Nullable TextDecoder[] decoders;
    private final int[] from;
    private final int[] lengths;
    private byte[] bytes = {};
    private boolean compared;

    private SentRow(ResultSet result, @Nullable SentPackets packets, @Nullable TextDecoder[] decoders) {
        this.result = result;
        this.packets = packets;
        this.decoders = decoders;
        this.from = new int[decoders.length];
        this.lengths = new int[decoders.length];
    }

    /**
     * Of a result that stands before its first row.
     *
     * @param columns how many it has
     */
    static SentRow of(ResultSet result, int columns, MysqlCharsets charsets) throws SQLException {
        @Nullable TextDecoder[] decoders = new TextDecoder[columns];
        @Nullable String[] names = SentPackets.charsets(result, columns);
        for (int i = 0; i < columns; i++) {
            String name = names[i];
            decoders[i] = name == null ? null : charsets.decoder(name);
        }
        return new SentRow(result, SentPackets.of(result), decoders);
    }

    /** Goes on to the next row; false behind the last. */
    boolean next() throws SQLException {
        if (!result.next()) {
            return false;
        }
        take();
        return true;
    }

    /** Takes the row at which the result stands. */
    void take() throws SQLException {
        if (packets == null) {
            copy();
            return;
        }
        split(packets.bytes(), packets.length());
        if (!compared) {
            compare();
            compared = true;
        }
    }

    private void copy() throws SQLException {
        int end = 0;
        for (int i = 0; i < from.length; i++) {
            byte[] value = result.getBytes(i + 1);
            from[i] = end;
            lengths[i] = value == null ? NULL : value.length;
            if (value != null) {
                bytes = Arrays.copyOf(bytes, Math.max(bytes.length, end + value.length));
                System.arraycopy(value, 0, bytes, end, value.length);
                end += value.length;
            }
        }
    }

    /** Finds the values in a row of the text protocol: length and bytes of each, one after the other. */
    void split(byte[] row, int length) {
        bytes = row;
        int at = 0;
        for (int i = 0; i < from.length; i++) {
            int first = row[at++] & 0xff;
            int width = first < 0xfb ? first : NULL;
            if (first > 0xfb) {
                int digits = first == 0xfc ? 2 : first == 0xfd ? 3 : 8;
                width = Math.toIntExact(littleEndian(row, at, digits));
                at += digits;
            }
            from[i] = at;
            lengths[i] = width;
            at += Math.max(0, width);
        }
        if (at != length) {
            throw new IllegalStateException("A row of " + length + " bytes has values up to byte " + at);
        }
    }

    private static long littleEndian(byte[] row, int at, int digits) {
        long number = 0;
        for (int i = digits - 1; i >= 0; i--) {
            number = (number << 8) | (row[at + i] & 0xff);
        }
        return number;
    }

    /** Where the driver keeps a row is its own affair, so the first row of each result must be what its getters say. */
    private void compare() throws SQLException {
        for (int i = 0; i < from.length; i++) {
            if (!Arrays.equals(value(i), result.getBytes(i + 1))) {
                throw new IllegalStateException(
                        "MySQL's driver keeps rows elsewhere than this version of Firn knows; use the version that it came with");
            }
        }
    }

    /** Holds the values. */
    byte[] bytes() {
        return bytes;
    }

    boolean isNull(int column) {
        return lengths[column] == NULL;
    }

    /** Where a value begins. */
    int from(int column) {
        return from[column];
    }

    /** How many bytes a value has that is not null. */
    int length(int column) {
        return lengths[column];
    }

    /** A copy of a value. */
    byte @Nullable [] value(int column) {
        return isNull(column) ? null : Arrays.copyOfRange(bytes, from[column], from[column] + lengths[column]);
    }

    /** A value that is not null, decoded by its column's character set. */
    String text(int column) throws SQLException {
        TextDecoder decoder = decoders[column];
        return decoder == null
                ? String.valueOf(result.getString(column + 1))
                : decoder.decode(bytes, from[column], lengths[column]);
    }

    /** What a value looks like, for telling the row. */
    String shown(int column) {
        byte[] value = value(column);
        return value == null ? "null" : new String(value, StandardCharsets.UTF_8);
    }
}
