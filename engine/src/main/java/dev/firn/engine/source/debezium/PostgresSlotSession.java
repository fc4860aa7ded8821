package dev.firn.engine.source.debezium;

import dev.firn.engine.source.DatabaseAddress;
import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import dev.firn.engine.source.postgres.PostgresPosition;
import dev.firn.engine.source.postgres.PostgresSlot;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Properties;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection beside a stream, which looks at the slot before the stream starts and writes heartbeats while it runs.
 *
 * <p>A heartbeat is a message in the log outside of any transaction. It comes back through the slot, and so tells that the stream has passed everything before
 * it, on a database where nothing else commits while the log grows by the neighbours' work. The server's own keepalives do not
 * reach the translator, and say nothing of what was decoded.
 */
final class PostgresSlotSession implements AutoCloseable {

    /** Which messages are heartbeats; the connector is told to leave out all others. */
    static final String MESSAGE_PREFIX = "firn";

    private static final Logger LOG = LoggerFactory.getLogger(PostgresSlotSession.class);

    private static final long NO_PUBLICATION = 0;

    private static final int NETWORK_TIMEOUT_SECONDS = 30;

    private static final Duration FIRST_PAUSE = Duration.ofMillis(250);

    private final Connection connection;
    private final String slot;
    private final StreamFailures failures;
    private final ScheduledExecutorService beat;

    /** The publication's object id, by which a new one of the same name is told from it. Known before the heartbeat begins. */
    private long publication = NO_PUBLICATION;

    private PostgresSlotSession(Connection connection, String slot, StreamFailures failures) {
        this.connection = connection;
        this.slot = slot;
        this.failures = failures;
        this.beat = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, slot + "-heartbeat");
            thread.setDaemon(true);
            return thread;
        });
    }

    static PostgresSlotSession open(DatabaseAddress address, String slot, StreamFailures failures) {
        Properties properties = new Properties();
        properties.setProperty("connectTimeout", Integer.toString(NETWORK_TIMEOUT_SECONDS));
        properties.setProperty("socketTimeout", Integer.toString(NETWORK_TIMEOUT_SECONDS));
        properties.setProperty("ApplicationName", slot + " heartbeat");
        properties.putAll(address.properties());
        properties.setProperty("user", address.user());
        properties.setProperty("password", address.password());
        String url = "jdbc:postgresql://" + address.host() + ":" + address.port() + "/" + address.database();
        try {
            return new PostgresSlotSession(DriverManager.getConnection(url, properties), slot, failures);
        } catch (SQLException e) {
            throw failures.explain(e);
        }
    }

    /** Whether texts of the database are bytes that nobody has looked at, as the encoding SQL_ASCII means. */
    boolean hasTextInAnyEncoding() {
        try {
            return "SQL_ASCII".equals(connection.unwrap(PGConnection.class).getParameterStatus("server_encoding"));
        } catch (SQLException e) {
            throw failures.explain(e);
        }
    }

    /**
     * Looks whether the slot still has everything behind a position. The server would start at its own place without a word if that lies further on.
     */
    void requireEverythingBehind(PostgresPosition from) {
        String sql = "SELECT confirmed_flush_lsn, wal_status, to_jsonb(s) ->> 'invalidation_reason'"
                + " FROM pg_replication_slots s WHERE slot_name = ?";
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, slot);
            try (ResultSet row = query.executeQuery()) {
                if (!row.next()) {
                    throw lost("it does not exist");
                }
                Optional<String> givenUp = PostgresSlot.givenUp(row.getString(2), row.getString(3));
                if (givenUp.isPresent()) {
                    throw lost(givenUp.get());
                }
                String confirmed = row.getString(1);
                if (confirmed != null && !from.reached(PostgresPosition.parse(confirmed))) {
                    throw lost("it stands at " + confirmed + ", beyond the checkpoint's position " + from);
                }
            }
        } catch (SQLException e) {
            throw failures.explain(e);
        }
    }

    /**
     * Looks whether the publication is the one that the checkpoint was read through, and gives its object id.
     *
     * @param known its object id then; empty if the checkpoint does not tell
     */
    long requirePublication(OptionalLong known) {
        String sql = "SELECT oid FROM pg_publication WHERE pubname = ?";
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, slot);
            try (ResultSet row = query.executeQuery()) {
                long present = row.next() ? row.getLong(1) : NO_PUBLICATION;
                publication = known.orElse(present);
                requirePublication(present);
                return present;
            }
        } catch (SQLException e) {
            throw failures.explain(e);
        }
    }

    private SourceException lost(String found) {
        return new SourceException(
                Cure.OPERATOR,
                "Cannot go on from the replication slot " + slot + ": " + found
                        + "; changes are lost to the stream: drop the slot if it exists, and start anew, which loads all tables again: firn run --start-anew",
                null);
    }

    /**
     * Writes a heartbeat now, soon again, and then ever less often down to regularly: what has to be done at the start takes some places
     * between two transactions, of which an idle database has no others. Tells a failure once, after which there are no more.
     */
    void beat(Duration interval, Consumer<SourceException> onFailure) {
        beat.execute(() -> beatOnce(FIRST_PAUSE, interval, onFailure));
    }

    private void beatOnce(Duration pause, Duration interval, Consumer<SourceException> onFailure) {
        try {
            writeMessage();
            boolean regular = pause.compareTo(interval) >= 0;
            Duration wait = regular ? interval : pause;
            Duration after = regular ? interval : pause.multipliedBy(2);
            ScheduledFuture<?> next =
                    beat.schedule(() -> beatOnce(after, interval, onFailure), wait.toMillis(), TimeUnit.MILLISECONDS);
            LOG.trace("The next heartbeat is due in {} ms", next.getDelay(TimeUnit.MILLISECONDS));
        } catch (SQLException e) {
            onFailure.accept(failures.explain(e));
        } catch (SourceException e) {
            onFailure.accept(e);
        } catch (RejectedExecutionException e) {
            LOG.trace("The stream was closed between two heartbeats", e);
        }
    }

    /** The message comes from the publication's row, so that there is none, and no question beside it, if that is gone. */
    private void writeMessage() throws SQLException {
        String sql = "SELECT oid, pg_logical_emit_message(false, '" + MESSAGE_PREFIX
                + "', '') FROM pg_publication WHERE pubname = ?";
        try (PreparedStatement query = connection.prepareStatement(sql)) {
            query.setString(1, slot);
            try (ResultSet row = query.executeQuery()) {
                requirePublication(row.next() ? row.getLong(1) : NO_PUBLICATION);
            }
        }
    }

    /** Since version 18 the server goes on without a word when a publication is dropped, and leaves out everything of it. */
    private void requirePublication(long oid) {
        if (oid == NO_PUBLICATION || (publication != NO_PUBLICATION && publication != oid)) {
            throw new SourceException(
                    Cure.OPERATOR,
                    "Cannot go on from the publication " + slot + ": it was dropped"
                            + (oid == NO_PUBLICATION ? "" : " and made again")
                            + " after the checkpoint; changes are lost to the stream. Drop the slot ("
                            + "SELECT pg_drop_replication_slot('" + slot
                            + "');) and start anew, which loads all tables again: firn run --start-anew",
                    null);
        }
        publication = oid;
    }

    @Override
    public void close() {
        beat.shutdownNow();
        try {
            connection.abort(Runnable::run); // a heartbeat may be under way, and is of no use now
        } catch (SQLException e) {
            LOG.debug("The heartbeat's connection could not be cut", e);
        }
    }
}
