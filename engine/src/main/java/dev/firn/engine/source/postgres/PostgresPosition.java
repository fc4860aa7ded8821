package dev.firn.engine.source.postgres;

import dev.firn.engine.event.SourcePosition;
import java.util.Locale;

/**
 * A place in PostgreSQL's write-ahead log.
 *
 * @param lsn the log sequence number, an unsigned 64-bit byte offset
 */
public record PostgresPosition(long lsn) implements SourcePosition, Comparable<PostgresPosition> {

    /**
     * Reads PostgreSQL's notation, {@code 16/B374D848}.
     *
     * @throws IllegalArgumentException if the text is not of that form
     */
    public static PostgresPosition parse(String text) {
        int slash = text.indexOf('/');
        try {
            long high = Long.parseLong(text, 0, slash, 16);
            long low = Long.parseLong(text, slash + 1, text.length(), 16);
            return new PostgresPosition(high << 32 | low);
        } catch (NumberFormatException | IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("'" + text + "' is no log sequence number of the form 16/B374D848", e);
        }
    }

    @Override
    public boolean reached(SourcePosition target) {
        return compareTo((PostgresPosition) target) >= 0;
    }

    @Override
    public int compareTo(PostgresPosition other) {
        return Long.compareUnsigned(lsn, other.lsn);
    }

    @Override
    public String toString() {
        return Long.toHexString(lsn >>> 32).toUpperCase(Locale.ROOT)
                + "/"
                + Long.toHexString(lsn & 0xFFFF_FFFFL).toUpperCase(Locale.ROOT);
    }
}
