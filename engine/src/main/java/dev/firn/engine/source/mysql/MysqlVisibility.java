package dev.firn.engine.source.mysql;

import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import dev.firn.engine.source.jdbc.Connections;
import dev.firn.engine.source.jdbc.Session;
import java.time.Duration;

/**
 * Waits until queries see what the stream has delivered: MySQL writes a transaction to its log before InnoDB commits it.
 *
 * <p>With GTIDs the server says it exactly: a transaction is in {@code gtid_executed} only when it has been committed in the engine.
 * Without them nothing says it; then a second passes, which is long against the instant between the log's flush and
 * the commit, unless a semi-synchronous replica holds the commit up ({@code rpl_semi_sync_source_timeout}). The check
 * therefore recommends GTIDs.
 */
final class MysqlVisibility {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final int WAIT_SECONDS = 1;
    private static final long WITHOUT_GTIDS_MILLIS = 1_000;

    private final Connections connections;
    private final MysqlTasks tasks;

    MysqlVisibility(Connections connections, MysqlTasks tasks) {
        this.connections = connections;
        this.tasks = tasks;
    }

    void await(MysqlPosition delivered) throws InterruptedException {
        if (delivered.gtidSet().isEmpty() || !hasGtids()) {
            Thread.sleep(WITHOUT_GTIDS_MILLIS);
            return;
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (isHidden(delivered)) {
            if (System.nanoTime() > deadline) {
                throw new SourceException(
                        Cure.RETRY,
                        "Cannot read from " + tasks.address()
                                + ": transactions that are in its log are still invisible to"
                                + " queries after " + PATIENCE.toMinutes()
                                + " minutes; see whether a semi-synchronous replica answers",
                        null);
            }
            if (Thread.interrupted()) {
                throw new InterruptedException("waiting for transactions to become visible");
            }
        }
    }

    /** The position may be of a time when it had some. */
    private boolean hasGtids() {
        try (Session session = connections.open(tasks.readPosition())) {
            return BinlogEnd.hasGtids(session);
        }
    }

    /** Waits a little, and holds a connection no longer: others need it. */
    private boolean isHidden(MysqlPosition delivered) {
        try (Session session = connections.open(tasks.readPosition())) {
            return session.one(
                    "SELECT WAIT_FOR_EXECUTED_GTID_SET(?, " + WAIT_SECONDS + ")",
                    row -> row.getInt(1) != 0,
                    delivered.gtidSet());
        }
    }
}
