package dev.firn.app.servers;

import dev.firn.app.demo.server.MysqlBinaries;
import dev.firn.app.demo.server.MysqlServer;
import dev.firn.app.demo.server.PostgresBinaries;
import dev.firn.app.demo.server.PostgresServer;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The two ways to have a server. {@code -Dtest.servers} chooses one for a whole run of the tests. */
public enum Servers {

    /** Child processes of the tests, which need no container engine. */
    PROCESSES {
        @Override
        PostgresServer startPostgres(Path directory, List<String> settings) {
            return PostgresServer.start(PostgresBinaries.fromClassPath(), directory, settings);
        }

        @Override
        PostgresServer startOldestPostgres(Path directory, List<String> settings) {
            return PostgresServer.start(PostgresBinaries.fromJar(OLDEST_POSTGRES), directory, settings);
        }

        @Override
        PostgresServer startPostgres17(Path directory) {
            return PostgresServer.start(PostgresBinaries.fromJar(POSTGRES_17), directory, List.of());
        }

        @Override
        MysqlServer startMysql(Path directory, List<String> settings) {
            return MysqlServer.start(MysqlBinaries.require(), directory, settings);
        }

        @Override
        AwsStandIn startAws(Path directory) {
            return AwsStandInProcess.start(directory);
        }
    },

    /** Containers, by Testcontainers. */
    CONTAINERS {
        @Override
        PostgresServer startPostgres(Path directory, List<String> settings) {
            ContainerEngine.require();
            return PostgresContainer.start(PostgresContainer.IMAGE, settings);
        }

        @Override
        PostgresServer startOldestPostgres(Path directory, List<String> settings) {
            ContainerEngine.require();
            return PostgresContainer.start(PostgresContainer.OLDEST_IMAGE, settings);
        }

        @Override
        PostgresServer startPostgres17(Path directory) {
            ContainerEngine.require();
            return PostgresContainer.start(PostgresContainer.IMAGE_17, List.of());
        }

        @Override
        MysqlServer startMysql(Path directory, List<String> settings) {
            ContainerEngine.require();
            return MysqlContainer.start(settings);
        }

        @Override
        AwsStandIn startAws(Path directory) {
            ContainerEngine.require();
            return AwsStandInContainer.start();
        }
    };

    /** The system property that chooses. */
    static final String PROPERTY = "test.servers";

    /** Where the build puts them. */
    private static final Path OLDEST_POSTGRES = Path.of("target", "postgres-oldest", "postgres.jar");

    private static final Path POSTGRES_17 = Path.of("target", "postgres-oldest", "postgres-17.jar");

    abstract PostgresServer startPostgres(Path directory, List<String> settings);

    abstract PostgresServer startOldestPostgres(Path directory, List<String> settings);

    abstract PostgresServer startPostgres17(Path directory);

    abstract MysqlServer startMysql(Path directory, List<String> settings);

    abstract AwsStandIn startAws(Path directory);

    /**
     * Starts a PostgreSQL of the chosen kind.
     *
     * @param directory for its files, if it has any here
     * @param settings each as {@code name=value}; they win over {@link PostgresServer#SETTINGS}
     */
    public static PostgresServer postgres(Path directory, String... settings) {
        return chosen().startPostgres(directory, List.of(settings));
    }

    /**
     * Starts a PostgreSQL of the oldest version that is supported.
     *
     * @param directory for its files, if it has any here
     */
    public static PostgresServer oldestPostgres(Path directory) {
        return chosen().startOldestPostgres(directory, List.of());
    }

    /**
     * Starts a PostgreSQL 17, whose publications and generated columns are others than those of 18.
     *
     * @param directory for its files, if it has any here
     */
    public static PostgresServer postgres17(Path directory) {
        return chosen().startPostgres17(directory);
    }

    /**
     * Starts a MySQL of the chosen kind.
     *
     * @param directory for its files, if it has any here
     * @param settings each as {@code name=value}; they win over {@link MysqlServer#SETTINGS}
     */
    public static MysqlServer mysql(Path directory, String... settings) {
        return chosen().startMysql(directory, List.of(settings));
    }

    /**
     * Starts an S3 and a Glue of the chosen kind. The test is skipped, with the reason, where there are none to be had.
     *
     * @param directory exists; for its files, if it has any here
     */
    public static AwsStandIn aws(Path directory) {
        return chosen().startAws(directory);
    }

    private static Servers chosen() {
        return named(System.getProperty(PROPERTY, PROCESSES.word()));
    }

    /** The kind of a name; another name is an error, so that nobody believes to have tested what was not there. */
    static Servers named(String name) {
        return Arrays.stream(values())
                .filter(kind -> kind.word().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("-D" + PROPERTY + "=" + name
                        + " is no way to have servers: it is one of "
                        + Arrays.stream(values()).map(Servers::word).collect(Collectors.joining(", "))));
    }

    private String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
