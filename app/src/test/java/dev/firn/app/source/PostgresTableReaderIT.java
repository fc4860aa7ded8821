package dev.firn.app.source;

import static dev.firn.app.source.TableReads.execute;
import static dev.firn.app.source.TableReads.layout;
import static dev.firn.app.source.TableReads.query;
import static dev.firn.app.source.TableReads.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.app.demo.server.PostgresServer;
import dev.firn.engine.event.TransactionId;
import dev.firn.engine.source.SourceDatabase;
import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import dev.firn.engine.source.TableReader;
import dev.firn.engine.source.TableReader.Chunk;
import dev.firn.engine.source.TableReader.ConsistentRead;
import dev.firn.engine.source.postgres.DeliveredTransactions;
import dev.firn.engine.source.postgres.PostgresDatabase;
import dev.firn.schema.layout.ColumnMask;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.TableMode;
import dev.firn.schema.layout.TableRules;
import dev.firn.schema.source.TableId;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PostgresTableReaderIT {

    @TempDir
    static Path directory;

    private static PostgresServer server;
    private static int created;

    private final String name = "reader" + ++created;
    private Connection connection;
    private SourceDatabase source;
    private DeliveredTransactions delivered;

    @BeforeAll
    static void start() {
        server = PostgresServer.start(directory);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void open() throws SQLException {
        server.createDatabase(name);
        connection = server.connect(name);
        source = open(Map.of());
    }

    private SourceDatabase open(Map<TableId, TableRules> rules) {
        return PostgresDatabase.open(
                TableReads.settings(server.address(name), rules, "public.*"),
                (settings, catalog, start, transactions) -> {
                    delivered = transactions;
                    return TableReads.silent(start);
                });
    }

    @AfterEach
    void close() throws SQLException {
        source.close();
        connection.close();
    }

    private static TableId table(String name) {
        return new TableId("public", name);
    }

    @Test
    void valuesAreIcebergsInternalOnes() throws Exception {
        execute(connection, """
                CREATE TABLE kinds (id bigint PRIMARY KEY, s int2, i int4, f float4, d float8, n numeric(20, 4), ok bool, t text,
                    c char(4), u uuid, b bytea, day date, at time, ts timestamp, tz timestamptz, j jsonb, raw json)
                """, """
                INSERT INTO kinds VALUES (1, -32768, 2147483647, 0.1, 1e308, 12345678901234.5, true, 'ä ''x''', 'ab',
                    '00112233-4455-6677-8899-aabbccddeeff', '\\x00ff', '1969-12-31', '23:59:59.999999',
                    '1969-12-31 23:59:59.999999', '2024-02-29 12:00:00.000001+02', '{"b": 1, "a": [1.0, null]}', '{"b":  1}')
                """, "INSERT INTO kinds (id) VALUES (2)");
        List<Object[]> rows = rows(source.reader(), layout(source, table("kinds")));
        assertThat(rows.get(0))
                .containsExactly(
                        1L,
                        -32768,
                        2147483647,
                        0.1f,
                        1e308,
                        new BigDecimal("12345678901234.5000"),
                        true,
                        "ä 'x'",
                        "ab  ",
                        UUID.fromString("00112233-4455-6677-8899-aabbccddeeff"),
                        ByteBuffer.wrap(new byte[] {0, (byte) 0xff}),
                        -1,
                        86_399_999_999L,
                        -1L,
                        Instant.parse("2024-02-29T10:00:00Z").getEpochSecond() * 1_000_000 + 1,
                        "{\"a\": [1.0, null], \"b\": 1}",
                        "{\"b\":  1}");
        assertThat(rows.get(1)).startsWith(2L).containsOnly(2L, null);
    }

    @Test
    void aValueThatIcebergCannotHoldIsNamedWithItsRow() throws Exception {
        execute(
                connection,
                "CREATE TABLE odd (id int PRIMARY KEY, day date)",
                "INSERT INTO odd VALUES (1, '2020-01-01'), (7, 'infinity')");
        TableLayout layout = layout(source, table("odd"));
        assertThatThrownBy(() -> rows(source.reader(), layout))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("public.odd")
                .hasMessageContaining("column day of the row with id=7 holds infinity")
                .extracting(e -> ((SourceException) e).cure())
                .isEqualTo(Cure.OPERATOR);
        // The connection of the failed read is not used again.
        execute(connection, "DELETE FROM odd WHERE id = 7");
        assertThat(rows(source.reader(), layout)).hasSize(1);
    }

    @Test
    void excludedColumnsAreNotReadAndMaskedOnesAreHidden() throws Exception {
        source.close();
        TableRules rules = new TableRules(
                TableMode.UPSERT,
                List.of(),
                Set.of("secret"),
                Map.of("email", ColumnMask.HMAC_SHA256, "age", ColumnMask.REDACT, "gone", ColumnMask.NULL));
        source = open(Map.of(table("people"), rules));
        execute(
                connection,
                "CREATE ROLE reader LOGIN",
                "CREATE TABLE people (id int PRIMARY KEY, email text, secret text, age int, gone date)",
                "INSERT INTO people VALUES (1, 'a@b', 'xyz', 30, 'infinity'), (2, NULL, NULL, NULL, NULL)");
        List<Object[]> rows = rows(source.reader(), layout(source, table("people"), rules));
        assertThat(rows.get(0)).hasSize(4).contains(1, "***").doesNotContain("xyz", "a@b", 30);
        assertThat((String) rows.get(0)[1]).matches("[0-9a-f]{64}");
        assertThat(rows.get(1)).containsExactly(2, null, null, null);
    }

    @Test
    void chunksTogetherAreTheTable() throws Exception {
        execute(
                connection,
                "CREATE UNLOGGED TABLE wide (id int PRIMARY KEY, filler text)",
                "ALTER TABLE wide ALTER filler SET STORAGE PLAIN",
                "INSERT INTO wide SELECT i, repeat(md5(i::text), 200) FROM generate_series(1, 14000) i",
                "DELETE FROM wide WHERE id % 7 = 0");
        TableLayout layout = layout(source, table("wide"));
        List<Chunk> chunks = TableReads.chunks(source.reader(), layout);
        assertThat(chunks).hasSizeGreaterThan(1);
        assertThat(chunks).extracting(Chunk::ordinal).doesNotHaveDuplicates().isSorted();
        List<Object> ids = new ArrayList<>();
        for (Chunk chunk : chunks) {
            source.reader().readChunk(layout, chunk, row -> ids.add(row[0]));
        }
        assertThat(ids).hasSize(12000).doesNotHaveDuplicates();
        assertThat(source.reader().estimatedRows(table("wide"))).isPresent();
        assertThat(query(
                        connection,
                        "EXPLAIN SELECT id FROM ONLY wide WHERE ctid >= '(10,0)'::tid AND ctid < '(20,0)'::tid"))
                .contains("Tid Range Scan");
    }

    @Test
    void emptyTablesHaveNoChunksAndTablesOfOneRowOne() throws Exception {
        execute(
                connection,
                "CREATE TABLE none (id int PRIMARY KEY)",
                "CREATE TABLE one (id int PRIMARY KEY)",
                "INSERT INTO one VALUES (1)",
                "CREATE TABLE roots (id int) PARTITION BY LIST (id)");
        assertThat(source.reader().firstChunk(layout(source, table("none")))).isEmpty();
        assertThat(source.reader().estimatedRows(table("none"))).isEqualTo(OptionalLong.of(0));
        assertThat(source.reader().firstChunk(layout(source, table("roots")))).isEmpty();
        assertThat(rows(source.reader(), layout(source, table("one")))).containsExactly(new Object[] {1});
    }

    @Test
    void partitionsAreReadAsTheirRootAndInheritorsAreNot() throws Exception {
        execute(
                connection,
                "CREATE SCHEMA hidden",
                "CREATE TABLE parts (id int, at int, PRIMARY KEY (id, at)) PARTITION BY RANGE (at)",
                "CREATE TABLE hidden.\"p 1\" PARTITION OF parts FOR VALUES FROM (0) TO (10)",
                "CREATE TABLE p2 (at int NOT NULL, id int NOT NULL)",
                "ALTER TABLE parts ATTACH PARTITION p2 FOR VALUES FROM (10) TO (20)",
                "CREATE TABLE p3 PARTITION OF parts FOR VALUES FROM (20) TO (30) PARTITION BY LIST (id)",
                "CREATE TABLE p3_all PARTITION OF p3 DEFAULT",
                "INSERT INTO parts SELECT i, i FROM generate_series(0, 29) i",
                "CREATE TABLE parent (id int PRIMARY KEY)",
                "CREATE TABLE child () INHERITS (parent)",
                "INSERT INTO parent VALUES (1)",
                "INSERT INTO child VALUES (2)");
        TableLayout layout = layout(source, table("parts"));
        assertThat(TableReads.chunks(source.reader(), layout)).hasSize(1);
        assertThat(rows(source.reader(), layout))
                .hasSize(30)
                .allSatisfy(row -> assertThat(row[0]).isEqualTo(row[1]));
        assertThat(rows(source.reader(), layout(source, table("parent")))).containsExactly(new Object[] {1});
        String before = source.reader().storageIdentity(table("parts"));
        execute(connection, "VACUUM FULL p2");
        assertThat(source.reader().storageIdentity(table("parts"))).isNotEqualTo(before);
    }

    @Test
    void rowsAreFoundByTheirKeys() throws Exception {
        execute(connection, "CREATE TYPE mood AS ENUM ('fine', 'bad')", """
                CREATE TABLE keyed (n numeric(6, 2), d date, ts timestamptz, u uuid, b bytea, m mood, c char(3), "T t" text, v int,
                    PRIMARY KEY (n, d, ts, u, b, m, c, "T t"))
                """, """
                INSERT INTO keyed SELECT i / 4.0, date '2020-01-01' + i, timestamptz '2020-01-01 00:00:00.000001Z' + i * interval '1 s',
                    md5(i::text)::uuid, decode(md5(i::text), 'hex'), 'bad', i, 'a''b"' || i, i FROM generate_series(1, 50) i
                """);
        TableLayout layout = layout(source, table("keyed"));
        List<Object[]> all = rows(source.reader(), layout);
        List<Object[]> keys = new ArrayList<>();
        for (Object[] row : all.subList(10, 20)) {
            keys.add(layout.key().stream().map(index -> row[index]).toArray());
        }
        Object[] unknown = keys.get(0).clone();
        unknown[7] = "nobody";
        keys.add(unknown);
        assertThat(source.reader().readRows(layout, keys))
                .usingElementComparator((left, right) -> java.util.Arrays.equals(left, right) ? 0 : 1)
                .containsExactlyInAnyOrderElementsOf(all.subList(10, 20));
    }

    @Test
    void I1_aSnapshotTellsExactlyWhichTransactionsItSaw() throws Exception {
        execute(connection, "CREATE TABLE log (xid bigint, n int)", "ALTER TABLE log REPLICA IDENTITY FULL");
        TableLayout layout = layout(source, table("log"));
        Set<Long> written = java.util.concurrent.ConcurrentHashMap.newKeySet();
        AtomicBoolean stop = new AtomicBoolean();
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int seed = i;
            writers.add(CompletableFuture.runAsync(() -> write(new Random(seed), written, stop)));
        }
        try {
            for (int round = 0; round < 15; round++) {
                Set<Object> seen = new HashSet<>();
                try (ConsistentRead read = source.reader().openConsistentRead(layout)) {
                    read.read(row -> seen.add(row[0]));
                    for (long xid : List.copyOf(written)) {
                        assertThat(source.reader()
                                        .sawTransaction(read.snapshot(), new TransactionId(Long.toString(xid))))
                                .as("transaction %s in snapshot %s", xid, read.snapshot())
                                .isEqualTo(seen.contains(xid));
                    }
                }
            }
        } finally {
            stop.set(true);
            CompletableFuture.allOf(writers.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
        }
        assertThat(written).hasSizeGreaterThan(30);
    }

    private void write(Random random, Set<Long> written, AtomicBoolean stop) {
        try (Connection writer = server.connect(name);
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            while (!stop.get()) {
                long xid;
                try (ResultSet row = statement.executeQuery(
                        "INSERT INTO log VALUES (pg_current_xact_id()::text::bigint, 1) RETURNING xid")) {
                    row.next();
                    xid = row.getLong(1);
                }
                if (random.nextInt(3) == 0) {
                    statement.execute(
                            "INSERT INTO log SELECT pg_current_xact_id()::text::bigint, i FROM generate_series(1, 50) i");
                }
                writer.commit();
                written.add(xid);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aChangelogRowSaysThatItWasReadAndWhere() throws Exception {
        execute(
                connection,
                "CREATE TABLE log (a int)",
                "ALTER TABLE log REPLICA IDENTITY FULL",
                "INSERT INTO log VALUES (1), (1)");
        List<Object[]> rows = new ArrayList<>();
        try (ConsistentRead read = source.reader().openConsistentRead(layout(source, table("log")))) {
            read.read(row -> rows.add(row.clone()));
        }
        assertThat(rows).hasSize(2);
        assertThat(rows.get(0)).hasSize(4).startsWith(1, "r");
        assertThat((Long) rows.get(0)[2]).isPositive();
        assertThat((String) rows.get(0)[3]).matches("[0-9A-F]{16}:0{10}");
    }

    @Test
    void aLoadBeginsWhenThoseWhoWroteBeforeHaveEnded() throws Exception {
        execute(connection, "CREATE TABLE busy (id int PRIMARY KEY)");
        TableLayout layout = layout(source, table("busy"));
        CompletableFuture<List<Object[]>> load;
        try (Connection writer = server.connect(name)) {
            writer.setAutoCommit(false);
            execute(writer, "INSERT INTO busy VALUES (1)");
            load = CompletableFuture.supplyAsync(() -> {
                try {
                    return rows(source.reader(), layout);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThatThrownBy(() -> load.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            writer.commit();
        }
        assertThat(load.get(20, TimeUnit.SECONDS)).containsExactly(new Object[] {1});
    }

    @Test
    void awaitVisibleWaitsForDeliveredTransactionsAndForNoOthers() throws Exception {
        execute(connection, "CREATE TABLE rows (id int)");
        TableReader reader = source.reader();
        try (Connection open = server.connect(name)) {
            open.setAutoCommit(false);
            execute(open, "INSERT INTO rows VALUES (1)");
            long xid = Long.parseLong(query(open, "SELECT pg_current_xact_id()::text"));
            reader.awaitVisible(null);
            // As if its commit were in the log, and the server had not yet told others.
            delivered.add(xid);
            CompletableFuture<Void> wait = CompletableFuture.runAsync(() -> {
                try {
                    reader.awaitVisible(null);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThatThrownBy(() -> wait.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            open.commit();
            wait.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void awaitVisibleWaitsForCommitsThatWaitForAStandby() throws Exception {
        execute(connection, "CREATE TABLE rows (id int)");
        execute(connection, "ALTER SYSTEM SET synchronous_standby_names = 'nobody'", "SELECT pg_reload_conf()");
        ConcurrentLinkedQueue<String> order = new ConcurrentLinkedQueue<>();
        try (Connection committing = server.connect(name)) {
            CompletableFuture<Void> commit = CompletableFuture.runAsync(() -> {
                try {
                    execute(committing, "INSERT INTO rows VALUES (1)");
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            while (!"1"
                    .equals(query(connection, "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"))) {
                Thread.onSpinWait();
            }
            CompletableFuture<Void> wait = CompletableFuture.runAsync(() -> {
                try {
                    source.reader().awaitVisible(null);
                    order.add("visible");
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThatThrownBy(() -> wait.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            execute(connection, "ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()");
            commit.get(20, TimeUnit.SECONDS);
            wait.get(20, TimeUnit.SECONDS);
        } finally {
            execute(connection, "ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()");
        }
        assertThat(order).containsExactly("visible");
    }

    @Test
    void theConnectionsAreBoundedAndErrorsSayWhatToDo() throws Exception {
        execute(
                connection,
                "CREATE TABLE forbidden (id int PRIMARY KEY)",
                "INSERT INTO forbidden VALUES (1)",
                "CREATE ROLE stranger" + created + " LOGIN");
        SourceDatabase stranger = PostgresDatabase.open(
                TableReads.settings(
                        new dev.firn.engine.source.DatabaseAddress(
                                "127.0.0.1", server.address().port(), name, "stranger" + created, "", Map.of()),
                        Map.of(),
                        "public.*"),
                (settings, catalog, start, transactions) -> TableReads.silent(start));
        try (stranger) {
            TableLayout layout = layout(stranger, table("forbidden"));
            assertThatThrownBy(() -> rows(stranger.reader(), layout))
                    .isInstanceOf(SourceException.class)
                    .hasMessageContaining("Cannot read public.forbidden at stranger")
                    .hasMessageContaining("GRANT SELECT ON \"public\".\"forbidden\" TO \"stranger");
        }
        try (PreparedStatement count = connection.prepareStatement(
                        "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'firn' AND usename = 'postgres'"
                                + " AND datname = current_database()");
                ResultSet row = count.executeQuery()) {
            row.next();
            assertThat(row.getInt(1)).isLessThanOrEqualTo(5);
        }
    }
}
