package dev.firn.engine.source.postgres;

import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.jdbc.Connections;
import dev.firn.engine.source.jdbc.Session;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The creation of a replication slot: the server waits until every transaction has ended that was writing, and then again for those that were when the
 * first had. So it takes as long as others write, and to break it off loses all of the wait. No lock of a table is taken meanwhile, so no limit
 * that somebody set for the user, the database or the session may end it; what it waits for is told.
 */
final class SlotCreation {

    private static final Logger LOG = LoggerFactory.getLogger(SlotCreation.class);
    private static final Duration TOLD_EVERY = Duration.ofSeconds(5);
    private static final int NO_LIMIT = 0;
    private static final int TRANSACTION_TIMEOUT_SINCE = 170_000;

    private static final String AWAITED = """
            SELECT coalesce(
                'process ' || a.pid || ' (' || concat_ws(', ', a.usename, nullif(a.application_name, ''), a.state,
                    'since ' || date_trunc('second', a.xact_start)) || ')',
                'the prepared transaction ' || p.gid,
                'transaction ' || w.transactionid)
            FROM pg_locks w
            LEFT JOIN pg_locks h ON h.locktype = 'transactionid' AND h.transactionid = w.transactionid AND h.granted
            LEFT JOIN pg_stat_activity a ON a.pid = h.pid
            LEFT JOIN pg_prepared_xacts p ON p.transaction = w.transactionid
            WHERE w.pid = ? AND w.locktype = 'transactionid' AND NOT w.granted
            """;

    private final Connections connections;
    private final PostgresTasks tasks;
    private final PostgresSlot slot;

    SlotCreation(Connections connections, PostgresTasks tasks, PostgresSlot slot) {
        this.connections = connections;
        this.tasks = tasks;
        this.slot = slot;
    }

    /**
     * Creates the slot; nobody else can use the session afterwards.
     *
     * @return from where on it delivers
     */
    PostgresPosition in(Session session) {
        int process = session.one("SELECT pg_backend_pid()", row -> row.getInt(1));
        Thread waiting = Thread.currentThread();
        ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, slot.name() + "-creation");
            thread.setDaemon(true);
            return thread;
        });
        try {
            liftLimits(session);
            ScheduledFuture<?> looks = watch.scheduleWithFixedDelay(
                    () -> look(process, waiting), TOLD_EVERY.toMillis(), TOLD_EVERY.toMillis(), TimeUnit.MILLISECONDS);
            PostgresPosition start = slot.create(session);
            looks.cancel(false);
            return start;
        } finally {
            watch.shutdownNow();
            session.discard();
        }
    }

    private static void liftLimits(Session session) {
        session.execute("SET lock_timeout = 0");
        session.execute("SET statement_timeout = 0");
        if (session.one("SELECT current_setting('server_version_num')::int", row -> row.getInt(1))
                >= TRANSACTION_TIMEOUT_SINCE) {
            session.execute("SET transaction_timeout = 0");
        }
        session.call(connection -> {
            connection.setNetworkTimeout(Runnable::run, NO_LIMIT);
            return connection;
        });
    }

    private void look(int process, Thread waiting) {
        try (Session session = connections.open(tasks.readCatalog())) {
            if (waiting.isInterrupted()) {
                // The driver does not notice; whoever waits is told by the server.
                session.list("SELECT pg_cancel_backend(?)", row -> "", process);
                return;
            }
            List<String> awaited = session.list(AWAITED, row -> row.getString(1), process);
            if (!awaited.isEmpty()) {
                LOG.info(
                        "The replication slot {} begins when transactions have ended that write to the database; waiting for {}",
                        slot.name(),
                        String.join(", ", awaited));
            }
        } catch (SourceException e) {
            LOG.debug("Cannot tell what the creation of the replication slot {} waits for", slot.name(), e);
        }
    }
}
