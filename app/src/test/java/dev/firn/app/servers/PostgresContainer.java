package dev.firn.app.servers;

import dev.firn.app.demo.server.PostgresServer;
import dev.firn.engine.source.DatabaseAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A PostgreSQL in a container. Its data is gone when it is closed. */
final class PostgresContainer implements PostgresServer {

    static final String IMAGE = "postgres:17";
    static final String IMAGE_17 = "postgres:17";
    static final String OLDEST_IMAGE = "postgres:14";

    private final String image;
    private final ServerContainer container;

    private PostgresContainer(String image, List<String> settings) {
        this.image = image;
        this.container = new ServerContainer(image, 5432, () -> connect().close())
                .withEnv(environment())
                .withCommand(command(settings));
    }

    /**
     * Starts one.
     *
     * @param image which version
     * @param settings each as {@code name=value}; they win over {@link PostgresServer#SETTINGS}
     */
    static PostgresContainer start(String image, List<String> settings) {
        PostgresContainer server = new PostgresContainer(image, settings);
        server.container.start();
        return server;
    }

    /** What the image's first start makes of the data directory: the same as the child process has. */
    static Map<String, String> environment() {
        return Map.of(
                "POSTGRES_HOST_AUTH_METHOD", "trust", "POSTGRES_INITDB_ARGS", "--encoding=UTF8 --locale=C --no-sync");
    }

    static String[] command(List<String> settings) {
        List<String> command = new ArrayList<>(List.of("postgres"));
        Stream.concat(SETTINGS.stream(), settings.stream()).forEach(setting -> command.addAll(List.of("-c", setting)));
        return command.toArray(String[]::new);
    }

    @Override
    public DatabaseAddress address(String database) {
        return new DatabaseAddress(container.address(), container.port(), database, USER, "", Map.of());
    }

    @Override
    public synchronized void kill() {
        container.kill();
    }

    @Override
    public synchronized void restart() {
        // At once, as the child process does: an orderly end waits for whoever reads the log.
        container.restart("QUIT");
    }

    @Override
    public synchronized void close() {
        container.stop();
    }

    @Override
    public String toString() {
        return image + " on port " + container.port();
    }
}
