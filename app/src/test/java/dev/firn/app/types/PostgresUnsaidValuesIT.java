package dev.firn.app.types;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.app.config.Configuration;
import dev.firn.app.config.ConfigurationFile;
import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.app.run.Lakes;
import dev.firn.app.run.Replication;
import dev.firn.app.servers.Servers;
import dev.firn.engine.pipeline.Exit;
import dev.firn.engine.pipeline.ExitReason;
import dev.firn.engine.source.DatabaseAddress;
import dev.firn.engine.work.FaultPoints;
import dev.firn.schema.source.TableId;
import dev.firn.sink.IcebergLake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Large values that an update leaves unsaid are read from the source: by keys of every kind of type, and while their table is loaded. */
class PostgresUnsaidValuesIT {

    private static final long PATIENCE_SECONDS = 120;

    /** About 100 kB that do not compress. */
    private static final String LARGE = "(SELECT string_agg(md5((i + %d)::text), '') FROM generate_series(1, 3000) i)";

    /** A type that can be a key, and three values. */
    private record Key(String type, List<String> values) {
        static Key of(String type, String... values) {
            return new Key(type, List.of(values));
        }

        List<String> literals() {
            return values.stream()
                    .map(value -> "CAST('" + value + "' AS " + type + ")")
                    .toList();
        }
    }

    private static final List<Key> KEYS = List.of(
            Key.of("inet", "10.0.0.1", "10.0.0.1/8", "::1"),
            Key.of("interval", "1 day", "2 mons -1 days", "00:00:00.5"),
            Key.of("numeric", "1.50", "-100000000000000000000.5", "NaN"),
            Key.of("money", "1", "-2.50", "0"),
            Key.of("bit(3)", "101", "000", "111"),
            Key.of("int4range", "[1,5)", "empty", "(,2)"),
            Key.of("int4[]", "{1,2}", "{}", "{NULL,3}"),
            Key.of("macaddr", "08:00:2b:01:02:03", "00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff"),
            Key.of("oid", "1", "4294967295", "16384"),
            Key.of("timetz", "12:00+02", "12:00+00", "24:00-12"),
            Key.of("bytea", "\\x00ff", "\\x", "\\x27"),
            Key.of("ext.citext", "Abc", "ß", ""),
            Key.of("ext.ltree", "a.b", "a", "c.d.e"),
            Key.of("ext.mood", "sad", "Happy, or so", "ß"),
            Key.of("ext.pair", "(1,x)", "(2,\"a,b\")", "(3,)"),
            Key.of("ext.address", "10.0.0.1", "10.0.0.2", "10.0.0.3"));

    @Test
    void keysOfEveryKindFindTheirRows(@TempDir Path directory) throws Exception {
        try (DatabaseServer server = Servers.postgres(Files.createDirectories(directory.resolve("server")))) {
            execute(
                    server,
                    "CREATE SCHEMA ext",
                    "CREATE EXTENSION citext SCHEMA ext",
                    "CREATE EXTENSION ltree SCHEMA ext",
                    "CREATE TYPE ext.mood AS ENUM ('sad', 'Happy, or so', 'ß')",
                    "CREATE TYPE ext.pair AS (a int, b text)",
                    "CREATE DOMAIN ext.address AS inet",
                    "CREATE SCHEMA keys");
            for (int i = 0; i < KEYS.size(); i++) {
                Key key = KEYS.get(i);
                execute(server, "CREATE TABLE keys.k" + i + " (k " + key.type + " PRIMARY KEY, n int, note text)");
                for (String value : key.values) {
                    execute(
                            server,
                            "INSERT INTO keys.k" + i + " VALUES ('" + value + "', 0, " + LARGE.formatted(i) + ")");
                }
            }
            Configuration configuration = configuration(directory, server.address(), "keys", "");
            replicate(configuration);
            for (int i = 0; i < KEYS.size(); i++) {
                List<String> values = KEYS.get(i).literals();
                execute(
                        server,
                        "UPDATE keys.k" + i + " SET n = 1 WHERE k = " + values.get(0),
                        "DELETE FROM keys.k" + i + " WHERE k = " + values.get(1),
                        "UPDATE keys.k" + i + " SET k = " + values.get(1) + " WHERE k = " + values.get(2));
            }
            replicate(configuration);
            for (int i = 0; i < KEYS.size(); i++) {
                TableId table = new TableId("keys", "k" + i);
                assertThat(lake(configuration, table, "k"))
                        .as(KEYS.get(i).type)
                        .isEqualTo(source(server, table, "CASE WHEN k IS NOT NULL THEN format('%s', k) END"));
            }
        }
    }

    @Test
    void valuesAreReadWhileTheirTableIsLoaded(@TempDir Path directory) throws Exception {
        try (DatabaseServer server = Servers.postgres(Files.createDirectories(directory.resolve("server")))) {
            execute(
                    server,
                    "CREATE SCHEMA keys",
                    "CREATE TABLE keys.large (k int PRIMARY KEY, n int, note text, tags text[], doc jsonb)",
                    "INSERT INTO keys.large SELECT g, 0, " + LARGE.formatted(0) + ", ARRAY[" + LARGE.formatted(1)
                            + "], jsonb_build_object('a', " + LARGE.formatted(2)
                            + ") FROM generate_series(1, 300) g");
            Configuration configuration =
                    configuration(directory, server.address(), "keys", "load: { rows-per-second: 60 }");
            try (Replication replication = Replication.open(configuration, FaultPoints.NONE)) {
                CompletableFuture<Exit> running = replication.runUntilCaughtUp().toCompletableFuture();
                for (int n = 1; n <= 30 && !running.isDone(); n++) {
                    execute(server, "UPDATE keys.large SET n = " + n + " WHERE k % 7 = " + n % 7);
                }
                assertThat(running.get(PATIENCE_SECONDS, TimeUnit.SECONDS).reason())
                        .isEqualTo(ExitReason.COMPLETED);
            }
            replicate(configuration);
            TableId table = new TableId("keys", "large");
            assertThat(lake(configuration, table, "k")).hasSize(300).isEqualTo(source(server, table, "k::text"));
        }
    }

    private static Map<String, List<Object>> source(DatabaseServer server, TableId table, String key)
            throws SQLException {
        Map<String, List<Object>> rows = new TreeMap<>();
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET lc_monetary = 'C'");
            boolean wide = table.name().equals("large");
            try (ResultSet found = statement.executeQuery(
                    "SELECT " + key + ", n, note" + (wide ? ", tags::text, doc::text" : "") + " FROM " + table)) {
                while (found.next()) {
                    List<Object> values = new ArrayList<>(List.of(found.getInt(2), found.getString(3)));
                    if (wide) {
                        values.addAll(List.of(found.getString(4), found.getString(5)));
                    }
                    rows.put(found.getString(1), values);
                }
            }
        }
        return rows;
    }

    private static Map<String, List<Object>> lake(Configuration configuration, TableId table, String key)
            throws IOException {
        Map<String, List<Object>> rows = new TreeMap<>();
        try (IcebergLake lake = Lakes.open(configuration);
                CloseableIterable<Record> records =
                        IcebergGenerics.read(lake.table(table).orElseThrow()).build()) {
            for (Record row : records) {
                List<Object> values = new ArrayList<>();
                for (int i = 1; i < row.size(); i++) {
                    values.add(row.get(i));
                }
                rows.put(text(row.getField(key)), values);
            }
        }
        return rows;
    }

    private static String text(Object key) {
        if (key instanceof java.nio.ByteBuffer bytes) {
            byte[] copy = new byte[bytes.remaining()];
            bytes.duplicate().get(copy);
            return "\\x" + java.util.HexFormat.of().formatHex(copy);
        }
        return String.valueOf(key);
    }

    private static void execute(DatabaseServer server, String... statements) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            // For the operators of extensions.
            statement.execute("SET search_path = ext, public");
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static void replicate(Configuration configuration) throws Exception {
        try (Replication replication = Replication.open(configuration, FaultPoints.NONE)) {
            Exit exit = replication.runUntilCaughtUp().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(exit.reason()).as(exit.toString()).isEqualTo(ExitReason.COMPLETED);
            assertThat(replication.status().tables())
                    .allSatisfy(table -> assertThat(table.reason()).isEmpty());
        }
    }

    private static Configuration configuration(Path directory, DatabaseAddress address, String schema, String source)
            throws IOException {
        Path lake = Files.createDirectories(directory.resolve("lake"));
        String yaml = """
                pipeline: unsaid
                source:
                  type: postgres
                  host: %s
                  port: %d
                  database: %s
                  user: %s
                  password: "%s"
                  heartbeat: 200ms
                  connections: 8
                  %s
                tables:
                  include: ["%s.*"]
                sink:
                  catalog: { type: jdbc, uri: "jdbc:sqlite:%s/catalog.db", warehouse: "%s/warehouse" }
                  namespace: lake
                  commit-interval: 1s
                  allow-short-commit-interval: true
                http: { enabled: false }
                """.formatted(
                        address.host(),
                        address.port(),
                        address.database(),
                        address.user(),
                        address.password(),
                        source,
                        schema,
                        lake,
                        lake);
        return ConfigurationFile.ofThisProcess().read(Files.writeString(directory.resolve("firn.yaml"), yaml));
    }
}
