package dev.firn.engine.source.postgres;

import dev.firn.engine.source.DatabaseAddress;
import dev.firn.engine.source.jdbc.Connections;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import org.postgresql.ds.PGSimpleDataSource;

/**
 * Opens connections whose sessions cannot do harm: everything has a time limit, names mean the same whatever the
 * user's settings are.
 */
final class PostgresConnector {

    private static final int CONNECT_SECONDS = 15;
    // The longest silence on the wire: beyond the longest statement, so that the server's own limit speaks first.
    private static final int SOCKET_SECONDS = 900;

    private static final List<String> SESSION = List.of(
            PostgresOutput.PIN,
            "SET standard_conforming_strings = on",
            "SET statement_timeout = '10min'",
            "SET lock_timeout = '5s'",
            "SET idle_in_transaction_session_timeout = '15min'",
            // A policy that hides rows must be an error: a replica without them would be silently wrong.
            "SET row_security = off");

    private final DatabaseAddress address;

    PostgresConnector(DatabaseAddress address) {
        this.address = address;
    }

    /** For reading tables, in the order in which their rows lie. */
    Connection openReadOnly() throws SQLException {
        return open("SET default_transaction_read_only = on; SET enable_tidscan = on; SET synchronize_seqscans = off;"
                + " SET max_parallel_workers_per_gather = 0");
    }

    /** For the catalog, the slot and the publication. */
    Connection openReadWrite() throws SQLException {
        return open("SET default_transaction_read_only = off");
    }

    private Connection open(String access) throws SQLException {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setServerNames(new String[] {address.host()});
        source.setPortNumbers(new int[] {address.port()});
        source.setDatabaseName(address.database());
        source.setUser(address.user());
        source.setPassword(address.password());
        source.setApplicationName("firn");
        source.setConnectTimeout(CONNECT_SECONDS);
        source.setSocketTimeout(SOCKET_SECONDS);
        source.setTcpKeepAlive(true);
        for (Map.Entry<String, String> property : address.properties().entrySet()) {
            source.setProperty(property.getKey(), property.getValue());
        }
        Connection connection = source.getConnection();
        try (Statement statement = connection.createStatement()) {
            statement.execute(String.join("; ", SESSION) + "; " + access);
        } catch (SQLException e) {
            connection.close();
            throw e;
        }
        return connection;
    }

    Connections readers(int limit) {
        return new Connections(this::openReadOnly, new PostgresFailures(address), limit);
    }

    Connections control(int limit) {
        return new Connections(this::openReadWrite, new PostgresFailures(address), limit);
    }
}
