package dev.firn.engine.source.postgres;

import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import dev.firn.engine.source.jdbc.Connections;
import dev.firn.engine.source.jdbc.Session;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * Waits until queries see what the stream has delivered.
 *
 * <p>PostgreSQL writes a transaction's commit to the log first, and then takes the transaction out of the list of those in
 * progress, which is what queries look at. In between lies an instant, or, where the commit waits for a synchronous
 * standby, as long as that takes; the stream may deliver the transaction meanwhile.
 *
 * <p>The question "in progress, but its commit is already in the log?" has no function in PostgreSQL. But such a transaction
 * <ul>
 *   <li>either was delivered by this stream not long ago: its id is among the {@link DeliveredTransactions},
 *   <li>or was delivered so long ago (before this process started, say) that nothing but a standby can hold it up: a session that waits
 *       for one shows it in {@code pg_stat_activity}.
 * </ul>
 * Both are waited for until a snapshot sees them. Transactions that are simply long never are.
 */
final class PostgresVisibility {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final long PAUSE_MILLIS = 10;

    /** The ids of transactions that wait for a standby; only those of the same role without pg_read_all_stats. */
    private static final String WAITING_FOR_STANDBY = """
            SELECT a.backend_xid::text::int8 FROM pg_stat_activity a
            WHERE a.wait_event = 'SyncRep' AND a.backend_xid IS NOT NULL
            """;

    private final Connections connections;
    private final PostgresTasks tasks;
    private final DeliveredTransactions delivered;

    PostgresVisibility(Connections connections, PostgresTasks tasks, DeliveredTransactions delivered) {
        this.connections = connections;
        this.tasks = tasks;
        this.delivered = delivered;
    }

    /** Waits until every transaction that the stream has delivered before this call is visible to new queries. */
    void await() throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Set<Long> hidden = committedButHidden();
        while (!hidden.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw new SourceException(
                        Cure.RETRY,
                        "Cannot read from " + tasks.address() + ": " + hidden.size()
                                + " committed transactions are still invisible to queries after "
                                + PATIENCE.toMinutes()
                                + " minutes; see whether the synchronous standby answers (pg_stat_replication)",
                        null);
            }
            Thread.sleep(PAUSE_MILLIS);
            hidden.removeIf(snapshot()::sees);
        }
    }

    private TransactionSnapshot snapshot() {
        try (Session session = connections.open(tasks.readPosition())) {
            return snapshot(session);
        }
    }

    private Set<Long> committedButHidden() {
        try (Session session = connections.open(tasks.readPosition())) {
            // Before the snapshot: one that stops waiting in between is visible to it.
            List<Long> waiting = session.list(WAITING_FOR_STANDBY, row -> row.getLong(1));
            TransactionSnapshot snapshot = snapshot(session);
            Set<Long> hidden = delivered.unseenBy(snapshot);
            waiting.stream().filter(xid -> !snapshot.sees(xid)).forEach(hidden::add);
            return hidden;
        }
    }

    static TransactionSnapshot snapshot(Session session) {
        return TransactionSnapshot.parse(session.text("SELECT pg_current_snapshot()::text"));
    }
}
