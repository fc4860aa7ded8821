package dev.firn.engine.source.jdbc;

import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A replica at which chunks are read. It shows what the primary showed a while ago, which a load may only read if it sees the place in
 * the log at which the load began: changes before that are not in the stream.
 *
 * <p>So every session is asked before it is handed out, not only the first: behind one address several replicas may stand, and one may be
 * replaced. What a replica has not reached when the process starts is asked of the primary then: a load that goes on after a crash
 * began before.
 *
 * <p>A replica is never ahead of the primary's log, so the end of the log that is read after the last chunk lies behind whatever the chunks saw.
 *
 * @param <P> what the primary shows, as a replica can be compared with it
 */
public final class Replica<P> implements ChunkServer {

    private static final Duration PATIENCE = Duration.ofMinutes(5);
    private static final long PAUSE_MILLIS = 100;

    private final Connections connections;
    private final Comparison<P> comparison;
    private final LongSupplier nanoTime;
    private final Pause pause;
    private @Nullable P required;

    /** Compares a replica with its primary. */
    public interface Comparison<P> {

        /** What the primary shows now. */
        P primary();

        /**
         * What a replica lacks of that, in words that complete "it …"; empty if it shows all of it, and it stays so.
         *
         * @param session at the replica
         * @throws SourceException if the server is no replica of the primary
         */
        Optional<String> lack(Session session, P primary);
    }

    /** Lets a little time pass. */
    @FunctionalInterface
    interface Pause {
        void pass() throws InterruptedException;
    }

    /**
     * Opens nothing yet.
     *
     * @param connections to the replica
     */
    public Replica(Connections connections, Comparison<P> comparison) {
        this(connections, comparison, System::nanoTime, () -> Thread.sleep(PAUSE_MILLIS));
    }

    Replica(Connections connections, Comparison<P> comparison, LongSupplier nanoTime, Pause pause) {
        this.connections = connections;
        this.comparison = comparison;
        this.nanoTime = nanoTime;
        this.pause = pause;
    }

    /** Asks while others wait, so that an older answer never takes the place of a newer one. */
    @Override
    public synchronized void requireWhatPrimaryShows() {
        required = comparison.primary();
    }

    private synchronized P required() {
        P known = required;
        if (known == null) {
            known = comparison.primary();
            required = known;
        }
        return known;
    }

    @Override
    public Session open(Task task) {
        P wanted = required();
        long started = nanoTime.getAsLong();
        while (true) {
            Session session = connections.open(task);
            Optional<String> lack = lack(session, wanted);
            if (lack.isEmpty()) {
                return session;
            }
            if (nanoTime.getAsLong() - started > PATIENCE.toNanos()) {
                throw new SourceException(
                        Cure.RETRY,
                        "Cannot " + task.attempt() + " at the replica of source.load-from: after "
                                + PATIENCE.toMinutes() + " minutes it " + lack.get()
                                + "; see whether it replicates, or remove load-from; it is tried again",
                        null);
            }
            pause(task);
        }
    }

    /** Keeps the session open only if nothing is lacking: others need the connection meanwhile. */
    private Optional<String> lack(Session session, P wanted) {
        boolean usable = false;
        try {
            Optional<String> lack = comparison.lack(session, wanted);
            usable = lack.isEmpty();
            return lack;
        } finally {
            if (!usable) {
                session.close();
            }
        }
    }

    private void pause(Task task) {
        try {
            pause.pass();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SourceException(
                    Cure.RETRY, "Cannot " + task.attempt() + ": interrupted while waiting for the replica", e);
        }
    }
}
