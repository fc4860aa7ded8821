package dev.firn.engine.source;

import dev.firn.engine.event.SourceMark;
import dev.firn.engine.event.SourcePosition;
import dev.firn.engine.event.TransactionId;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.source.TableId;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Reads the rows of source tables, gently (I9): short read-only queries, no lock beyond an instant, a bounded number of connections. Safe for
 * use by several threads. Excluded columns are not selected; masks are applied before a row is handed on.
 *
 * <p>All methods throw {@link SourceException}.
 */
public interface TableReader extends AutoCloseable {

    /** About how many rows the table has, without counting them; empty where the database does not know. */
    OptionalLong estimatedRows(TableId table);

    /** The first chunk of a table; empty if the table has no rows. */
    Optional<Chunk> firstChunk(TableLayout layout);

    /** The chunk behind another one; empty if that was the last. */
    Optional<Chunk> nextChunk(TableLayout layout, Chunk previous);

    /** Reads a chunk's rows as they are now, each in the layout's order. */
    void readChunk(TableLayout layout, Chunk chunk, RowReceiver rows) throws InterruptedException;

    /**
     * Which columns the layout's names are now, of those that the table has; empty where the log itself tells each change of columns at its
     * place among the rows.
     */
    default Optional<ReadColumns> columns(TableLayout layout) {
        return Optional.empty();
    }

    /** Where the log stands now: whatever a read that ended before this call has seen lies at or before it. */
    SourcePosition currentPosition();

    /**
     * Waits until every transaction that the stream delivered up to the mark is visible to new queries: a database may write a commit to
     * its log an instant before queries see it. Where chunks are read at a replica, the reads of chunks wait for that themselves, so that a
     * replica that is behind holds up nobody else.
     */
    void awaitVisible(SourceMark mark) throws InterruptedException;

    /**
     * What identifies the table's physical storage. If it changes during a load, rows may have moved without events and the
     * load must start again (PostgreSQL: VACUUM FULL and CLUSTER change the relfilenode).
     */
    String storageIdentity(TableId table);

    /**
     * Waits until a read sees all changes of the table that the stream does not bring, which can take minutes: PostgreSQL's log lacks what a transaction
     * wrote to a table before its changes were carried, and so long as it is open no read sees that either.
     *
     * @throws SourceException if it takes too long
     */
    void awaitReadable(TableId table) throws InterruptedException;

    /**
     * Starts one consistent read of a whole table, for tables that cannot be replayed over. Returns when the read's snapshot is
     * fixed, which takes an instant.
     */
    ConsistentRead openConsistentRead(TableLayout layout);

    /**
     * Reads rows by their keys as they are now: the values that a {@link dev.firn.engine.event.ChangeEvent.PartialUpdate} lacks.
     * Everything that the stream delivered before the call is visible to it, also events of a transaction that it is still
     * delivering: like {@link #awaitVisible}, it waits until that is so, since an older image would never be mended.
     *
     * @param keys values in the layout's key order
     * @return the rows that exist, in no particular order
     */
    List<@Nullable Object[]> readRows(TableLayout layout, List<@Nullable Object[]> keys) throws InterruptedException;

    @Override
    void close();

    /**
     * A part of a table that one short query reads.
     *
     * @param ordinal 0 for the first, counted without gaps
     * @param range which part, opaque beyond the reader; enough to read the chunk again in another process
     */
    record Chunk(int ordinal, String range) {}

    /** Takes rows one by one. Hot. */
    @FunctionalInterface
    interface RowReceiver {

        /**
         * Takes a row. The array belongs to the reader, who uses it for the next row: it is valid until this returns. Its values stay. What
         * is written into it is lost with the next row.
         */
        void accept(@Nullable Object[] row) throws InterruptedException;
    }

    /** A read of a whole table under one snapshot. */
    interface ConsistentRead extends AutoCloseable {

        /** What the snapshot saw, opaque beyond the source; kept in the checkpoint while events must be compared with it. */
        String snapshot();

        /** Reads the rows, once. */
        void read(RowReceiver rows) throws InterruptedException;

        @Override
        void close();
    }

    /** Whether a snapshot of {@link ConsistentRead#snapshot} saw the transaction, whose events must then be skipped. */
    boolean sawTransaction(String snapshot, TransactionId transaction);
}
