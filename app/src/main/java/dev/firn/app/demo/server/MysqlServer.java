package dev.firn.app.demo.server;

import dev.firn.engine.source.DatabaseAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A MySQL with row-based binary logs and GTIDs. The superuser is {@code root} without a password.
 *
 * <p>Not durable against a crash of the machine, only against one of the server: files are not synced at each commit.
 */
public final class MysqlServer implements DatabaseServer {

    private static final String USER = "root";
    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration STOP_TIMEOUT = Duration.ofMinutes(1);

    private final MysqlBinaries binaries;
    private final Path directory;
    private final List<String> settings;
    private final int port = FreePort.find();
    private ServerProcess process;

    private MysqlServer(MysqlBinaries binaries, Path directory, List<String> settings) {
        this.binaries = binaries;
        this.directory = directory.toAbsolutePath();
        this.settings = List.copyOf(settings);
        if (!Files.exists(data())) {
            copyInitialised();
        }
        this.process = launch();
    }

    /**
     * Starts a server of the version that {@link MysqlBinaries#require()} finds.
     *
     * @param directory where its data and log are; taken over if there is data of an earlier server, else initialised
     */
    public static MysqlServer start(Path directory) {
        return start(MysqlBinaries.require(), directory, List.of());
    }

    /**
     * Starts a server of a given version.
     *
     * @param directory where its data and log are; taken over if there is data of an earlier server, else initialised
     * @param settings further settings, each as {@code name=value}; they win over the server's own, such as {@code gtid-mode=ON}
     */
    public static MysqlServer start(MysqlBinaries binaries, Path directory, List<String> settings) {
        return new MysqlServer(binaries, directory, settings);
    }

    /** The version it runs, such as {@code 8.0.33}. */
    public String version() {
        return binaries.version();
    }

    @Override
    public DatabaseAddress address() {
        return new DatabaseAddress("127.0.0.1", port, "", USER, "", Map.of());
    }

    @Override
    public Connection connect() throws SQLException {
        return connect("");
    }

    /** Opens a connection of the superuser with one of the databases as the present one, with auto-commit. */
    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:mysql://127.0.0.1:" + port + "/" + database
                        + "?allowPublicKeyRetrieval=true&connectionTimeZone=UTC",
                USER,
                "");
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
        // Its data is not needed any more, and an orderly end takes seconds.
        process.kill();
    }

    @Override
    public String toString() {
        return "MySQL " + version() + " on port " + port + " in " + directory;
    }

    private void stop() {
        process.terminate();
        try {
            process.awaitExit(STOP_TIMEOUT);
        } finally {
            process.kill();
        }
    }

    private ServerProcess launch() {
        List<String> command = command(binaries, data());
        command.addAll(List.of(
                "--port=" + port,
                "--bind-address=127.0.0.1",
                "--skip-name-resolve",
                "--mysqlx=OFF",
                // Relative to the data directory, whose path may be longer than a socket's may be.
                "--socket=mysql.sock",
                "--pid-file=mysql.pid",
                "--server-id=1",
                "--log-bin=binlog",
                "--binlog-format=ROW",
                "--binlog-row-image=FULL",
                "--binlog-row-metadata=FULL",
                "--gtid-mode=ON",
                "--enforce-gtid-consistency=ON",
                "--secure-file-priv=NULL",
                "--sync-binlog=0",
                "--innodb-flush-log-at-trx-commit=2",
                "--innodb-buffer-pool-size=64M",
                "--max-allowed-packet=64M",
                "--performance-schema=OFF",
                "--log-error-verbosity=2",
                "--log-timestamps=UTC",
                "--default-time-zone=+00:00"));
        settings.forEach(setting -> command.add("--" + setting));
        ServerProcess launched =
                ServerProcess.start("mysqld-" + port, command, Map.of(), directory.resolve("mysql.log"));
        try {
            launched.awaitLine("ready for connections", line -> line.contains("ready for connections"), START_TIMEOUT);
        } catch (ServerException e) {
            launched.kill();
            throw e;
        }
        return launched;
    }

    private void copyInitialised() {
        Path initialised = Cache.entry(
                "mysql-" + binaries.version() + "-" + Cache.platform() + "-data", empty -> initialise(binaries, empty));
        try {
            Files.createDirectories(directory);
            FileTree.copy(initialised, data());
            // The server's identity; each copy makes its own.
            Files.deleteIfExists(data().resolve("auto.cnf"));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot prepare " + data() + " for a MySQL", e);
        }
    }

    private static void initialise(MysqlBinaries binaries, Path empty) throws IOException {
        Path statements = Files.createTempFile("firn-mysql", ".sql");
        Path log = Files.createTempFile("firn-mysql", ".log");
        // root@localhost is all there is after --initialize, and names are not resolved later.
        Files.writeString(statements, """
                CREATE USER root@'%';
                GRANT ALL ON *.* TO root@'%' WITH GRANT OPTION;
                """);
        List<String> command = command(binaries, empty);
        command.addAll(List.of(
                "--initialize-insecure",
                "--init-file=" + statements,
                "--disable-log-bin",
                "--innodb-redo-log-capacity=8M"));
        try (ServerProcess initialising = ServerProcess.start("mysqld-initialize", command, Map.of(), log)) {
            if (initialising.awaitExit(START_TIMEOUT) != 0) {
                throw new ServerException("Cannot initialise a MySQL in " + empty + initialising.lastLines());
            }
        } finally {
            Files.deleteIfExists(statements);
            Files.deleteIfExists(log);
        }
    }

    private static List<String> command(MysqlBinaries binaries, Path data) {
        List<String> command = new ArrayList<>(List.of(
                binaries.server().toString(),
                "--no-defaults",
                "--basedir=" + binaries.directory(),
                "--datadir=" + data));
        Stream.of("share/english", "share/mysql/english")
                .map(binaries.directory()::resolve)
                .filter(Files::isDirectory)
                .findFirst()
                .ifPresent(messages -> command.add("--lc-messages-dir=" + messages.getParent()));
        if ("root".equals(System.getProperty("user.name"))) {
            command.add("--user=root");
        }
        return command;
    }

    private Path data() {
        return directory.resolve("data");
    }
}
