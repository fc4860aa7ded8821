package dev.firn.engine.source.postgres;

import dev.firn.engine.source.DatabaseAddress;
import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import dev.firn.engine.source.jdbc.Connections;
import dev.firn.engine.source.jdbc.Replica;
import dev.firn.engine.source.jdbc.Session;
import java.util.Optional;

/**
 * Compares a standby with its primary by what it has replayed of the log: it shows a transaction when it has replayed its commit.
 *
 * <p>A position means something in the log of one database cluster only, and a standby that was promoted writes a log of its own. So both
 * are refused at every session, not only at a check: what they would give is wrong rows, without an error.
 */
final class StandbyComparison implements Replica.Comparison<StandbyComparison.Primary> {

    private static final String IDENTITY_READABLE = "SELECT has_function_privilege('pg_control_system()', 'EXECUTE')";
    private static final String IDENTITY = "SELECT system_identifier::text FROM pg_control_system()";
    private static final String STATE = """
            SELECT pg_is_in_recovery(),
                   CASE WHEN pg_is_in_recovery() THEN pg_last_wal_replay_lsn()::text END,
                   pg_postmaster_start_time()::text
            """;

    private final Connections control;
    private final PostgresTasks tasks;
    private final DatabaseAddress replica;

    StandbyComparison(Connections control, PostgresTasks tasks, DatabaseAddress replica) {
        this.control = control;
        this.tasks = tasks;
        this.replica = replica;
    }

    /**
     * A primary.
     *
     * @param end where its log ends; what its queries see lies before
     * @param server who it is
     */
    record Primary(PostgresPosition end, Server server) {}

    /**
     * Who a server is.
     *
     * @param cluster the identifier that a primary shares with its standbys alone; empty if the user may not read it
     * @param started when it was started, to the microsecond, which tells it from all others
     */
    record Server(Optional<String> cluster, String started) {

        boolean isOfAnotherCluster(Server other) {
            return cluster.isPresent() && other.cluster.isPresent() && !cluster.equals(other.cluster);
        }
    }

    /** A server that chunks may be read from. */
    sealed interface Standing {

        /** The primary under another address. */
        record Itself() implements Standing {}

        /** A standby. */
        record Standby(PostgresPosition replayed) implements Standing {}

        /** Another server, which must not be read. */
        record Stranger(String reason, String remedy) implements Standing {}
    }

    @Override
    public Primary primary() {
        try (Session session = control.open(tasks.readPosition())) {
            Primary primary = new Primary(PostgresTableReader.position(session), server(session));
            // The end may hold what was not flushed, and is not sent to standbys before: the commit of a transaction
            // that has an id sees to that.
            session.text("SELECT pg_current_xact_id()::text");
            return primary;
        }
    }

    @Override
    public Optional<String> lack(Session session, Primary primary) {
        Standing standing = standing(session, primary);
        if (standing instanceof Standing.Stranger) {
            // A primary that was restarted meanwhile is another server by when it was started.
            standing = standing(session, primary());
        }
        if (standing instanceof Standing.Stranger stranger) {
            throw new SourceException(
                    Cure.OPERATOR,
                    "Cannot read tables at " + replica + ", which source.load-from names: " + stranger.reason() + "; "
                            + stranger.remedy(),
                    null);
        }
        return standing instanceof Standing.Standby standby
                ? lack(standby.replayed(), primary.end())
                : Optional.empty();
    }

    static Optional<String> lack(PostgresPosition replayed, PostgresPosition wanted) {
        return replayed.reached(wanted)
                ? Optional.empty()
                : Optional.of("has replayed the log up to " + replayed + ", "
                        + Long.toUnsignedString(wanted.lsn() - replayed.lsn()) + " bytes before " + wanted);
    }

    Standing standing(Session session, Primary primary) {
        Server server = server(session);
        if (server.isOfAnotherCluster(primary.server())) {
            return new Standing.Stranger(
                    "it belongs to another database cluster", "name a standby of " + tasks.address());
        }
        if (server.started().equals(primary.server().started())) {
            return new Standing.Itself();
        }
        return session.one(STATE, row -> {
            String replayed = row.getString(2);
            if (!row.getBoolean(1)) {
                return new Standing.Stranger(
                        "it is no standby, but takes writes of its own",
                        "name a standby of " + tasks.address() + ", or remove load-from");
            }
            return replayed == null
                    ? new Standing.Stranger(
                            "it does not say how far it has replayed the log",
                            "name a physical standby of " + tasks.address() + ", or remove load-from")
                    : new Standing.Standby(PostgresPosition.parse(replayed));
        });
    }

    private static Server server(Session session) {
        boolean readable = session.one(IDENTITY_READABLE, row -> row.getBoolean(1));
        return new Server(
                readable ? Optional.of(session.text(IDENTITY)) : Optional.empty(),
                session.one(STATE, row -> row.getString(3)));
    }
}
