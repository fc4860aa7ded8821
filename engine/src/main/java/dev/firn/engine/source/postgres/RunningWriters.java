package dev.firn.engine.source.postgres;

import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import dev.firn.engine.source.jdbc.Connections;
import dev.firn.engine.source.jdbc.Session;
import dev.firn.schema.source.TableId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The transactions that are writing to a table.
 *
 * <p>Why they matter: a transaction that wrote to a table before the table was added to the publication is decoded, when it commits
 * later, without (some of) these changes. If it is still open when the load reads its first chunk, the chunk does not see its
 * rows and the stream does not bring them: they would be lost. So the load of a table begins when every transaction that
 * held a write lock on it has ended. PostgreSQL releases a lock only after the commit is visible to others, and no lock is
 * taken for this.
 */
final class RunningWriters {

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final long PAUSE_MILLIS = 50;

    private static final String WRITERS = """
            SELECT l.virtualtransaction,
                   coalesce('process ' || a.pid || ' (' || a.usename || ', since ' || a.xact_start || ')', 'a prepared transaction')
            FROM pg_locks l LEFT JOIN pg_stat_activity a ON a.pid = l.pid
            WHERE l.locktype = 'relation' AND l.granted AND l.mode IN ('RowExclusiveLock', 'AccessExclusiveLock')
              AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
              AND l.relation = ANY (?::oid[])
            """;

    private final Connections connections;
    private final PostgresTasks tasks;

    RunningWriters(Connections connections, PostgresTasks tasks) {
        this.connections = connections;
        this.tasks = tasks;
    }

    /** Waits until every transaction that writes to the table now has ended; others that begin meanwhile do not matter. */
    void awaitEnd(TableStorage storage) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        Map<String, String> waitedFor = running(storage);
        while (!waitedFor.isEmpty()) {
            if (System.nanoTime() > deadline) {
                throw stillRunning(storage.table(), List.copyOf(waitedFor.values()));
            }
            Thread.sleep(PAUSE_MILLIS);
            waitedFor.keySet().retainAll(running(storage).keySet());
        }
    }

    private Map<String, String> running(TableStorage storage) {
        Object heaps = storage.heaps().stream().map(TableStorage.Heap::oid).toArray(Long[]::new);
        Map<String, String> writers = new HashMap<>();
        // Each time a session of its own: others need the connection meanwhile.
        try (Session session = connections.open(tasks.read(storage.table()))) {
            session.list(WRITERS, row -> writers.put(row.getString(1), row.getString(2)), heaps);
        }
        return writers;
    }

    private static SourceException stillRunning(TableId table, List<String> writers) {
        return new SourceException(
                Cure.RETRY,
                "Cannot begin to read " + table
                        + ": a transaction that was writing to it when it was published has not ended in "
                        + PATIENCE.toMinutes() + " minutes: " + String.join(", ", writers)
                        + "; end it, or wait: it is tried again",
                null);
    }
}
