package dev.firn.app.types;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.app.config.Configuration;
import dev.firn.app.config.ConfigurationFile;
import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.app.run.Lakes;
import dev.firn.app.run.Replication;
import dev.firn.engine.pipeline.Exit;
import dev.firn.engine.pipeline.ExitReason;
import dev.firn.engine.pipeline.TableStatus;
import dev.firn.engine.source.DatabaseAddress;
import dev.firn.engine.work.FaultPoints;
import dev.firn.schema.source.TableId;
import dev.firn.sink.IcebergLake;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every type of a source on every {@link Way} into an Iceberg table: what is there is loaded, then the log brings inserts and updates
 * of the same values, and each row must have what the case says, as it is and masked.
 *
 * <p>One table for each case, so that one that fails leaves the others. Prints what it covered.
 */
abstract class TypeMatrixContract {

    static final String SCHEMA = "types";
    private static final String SCHEMA_OF_VERSION_3 = "types3";
    static final String SECRET = "a secret of the matrix";
    private static final long PATIENCE_SECONDS = 120;

    abstract DatabaseServer start(Path directory);

    /** The lines of the configuration's section {@code source}, but for the address. */
    abstract String source(DatabaseAddress address);

    /** Makes the schema, and the types that the cases use. */
    abstract List<String> prepare();

    /** What makes the session that writes the rows of the log another than the one that wrote those before. */
    abstract List<String> elsewhere();

    abstract List<TypeCase> cases(DatabaseServer server) throws SQLException;

    @Test
    void everyTypeIsOneValueOnEveryWay(@TempDir Path directory) throws Exception {
        MatrixReport report = new MatrixReport();
        try (DatabaseServer server = start(Files.createDirectories(directory.resolve("server")))) {
            List<Part> parts = parts(cases(server), directory, server.address());
            List<MatrixTable> tables =
                    parts.stream().flatMap(part -> part.tables().stream()).toList();
            fill(server, tables);
            for (Part part : parts) {
                replicate(part.configuration());
            }
            change(server, tables);
            for (Part part : parts) {
                Map<TableId, TableStatus> states = replicate(part.configuration());
                try (IcebergLake lake = Lakes.open(part.configuration())) {
                    MatrixCheck check = new MatrixCheck(lake, states, report);
                    for (MatrixTable table : part.tables()) {
                        check.examine(table);
                    }
                }
            }
        }
        System.out.println(report.covered());
        assertThat(report.failures()).as("failures").isEmpty();
    }

    /** The tables of one pipeline. */
    private record Part(Configuration configuration, List<MatrixTable> tables) {}

    /** Types that only tables of format version 3 have make a pipeline of their own. */
    private List<Part> parts(List<TypeCase> cases, Path directory, DatabaseAddress address) throws IOException {
        List<Part> parts = new ArrayList<>();
        for (int version = 2; version <= 3; version++) {
            int wanted = version;
            String schema = version == 2 ? SCHEMA : SCHEMA_OF_VERSION_3;
            List<MatrixTable> tables = MatrixTable.of(
                    schema,
                    cases.stream().filter(one -> one.formatVersion() == wanted).toList());
            Path folder = Files.createDirectories(directory.resolve(schema));
            parts.add(new Part(configuration(folder, address, schema, version, tables), tables));
        }
        return parts;
    }

    private void fill(DatabaseServer server, List<MatrixTable> tables) throws SQLException {
        try (Connection connection = server.connect()) {
            List<String> statements = new ArrayList<>(prepare());
            statements.add("CREATE SCHEMA " + SCHEMA_OF_VERSION_3);
            tables.forEach(table -> statements.add(table.create()));
            tables.forEach(table -> statements.addAll(table.before()));
            execute(connection, statements);
        }
    }

    private void change(DatabaseServer server, List<MatrixTable> tables) throws SQLException {
        try (Connection connection = server.connect()) {
            List<String> statements = new ArrayList<>(elsewhere());
            tables.forEach(table -> statements.addAll(table.after()));
            execute(connection, statements);
        }
    }

    private static void execute(Connection connection, List<String> statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                try {
                    statement.execute(sql);
                } catch (SQLException e) {
                    throw new SQLException("Cannot run " + shortened(sql), e);
                }
            }
        }
    }

    private static String shortened(String sql) {
        return sql.length() > 500 ? sql.substring(0, 500) + " …" : sql;
    }

    /** Loads what is there and follows the log to its end; gives how the tables are then. */
    private static Map<TableId, TableStatus> replicate(Configuration configuration) throws Exception {
        try (Replication replication = Replication.open(configuration, FaultPoints.NONE)) {
            Exit exit = replication.runUntilCaughtUp().toCompletableFuture().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            assertThat(exit.reason()).as(exit.toString()).isEqualTo(ExitReason.COMPLETED);
            return replication.status().tables().stream()
                    .collect(Collectors.toMap(TableStatus::table, Function.identity()));
        }
    }

    private static String chosen(MatrixTable table) {
        String type = table.type().chosen();
        String policy = table.type().outcome() instanceof TypeCase.Nulled ? ", on-unrepresentable-value: null" : "";
        return type.isEmpty() ? policy : ", column-types: { plain: \"" + type + "\" }" + policy;
    }

    private Configuration configuration(
            Path directory, DatabaseAddress address, String schema, int formatVersion, List<MatrixTable> tables)
            throws IOException {
        Path lake = Files.createDirectories(directory.resolve("lake"));
        String overrides = tables.stream()
                .map(table -> "    - { table: " + table.id() + ", mask-columns: { masked: hmac-sha256 }" + chosen(table)
                        + " }")
                .collect(Collectors.joining("\n"));
        String yaml = """
                pipeline: %s
                mask-secret: "%s"
                source:
                %s
                  host: %s
                  port: %d
                  user: %s
                  password: "%s"
                  heartbeat: 200ms
                  connections: 20
                tables:
                  include: ["%s.*"]
                  overrides:
                %s
                sink:
                  catalog: { type: jdbc, uri: "jdbc:sqlite:%s/catalog.db", warehouse: "%s/warehouse" }
                  namespace: lake
                  format-version: %d
                  commit-interval: 1s
                  allow-short-commit-interval: true
                http: { enabled: false }
                """.formatted(
                        schema,
                        SECRET,
                        source(address).indent(2).stripTrailing(),
                        address.host(),
                        address.port(),
                        address.user(),
                        address.password(),
                        schema,
                        overrides,
                        lake,
                        lake,
                        formatVersion);
        return ConfigurationFile.ofThisProcess().read(Files.writeString(directory.resolve("firn.yaml"), yaml));
    }
}
