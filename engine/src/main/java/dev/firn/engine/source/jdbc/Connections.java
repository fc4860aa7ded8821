package dev.firn.engine.source.jdbc;

import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A bounded number of connections to the source (I9), opened when they are first needed and used again. Safe for use by
 * several threads.
 *
 * <p>A semaphore and a stack of idle connections are all that is asked of a pool here; a library's housekeeping threads and
 * minimum sizes would only hold connections that nobody uses.
 */
public final class Connections implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Connections.class);
    private static final int VALIDATION_SECONDS = 5;
    private static final long IDLE_NANOS = 10_000_000_000L;

    private final Opener opener;
    private final SqlFailures failures;
    private final Semaphore permits;
    private final Deque<Idle> idle = new ArrayDeque<>();
    private final Set<Connection> leased = new HashSet<>();
    private boolean closed;

    private record Idle(Connection connection, long sinceNanos) {}

    /** Opens a connection and sets up its session. */
    @FunctionalInterface
    public interface Opener {
        Connection open() throws SQLException;
    }

    /**
     * Opens none yet.
     *
     * @param limit how many connections may be open at a time
     */
    public Connections(Opener opener, SqlFailures failures, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("At least one connection is needed, got " + limit);
        }
        this.opener = opener;
        this.failures = failures;
        this.permits = new Semaphore(limit, true);
    }

    /**
     * A session for one task; waits while all connections are in use.
     *
     * @throws SourceException if the database cannot be reached, or the thread is interrupted while it waits
     */
    public Session open(Task task) {
        try {
            permits.acquire();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SourceException(
                    Cure.RETRY, "Cannot " + task.attempt() + ": interrupted while waiting for a free connection", e);
        }
        boolean handedOut = false;
        try {
            Session session = new Session(lease(), task, failures, this::giveBack);
            handedOut = true;
            return session;
        } catch (SQLException e) {
            throw failures.translate(task, e);
        } finally {
            if (!handedOut) {
                permits.release();
            }
        }
    }

    private Connection lease() throws SQLException {
        for (Idle candidate = pollIdle(); candidate != null; candidate = pollIdle()) {
            if (isUsable(candidate)) {
                return register(candidate.connection);
            }
            discard(candidate.connection);
        }
        return register(opener.open());
    }

    private static boolean isUsable(Idle candidate) throws SQLException {
        return System.nanoTime() - candidate.sinceNanos < IDLE_NANOS
                || candidate.connection.isValid(VALIDATION_SECONDS);
    }

    private synchronized @Nullable Idle pollIdle() {
        return idle.poll();
    }

    private synchronized Connection register(Connection connection) throws SQLException {
        if (closed) {
            connection.close();
            throw new SQLException("the connections to the source are closed", "08003");
        }
        leased.add(connection);
        return connection;
    }

    private void giveBack(Connection connection, boolean reusable) {
        boolean kept;
        synchronized (this) {
            leased.remove(connection);
            kept = reusable && !closed;
            if (kept) {
                idle.push(new Idle(connection, System.nanoTime()));
            }
        }
        if (!kept) {
            discard(connection);
        }
        permits.release();
    }

    private static void discard(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            LOG.debug("A connection that is no longer used could not be closed in order", e);
        }
    }

    /** Closes idle connections and cuts those in use, whose users then fail. Idempotent. */
    @Override
    public void close() {
        Deque<Idle> unused;
        Set<Connection> used;
        synchronized (this) {
            closed = true;
            unused = new ArrayDeque<>(idle);
            idle.clear();
            used = new HashSet<>(leased);
        }
        unused.forEach(candidate -> discard(candidate.connection));
        for (Connection connection : used) {
            try {
                connection.abort(Runnable::run);
            } catch (SQLException e) {
                LOG.debug("A connection in use could not be cut", e);
            }
        }
    }
}
