package dev.firn.engine.source.mysql;

import dev.firn.engine.source.jdbc.Session;
import dev.firn.schema.source.TableId;

/** About how wide a table's rows are, as the server knows without looking at them. */
final class RowWidth {

    /** About how large a chunk of a large table is in it. */
    static final long CHUNK_BYTES = 64L << 20;

    private static final long UNKNOWN_BYTES = 512;

    private RowWidth() {}

    /** Bytes of a row in the table on average, everything included. */
    static long of(Session session, TableId table) {
        long bytes = session.one(
                "SELECT max(avg_row_length) FROM information_schema.tables WHERE table_schema = ? AND table_name = ?",
                row -> row.getLong(1),
                table.schema(),
                table.name());
        return bytes == 0 ? UNKNOWN_BYTES : bytes;
    }
}
