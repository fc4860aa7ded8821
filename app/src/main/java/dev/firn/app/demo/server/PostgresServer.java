package dev.firn.app.demo.server;

import dev.firn.engine.source.DatabaseAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** A PostgreSQL with logical decoding. The superuser is {@link #USER}, no password is asked for. */
public non-sealed interface PostgresServer extends DatabaseServer {

    /** Its superuser. */
    String USER = "postgres";

    /** What each is set to, wherever it runs: {@code name=value}. */
    List<String> SETTINGS = List.of(
            "wal_level=logical",
            "synchronous_commit=on",
            // It has to survive its own crashes, not those of the machine.
            "fsync=off",
            "max_connections=200",
            "max_wal_senders=30",
            "max_replication_slots=30",
            "max_prepared_transactions=10",
            "shared_buffers=64MB",
            "max_wal_size=512MB",
            "timezone=UTC");

    /**
     * Starts a server of the version on the class path, as a child process.
     *
     * @param directory where its data and log are; taken over if there is data of an earlier server, else initialised
     */
    static PostgresServer start(Path directory) {
        return start(PostgresBinaries.fromClassPath(), directory, List.of());
    }

    /**
     * Starts a server of a given version, as a child process.
     *
     * @param directory where its data and log are; taken over if there is data of an earlier server, else initialised
     * @param settings further settings, each as {@code name=value}; they win over {@link #SETTINGS}
     */
    static PostgresServer start(PostgresBinaries binaries, Path directory, List<String> settings) {
        return new PostgresProcess(binaries, directory, settings);
    }

    /** How its superuser reaches one of its databases. */
    DatabaseAddress address(String database);

    @Override
    default DatabaseAddress address() {
        return address("postgres");
    }

    @Override
    default Connection connect() throws SQLException {
        return connect(address().database());
    }

    /** Opens a connection of the superuser to one of its databases, with auto-commit. */
    default Connection connect(String database) throws SQLException {
        DatabaseAddress address = address(database);
        return DriverManager.getConnection(
                "jdbc:postgresql://" + address.host() + ":" + address.port() + "/" + database,
                address.user(),
                address.password());
    }

    /** Creates a database of this server. */
    default DatabaseAddress createDatabase(String name) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE \"" + name.replace("\"", "\"\"") + "\"");
        }
        return address(name);
    }
}
