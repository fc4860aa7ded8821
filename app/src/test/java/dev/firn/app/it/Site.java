package dev.firn.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.app.config.ConfigurationFile;
import dev.firn.app.demo.compare.TableComparison;
import dev.firn.app.demo.compare.TableReport;
import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.app.demo.server.MysqlServer;
import dev.firn.app.run.Lakes;
import dev.firn.engine.source.DatabaseAddress;
import dev.firn.engine.work.FaultPoint;
import dev.firn.schema.source.TableId;
import dev.firn.sink.IcebergLake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.jspecify.annotations.Nullable;

/** A source database, a lake in a local folder, and the configuration that joins them. */
final class Site implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final String PIPELINE = "it";

    private final DatabaseServer server;
    private final Path directory;
    private final String catalog;
    private final Map<String, String> environment;

    private int formatVersion = Integer.getInteger("firn.format-version", 2);
    private String deletes = System.getProperty("firn.deletes", "equality");
    private String included = "shop.*";
    private String tableName = "{table}";
    private int releases;
    private @Nullable IcebergLake lake;

    /** With a catalog in a file and a warehouse in a folder. */
    Site(DatabaseServer server, Path directory) {
        this(server, directory, """
                type: jdbc
                uri: "jdbc:sqlite:%s/catalog.db"
                warehouse: "%s/warehouse"
                """.formatted(lakeIn(directory), lakeIn(directory)), Map.of());
    }

    /**
     * With another catalog.
     *
     * @param catalog the section {@code sink.catalog}, not indented
     * @param environment what a process of Firn finds in its environment
     */
    Site(DatabaseServer server, Path directory, String catalog, Map<String, String> environment) {
        this.server = server;
        this.directory = directory;
        this.catalog = catalog;
        this.environment = environment;
    }

    private static Path lakeIn(Path directory) {
        try {
            return Files.createDirectories(directory.resolve("lake"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** From here on, configurations ask for deletes of the kind; {@code -Dfirn.deletes=resolved} asks for it where no test does. */
    Site deletes(String kind) {
        deletes = kind;
        return this;
    }

    String deletes() {
        return deletes;
    }

    /** From here on, configurations ask for tables of the format version. */
    Site formatVersion(int version) {
        formatVersion = version;
        return this;
    }

    /** From here on, configurations select the tables of a pattern instead of those of the schema {@code shop}. */
    Site including(String pattern) {
        included = pattern;
        return this;
    }

    /** From here on, configurations call tables in the lake so. */
    Site tableName(String pattern) {
        tableName = pattern;
        return this;
    }

    DatabaseServer server() {
        return server;
    }

    /** A configuration that replicates the schema {@code shop} with a checkpoint every second. */
    Path configuration() {
        return configuration("", "");
    }

    /**
     * The same with more.
     *
     * @param tables lines of the section {@code tables}, indented by two
     * @param top further sections
     */
    Path configuration(String tables, String top) {
        return configuration(server.address(), "", tables, top);
    }

    /**
     * The same with more of the section {@code source}.
     *
     * @param lines indented by two
     */
    Path configurationWithSource(String lines) {
        return configuration(server.address(), lines, "", "");
    }

    /** A configuration for another user of the server than its superuser. */
    Path configurationAs(String user, String password) {
        DatabaseAddress address = server.address();
        return configuration(
                new DatabaseAddress(
                        address.host(), address.port(), address.database(), user, password, address.properties()),
                "",
                "",
                "");
    }

    private Path configuration(DatabaseAddress address, String source, String tables, String top) {
        String yaml = """
                pipeline: %s
                source:
                  type: %s
                  host: %s
                  port: %d
                  %s
                  user: %s
                  password: '%s'
                  heartbeat: 500ms
                %s
                tables:
                  include: ["%s"]
                %s
                sink:
                  catalog:
                %s
                  namespace: shop
                  table-name: "%s"
                  format-version: %d
                  deletes: %s
                  commit-interval: 1s
                  allow-short-commit-interval: true
                http:
                  port: 0
                %s
                """.formatted(
                        PIPELINE,
                        isMysql() ? "mysql" : "postgres",
                        address.host(),
                        address.port(),
                        isMysql() ? "" : "database: " + address.database(),
                        address.user(),
                        address.password(),
                        source,
                        included,
                        tables,
                        catalog.indent(4).stripTrailing(),
                        tableName,
                        formatVersion,
                        deletes,
                        EagerMaintenance.in(top));
        try {
            return Files.writeString(Files.createTempFile(directory, "firn", ".yaml"), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs {@code firn maintain} once, beside whatever runs. */
    Ended maintain(Path configuration) {
        try (FirnProcess firn = FirnProcess.command("maintain", "-c", configuration.toString())
                .start(Files.createTempDirectory(directory, "maintain"))) {
            return new Ended(firn.awaitExit(PATIENCE), firn.log(), firn.lastLines());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (Exception e) {
            throw new IllegalStateException("firn maintain did not end", e);
        }
    }

    boolean isMysql() {
        return server instanceof MysqlServer;
    }

    FirnProcess run(Path configuration) {
        return FirnProcess.command("run", "-c", configuration.toString())
                .environment(environment)
                .start(newDirectory());
    }

    /** Runs until caught up, and gives the exit status and the output. */
    Ended runUntilCaughtUp(Path configuration) {
        return runUntilCaughtUp(configuration, "1g");
    }

    Ended runUntilCaughtUp(Path configuration, String heap) {
        return runUntilCaughtUp(FirnProcess.command("run", "-c", configuration.toString(), "--until-caught-up")
                .heap(heap));
    }

    /** The same on a machine of another language. */
    Ended runUntilCaughtUpIn(Path configuration, Locale language) {
        return runUntilCaughtUp(FirnProcess.command("run", "-c", configuration.toString(), "--until-caught-up")
                .option("-Duser.language=" + language.getLanguage())
                .option("-Duser.country=" + language.getCountry()));
    }

    /** The same, giving up the position in the log. */
    Ended runUntilCaughtUpAnew(Path configuration) {
        return runUntilCaughtUp(
                FirnProcess.command("run", "-c", configuration.toString(), "--until-caught-up", "--start-anew"));
    }

    private Ended runUntilCaughtUp(FirnProcess.Launch launch) {
        try (FirnProcess firn = launch.environment(environment).endsByItself().start(newDirectory())) {
            int status = firn.awaitExit(Duration.ofMinutes(20));
            return new Ended(status, firn.log(), firn.lastLines());
        }
    }

    /** How a command ended. */
    record Ended(int status, Path log, String lastLines) {}

    /** Runs with a hold at a step, and waits until it is reached. */
    Held runHeld(Path configuration, FaultPoint point, int time) {
        Path release = directory.resolve("release-" + releases++);
        FirnProcess firn = new FirnProcess.Launch(
                        HeldFirn.class.getName(),
                        List.of(configuration.toString(), point.name(), String.valueOf(time), release.toString()))
                .start(newDirectory());
        firn.awaitLine(HeldFirn.HELD + point, PATIENCE);
        return new Held(firn, release);
    }

    /** A process that stands at a step. */
    record Held(FirnProcess firn, Path release) {

        void letGo() throws IOException {
            Files.createFile(release);
        }
    }

    /** The lake as this process sees it, opened at the first use: a configuration comes first. */
    private IcebergLake lake() {
        IcebergLake opened = lake;
        if (opened == null) {
            opened = Lakes.open(ConfigurationFile.ofThisProcess().read(configuration()));
            lake = opened;
        }
        return opened;
    }

    Optional<Table> table(TableId table) {
        return lake().table(table);
    }

    /** Takes a table out of the lake's catalog, as a person could; its files stay. */
    void dropFromLake(TableId table) {
        lake().catalog().dropTable(lake().names().of(table), false);
    }

    /** Deletes the data file of a table that was written first, as who removes orphans would while no snapshot lists it. */
    void deleteOldestFile(TableId table) throws IOException {
        String data = "/" + lake().names().of(table).name() + "/data/";
        try (Stream<Path> files = Files.walk(lakeIn(directory))) {
            Files.delete(files.filter(file -> file.toString().contains(data) && Files.isRegularFile(file))
                    .min(Comparator.comparing(file -> file.toFile().lastModified()))
                    .orElseThrow());
        }
    }

    /** Deletes files of the checkpoint table, as who removes orphans, or more than these, would. */
    void deleteOfCheckpoints(String pathPart) throws IOException {
        String table = "/" + lake().names().checkpoints().name() + "/";
        try (Stream<Path> files = Files.walk(lakeIn(directory))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                if (file.toString().contains(table) && file.toString().contains(pathPart)) {
                    Files.delete(file);
                }
            }
        }
    }

    /** How many rows a reader sees now; none in a table that does not exist yet. */
    long rows(TableId table) throws IOException {
        Table present = table(table).orElse(null);
        if (present == null) {
            return 0;
        }
        present.refresh();
        try (CloseableIterable<Record> records = IcebergGenerics.read(present).build()) {
            return StreamSupport.stream(records.spliterator(), false).count();
        }
    }

    /** What the replication history tells of a table's schema, all of it. */
    String schemaChanges(TableId table) throws IOException {
        Table history = lake().catalog().loadTable(lake().names().checkpoints());
        try (CloseableIterable<Record> records = IcebergGenerics.read(history)
                .where(Expressions.and(
                        Expressions.equal("source_table", table.name()), Expressions.notNull("schema_change")))
                .build()) {
            return StreamSupport.stream(records.spliterator(), false)
                    .map(row -> row.getField("checkpoint") + " at " + row.getField("position") + ": "
                            + row.getField("schema_change"))
                    .collect(Collectors.joining("\n"));
        }
    }

    /** Fails unless each table of the lake holds exactly the rows of the source, which must stand still. */
    void assertEqual(Collection<TableId> tables) throws SQLException {
        Map<TableId, TableReport> different = new HashMap<>();
        try (Connection connection = server.connect()) {
            for (TableId table : tables) {
                TableReport report =
                        TableComparison.compare(connection, table, table(table).orElseThrow());
                if (!report.isEqual()) {
                    different.put(table, report);
                }
            }
        }
        assertThat(different.values()).isEmpty();
    }

    void execute(String... statements) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private Path newDirectory() {
        try {
            return Files.createTempDirectory(directory, "process");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        if (lake != null) {
            lake.close();
        }
        server.close();
    }
}
