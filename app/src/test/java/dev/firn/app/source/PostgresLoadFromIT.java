package dev.firn.app.source;

import static dev.firn.app.source.TableReads.execute;
import static dev.firn.app.source.TableReads.layout;
import static dev.firn.app.source.TableReads.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.app.demo.server.PostgresBinaries;
import dev.firn.app.demo.server.PostgresServer;
import dev.firn.engine.source.DatabaseAddress;
import dev.firn.engine.source.Finding;
import dev.firn.engine.source.SourceDatabase;
import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import dev.firn.engine.source.TableReader;
import dev.firn.engine.source.TableReader.Chunk;
import dev.firn.engine.source.TableReader.ConsistentRead;
import dev.firn.engine.source.postgres.PostgresDatabase;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.source.TableId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Chunks that are read at a standby. Always child processes: a base backup needs the server's files. */
class PostgresLoadFromIT {

    private static final TableId ORDERS = new TableId("public", "orders");

    @TempDir
    static Path primaryDirectory;

    static PostgresServer primary;
    static int created;

    @TempDir
    Path directory;

    private final String database = "db" + ++created;
    private Connection connection;

    @BeforeAll
    static void start() {
        primary = PostgresServer.start(PostgresBinaries.fromClassPath(), primaryDirectory, List.of());
    }

    @AfterAll
    static void stop() {
        primary.close();
    }

    @BeforeEach
    void createTable() throws SQLException {
        primary.createDatabase(database);
        connection = primary.connect(database);
        execute(
                connection,
                "CREATE TABLE orders (id int PRIMARY KEY, note text)",
                "INSERT INTO orders SELECT i, 'note ' || i FROM generate_series(1, 1000) i");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    private SourceDatabase loadingFrom(DatabaseAddress replica) {
        return PostgresDatabase.open(
                TableReads.settings(primary.address(database), Map.of(), "public.*")
                        .loadingFrom(replica),
                (settings, catalog, start, delivered) -> TableReads.silent(start));
    }

    private static CompletableFuture<List<Object[]>> chunk(TableReader reader, TableLayout layout, Chunk chunk) {
        return CompletableFuture.supplyAsync(() -> {
            List<Object[]> rows = new ArrayList<>();
            try {
                reader.readChunk(layout, chunk, row -> rows.add(row.clone()));
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return rows;
        });
    }

    private static Finding loadFrom(SourceDatabase source) {
        return source.check().stream()
                .filter(finding -> finding.subject().equals("load-from"))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void chunksComeFromAStandbyThatShowsWhatTheStreamDelivered() throws Exception {
        try (PostgresServer standby = PostgresStandby.of(primary, primaryDirectory, directory);
                Connection atStandby = standby.connect(database);
                SourceDatabase source = loadingFrom(standby.address(database))) {
            TableReader reader = source.reader();
            TableLayout layout = layout(source, ORDERS);
            Chunk chunk = reader.firstChunk(layout).orElseThrow();
            assertThat(chunk(reader, layout, chunk).get(20, TimeUnit.SECONDS)).hasSize(1000);

            execute(atStandby, "SELECT pg_wal_replay_pause()");
            execute(connection, "INSERT INTO orders VALUES (1001, 'late')");
            // It lags, and what it lacks came after the load began: not waited for.
            assertThat(chunk(reader, layout, chunk).get(20, TimeUnit.SECONDS)).hasSize(1000);

            // What must be seen at once comes from the primary.
            assertThat(reader.readRows(layout, List.<Object[]>of(new Object[] {1001})))
                    .hasSize(1);
            try (ConsistentRead read = reader.openConsistentRead(layout)) {
                List<Object[]> rows = new ArrayList<>();
                read.read(row -> rows.add(row.clone()));
                assertThat(rows).hasSize(1001);
            }

            // Another load begins: now it is.
            reader.awaitVisible(null);
            CompletableFuture<List<Object[]>> waiting = chunk(reader, layout, chunk);
            assertThatThrownBy(() -> waiting.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            assertThat(loadFrom(source).message())
                    .contains("is a standby of the primary; it has replayed the log up to");
            execute(atStandby, "SELECT pg_wal_replay_resume()");
            assertThat(waiting.get(20, TimeUnit.SECONDS)).hasSize(1001);
        }
    }

    @Test
    void aLoadThatGoesOnAfterACrashWaitsForTheStandbyToo() throws Exception {
        try (PostgresServer standby = PostgresStandby.of(primary, primaryDirectory, directory);
                Connection atStandby = standby.connect(database)) {
            execute(atStandby, "SELECT pg_wal_replay_pause()");
            execute(connection, "INSERT INTO orders VALUES (1001, 'before the load began')");
            try (SourceDatabase source = loadingFrom(standby.address(database))) {
                TableReader reader = source.reader();
                TableLayout layout = layout(source, ORDERS);
                Chunk kept;
                try (SourceDatabase before = loadingFrom(primary.address(database))) {
                    kept = before.reader().firstChunk(layout).orElseThrow();
                }
                CompletableFuture<List<Object[]>> waiting = chunk(reader, layout, kept);
                assertThatThrownBy(() -> waiting.get(300, TimeUnit.MILLISECONDS))
                        .isInstanceOf(TimeoutException.class);
                execute(atStandby, "SELECT pg_wal_replay_resume()");
                assertThat(waiting.get(20, TimeUnit.SECONDS)).hasSize(1001);
            }
        }
    }

    @Test
    void aPromotedStandbyIsRefused() throws Exception {
        try (PostgresServer standby = PostgresStandby.of(primary, primaryDirectory, directory);
                Connection atStandby = standby.connect(database);
                SourceDatabase source = loadingFrom(standby.address(database))) {
            execute(atStandby, "SELECT pg_promote()");
            TableLayout layout = layout(source, ORDERS);

            assertThat(loadFrom(source).verdict()).isEqualTo(Finding.Verdict.FAILURE);
            assertThatThrownBy(() -> rows(source.reader(), layout))
                    .isInstanceOfSatisfying(
                            SourceException.class, e -> assertThat(e.cure()).isEqualTo(Cure.OPERATOR))
                    .hasMessageContaining("it is no standby, but takes writes of its own");
        }
    }

    @Test
    void anotherClusterIsRefused() throws Exception {
        try (PostgresServer other = PostgresServer.start(PostgresBinaries.fromClassPath(), directory, List.of());
                SourceDatabase source = loadingFrom(other.createDatabase(database))) {
            TableLayout layout = layout(source, ORDERS);

            assertThat(loadFrom(source).verdict()).isEqualTo(Finding.Verdict.FAILURE);
            assertThatThrownBy(() -> rows(source.reader(), layout))
                    .isInstanceOfSatisfying(
                            SourceException.class, e -> assertThat(e.cure()).isEqualTo(Cure.OPERATOR))
                    .hasMessageContaining("it belongs to another database cluster");
        }
    }

    @Test
    void thePrimaryUnderItsOwnAddressIsAsGood() throws Exception {
        try (SourceDatabase source = loadingFrom(primary.address(database))) {
            TableLayout layout = layout(source, ORDERS);
            source.reader().awaitVisible(null);

            assertThat(rows(source.reader(), layout)).hasSize(1000);
            assertThat(loadFrom(source).message()).endsWith("is the primary itself");
        }
    }

    @Test
    void aStandbyIsNoSourceButMayBeReadFrom() throws Exception {
        try (PostgresServer standby = PostgresStandby.of(primary, primaryDirectory, directory);
                SourceDatabase source = PostgresDatabase.open(
                        TableReads.settings(standby.address(database), Map.of(), "public.*"),
                        (settings, catalog, start, delivered) -> TableReads.silent(start))) {
            String remedy = "source.load-from: 127.0.0.1:" + standby.address().port();
            assertThatThrownBy(source::requireReplicable)
                    .hasMessageContaining("the server is a standby")
                    .hasMessageContaining(remedy)
                    .extracting(e -> ((SourceException) e).cure())
                    .isEqualTo(Cure.OPERATOR);
            assertThat(source.check())
                    .filteredOn(finding -> finding.subject().equals("primary"))
                    .singleElement()
                    .satisfies(finding -> {
                        assertThat(finding.verdict()).isEqualTo(Finding.Verdict.FAILURE);
                        assertThat(finding.remedy()).contains(remedy);
                    });
        }
    }
}
