package dev.firn.app.demo.server;

import dev.firn.engine.source.DatabaseAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A PostgreSQL with logical decoding. The superuser is {@code postgres}, no password is asked for.
 *
 * <p>Not durable against a crash of the machine, only against one of the server: files are not synced.
 */
public final class PostgresServer implements DatabaseServer {

    private static final String USER = "postgres";
    private static final Duration START_TIMEOUT = Duration.ofSeconds(90);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

    private final PostgresBinaries binaries;
    private final Path directory;
    private final List<String> settings;
    private final PostgresUser user;
    private final int port = FreePort.find();
    private ServerProcess process;

    private PostgresServer(PostgresBinaries binaries, Path directory, List<String> settings) {
        this.user = PostgresUser.choose();
        this.directory = directory.toAbsolutePath();
        this.settings = List.copyOf(settings);
        try {
            this.binaries = user.reachable(binaries);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot make " + binaries.directory() + " readable for nobody", e);
        }
        if (!Files.exists(data().resolve("PG_VERSION"))) {
            initialise();
        }
        this.process = launch();
    }

    /**
     * Starts a server of the version on the class path.
     *
     * @param directory where its data and log are; taken over if there is data of an earlier server, else initialised
     */
    public static PostgresServer start(Path directory) {
        return start(PostgresBinaries.fromClassPath(), directory, List.of());
    }

    /**
     * Starts a server of a given version.
     *
     * @param directory where its data and log are; taken over if there is data of an earlier server, else initialised
     * @param settings further settings, each as {@code name=value}
     */
    public static PostgresServer start(PostgresBinaries binaries, Path directory, List<String> settings) {
        return new PostgresServer(binaries, directory, settings);
    }

    @Override
    public DatabaseAddress address() {
        return address("postgres");
    }

    /** How its superuser reaches one of its databases. */
    public DatabaseAddress address(String database) {
        return new DatabaseAddress("127.0.0.1", port, database, USER, "", Map.of());
    }

    /** Creates a database of this server. */
    public DatabaseAddress createDatabase(String name) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE \"" + name.replace("\"", "\"\"") + "\"");
        }
        return address(name);
    }

    @Override
    public Connection connect() throws SQLException {
        return connect(address().database());
    }

    /** Opens a connection of the superuser to one of its databases, with auto-commit. */
    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + database, USER, "");
    }

    @Override
    public synchronized void kill() {
        process.kill();
    }

    @Override
    public synchronized void restart() {
        stop();
        process = launch();
    }

    @Override
    public synchronized void close() {
        stop();
    }

    @Override
    public String toString() {
        return "PostgreSQL on port " + port + " in " + directory;
    }

    /** Ends it at once, but by itself, so that it gives its shared memory back; the next start recovers from the log. */
    private void stop() {
        process.signal("QUIT");
        try {
            process.awaitExit(STOP_TIMEOUT);
        } finally {
            process.kill();
        }
    }

    private ServerProcess launch() {
        List<String> command = new ArrayList<>(user.prefix());
        command.addAll(List.of(binaries.program("postgres").toString(), "-D", data().toString()));
        allSettings().forEach(setting -> {
            command.add("-c");
            command.add(setting);
        });
        ServerProcess launched = ServerProcess.start(
                "postgres-" + port, command, Map.of("LC_ALL", "C"), directory.resolve("postgres.log"));
        try {
            launched.awaitLine(
                    "database system is ready to accept connections",
                    line -> line.contains("database system is ready to accept connections"),
                    START_TIMEOUT);
        } catch (ServerException e) {
            launched.kill();
            throw e;
        }
        return launched;
    }

    private Stream<String> allSettings() {
        Stream<String> own = Stream.of(
                "listen_addresses=127.0.0.1",
                "port=" + port,
                // None: a path under a long directory is refused, and nobody needs one.
                "unix_socket_directories=",
                "wal_level=logical",
                "synchronous_commit=on",
                "fsync=off",
                "max_connections=200",
                "max_wal_senders=30",
                "max_replication_slots=30",
                "max_prepared_transactions=10",
                "shared_buffers=64MB",
                "max_wal_size=512MB",
                "timezone=UTC");
        return Stream.concat(own, settings.stream());
    }

    private void initialise() {
        try {
            Files.createDirectories(data());
            user.own(data());
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot prepare " + data() + " for a PostgreSQL", e);
        }
        List<String> command = new ArrayList<>(user.prefix());
        command.addAll(List.of(
                binaries.program("initdb").toString(),
                "-D",
                data().toString(),
                "-U",
                USER,
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C",
                "--no-sync"));
        try (ServerProcess initdb =
                ServerProcess.start("initdb", command, Map.of("LC_ALL", "C"), directory.resolve("initdb.log"))) {
            if (initdb.awaitExit(START_TIMEOUT) != 0) {
                throw new ServerException("Cannot initialise a PostgreSQL in " + data() + initdb.lastLines());
            }
        }
    }

    private Path data() {
        return directory.resolve("data");
    }
}
