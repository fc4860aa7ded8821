package dev.firn.engine.source.postgres;

import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * Where the next record of the log will start. Some before it may not be flushed yet: an asynchronous commit is visible
 * earlier than that.
 *
 * @param insert where it will start
 * @param pageBytes how large a page of the log is
 * @param segmentBytes how large a file of the log is
 */
record WalEnd(PostgresPosition insert, long pageBytes, long segmentBytes) {

    static final String QUERY = """
            SELECT pg_current_wal_insert_lsn()::text,
                   (SELECT setting::int8 FROM pg_settings WHERE name = 'wal_block_size'),
                   (SELECT setting::int8 FROM pg_settings WHERE name = 'wal_segment_size')
            """;

    // The headers of pages, padded (XLogPageHeaderData and XLogLongPageHeaderData in xlog_internal.h).
    private static final long PAGE_HEADER_BYTES = 24;
    private static final long SEGMENT_HEADER_BYTES = 40;

    static WalEnd read(ResultSet row) throws SQLException {
        return new WalEnd(PostgresPosition.parse(row.getString(1)), row.getLong(2), row.getLong(3));
    }

    /**
     * Where the last record ends. Where it has just filled a page, the next one will start behind the next page's header
     * (XLogBytePosToRecPtr in xlog.c), which no stream reaches while nothing is written there.
     */
    PostgresPosition endOfLastRecord() {
        long inPage = Long.remainderUnsigned(insert.lsn(), pageBytes);
        boolean opensSegment = Long.remainderUnsigned(insert.lsn(), segmentBytes) == inPage;
        long header = opensSegment ? SEGMENT_HEADER_BYTES : PAGE_HEADER_BYTES;
        return inPage == header ? new PostgresPosition(insert.lsn() - header) : insert;
    }
}
