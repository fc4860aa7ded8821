package dev.firn.engine.source.postgres;

import dev.firn.engine.source.TableReader.RowReceiver;
import dev.firn.engine.source.postgres.TableStorage.Heap;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * Reads pages of heaps, in their order, by statements that each last a short time: the {@link Pace} sees to that, and a statement that
 * lasts too long all the same is broken off at the end of a page. Outside of a transaction, each statement is one of its own. For
 * one thread.
 */
final class PageScan {

    /** A row's place comes before its values: the length (4 bytes), the page (4), the row in it (2). */
    private static final int PLACE_BYTES = 10;

    private final Connection connection;
    private final BinaryRows decoder;
    private final RowReceiver rows;
    private final long limitNanos;

    /**
     * Begins nothing yet.
     *
     * @param limit after what time a statement is broken off
     */
    PageScan(Connection connection, BinaryRows decoder, RowReceiver rows, Duration limit) {
        this.connection = connection;
        this.decoder = decoder;
        this.rows = rows;
        this.limitNanos = limit.toNanos();
    }

    /**
     * Reads some pages. When that is given up, so is the connection: draining the result could take long.
     *
     * @param first the first page
     * @param end the page behind the last
     */
    void read(Heap heap, long first, long end) throws SQLException, InterruptedException {
        Pace pace = Pace.of(heap);
        boolean done = false;
        try {
            long from = first;
            while (from < end) {
                long started = System.nanoTime();
                long next = statement(heap, from, Math.min(end, from + pace.pages()), started);
                pace.took(next - from, System.nanoTime() - started);
                from = next;
            }
            done = true;
        } finally {
            if (!done) {
                connection.abort(Runnable::run);
            }
        }
    }

    /** One statement; the page behind the last that it read. Hot. */
    private long statement(Heap heap, long from, long end, long started) throws SQLException, InterruptedException {
        CopiedRows copied = CopiedRows.of(connection, query(heap, from, end));
        long page = from;
        while (copied.next()) {
            long present = Integer.toUnsignedLong(BigEndian.int4(copied.bytes(), copied.values() + Integer.BYTES));
            if (present > page) {
                if (System.nanoTime() - started > limitNanos) {
                    copied.breakOff();
                    return present;
                }
                page = present;
            }
            rows.accept(decoder.decode(copied.bytes(), copied.values() + PLACE_BYTES));
        }
        return end;
    }

    /** PostgreSQL answers it by a TID range scan, in the order of places. */
    private String query(Heap heap, long from, long end) {
        return "SELECT ctid, " + decoder.selectList() + " FROM ONLY " + PostgresSql.quote(heap.name())
                + " WHERE ctid >= '(" + from + ",0)'::tid AND ctid < '(" + end + ",0)'::tid";
    }
}
