package dev.firn.app.demo.server;

import dev.firn.engine.source.DatabaseAddress;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A MySQL as a child process, on loopback.
 *
 * <p>Not durable against a crash of the machine, only against one of the server: files are not synced at each commit.
 */
final class MysqlProcess implements MysqlServer {

    /** The setting that a server has for its life. */
    private static final String LASTING = "lower_case_table_names=";

    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);
    private static final Duration STOP_TIMEOUT = Duration.ofMinutes(1);

    private final MysqlBinaries binaries;
    private final Path directory;
    private final List<String> settings;
    private final int port = FreePort.find();
    private ServerProcess process;

    MysqlProcess(MysqlBinaries binaries, Path directory, List<String> settings) {
        this.binaries = binaries;
        this.directory = directory.toAbsolutePath();
        this.settings = List.copyOf(settings);
        if (!Files.exists(data())) {
            copyInitialised();
        }
        this.process = launch();
    }

    @Override
    public DatabaseAddress address() {
        return new DatabaseAddress("127.0.0.1", port, "", USER, "", Map.of());
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
        return "MySQL " + binaries.version() + " on port " + port + " in " + directory;
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
                // Relative to the data directory, whose path may be longer than a socket's may be.
                "--socket=mysql.sock",
                "--pid-file=mysql.pid"));
        SETTINGS.forEach(setting -> command.add("--" + setting));
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
        List<String> lasting =
                settings.stream().filter(setting -> setting.startsWith(LASTING)).toList();
        Path initialised = Cache.entry(
                "mysql-" + binaries.version() + "-" + Cache.platform() + "-data"
                        + lasting.stream().map(setting -> "-" + setting).collect(Collectors.joining()),
                empty -> initialise(binaries, lasting, empty));
        try {
            Files.createDirectories(directory);
            FileTree.copy(initialised, data());
            // The server's identity; each copy makes its own.
            Files.deleteIfExists(data().resolve("auto.cnf"));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot prepare " + data() + " for a MySQL", e);
        }
    }

    private static void initialise(MysqlBinaries binaries, List<String> settings, Path empty) throws IOException {
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
        settings.forEach(setting -> command.add("--" + setting));
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
