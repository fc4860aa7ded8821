package dev.firn.app.servers;

import dev.firn.app.demo.server.MysqlServer;
import dev.firn.engine.source.DatabaseAddress;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** A MySQL in a container. Its data is gone when it is closed. */
final class MysqlContainer implements MysqlServer {

    static final String IMAGE = "mysql:8.4";

    private final ServerContainer container;

    private MysqlContainer(List<String> settings) {
        this.container = new ServerContainer(IMAGE, 3306, () -> connect().close())
                .withEnv(environment())
                .withCommand(command(settings));
    }

    /**
     * Starts one.
     *
     * @param settings each as {@code name=value}; they win over {@link MysqlServer#SETTINGS}
     */
    static MysqlContainer start(List<String> settings) {
        MysqlContainer server = new MysqlContainer(settings);
        server.container.start();
        return server;
    }

    /** What the image's first start makes of the data directory: the same as the child process has. */
    static Map<String, String> environment() {
        return Map.of("MYSQL_ALLOW_EMPTY_PASSWORD", "yes", "MYSQL_ROOT_HOST", "%", "MYSQL_INITDB_SKIP_TZINFO", "yes");
    }

    static String[] command(List<String> settings) {
        return Stream.concat(SETTINGS.stream(), settings.stream())
                .map(setting -> "--" + setting)
                .toArray(String[]::new);
    }

    @Override
    public DatabaseAddress address() {
        return new DatabaseAddress(container.address(), container.port(), "", USER, "", Map.of());
    }

    @Override
    public synchronized void kill() {
        container.kill();
    }

    @Override
    public synchronized void restart() {
        container.restart("TERM");
    }

    @Override
    public synchronized void close() {
        container.stop();
    }

    @Override
    public String toString() {
        return IMAGE + " on port " + container.port();
    }
}
