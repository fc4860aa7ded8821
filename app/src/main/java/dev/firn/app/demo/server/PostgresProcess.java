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
import java.util.stream.Stream;

/**
 * A PostgreSQL as a child process, on loopback.
 *
 * <p>Not durable against a crash of the machine, only against one of the server: files are not synced.
 */
final class PostgresProcess implements PostgresServer {

    private static final Duration START_TIMEOUT = Duration.ofSeconds(90);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(20);

    private final PostgresBinaries binaries;
    private final Path directory;
    private final List<String> settings;
    private final PostgresUser user;
    private final int port = FreePort.find();
    private ServerProcess process;

    PostgresProcess(PostgresBinaries binaries, Path directory, List<String> settings) {
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

    @Override
    public DatabaseAddress address(String database) {
        return new DatabaseAddress("127.0.0.1", port, database, USER, "", Map.of());
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
                    "database system is ready to accept connections, or, a standby, read-only connections",
                    line -> line.contains("database system is ready to accept"),
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
                "unix_socket_directories=");
        return Stream.of(SETTINGS.stream(), own, settings.stream()).flatMap(part -> part);
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
