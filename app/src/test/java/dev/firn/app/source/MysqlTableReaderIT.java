package dev.firn.app.source;

import static dev.firn.app.source.TableReads.execute;
import static dev.firn.app.source.TableReads.layout;
import static dev.firn.app.source.TableReads.query;
import static dev.firn.app.source.TableReads.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.event.SourceMark;
import dev.firn.engine.event.SourcePosition;
import dev.firn.engine.event.TransactionId;
import dev.firn.engine.source.DatabaseAddress;
import dev.firn.engine.source.SourceDatabase;
import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.TableReader.ConsistentRead;
import dev.firn.engine.source.mysql.MysqlPosition;
import dev.firn.schema.layout.ColumnMask;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.TableMode;
import dev.firn.schema.layout.TableRules;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class MysqlTableReaderIT extends MysqlReads {

    @Test
    void valuesAreIcebergsInternalOnes() throws Exception {
        execute(connection, "SET time_zone = '+05:00'", """
                CREATE TABLE kinds (id bigint unsigned PRIMARY KEY, ti tinyint, b1 tinyint(1), si smallint unsigned, i int, iu int unsigned,
                    n decimal(20, 4), f float, d double, bit1 bit(1), bits bit(12), y year, day date, dt datetime(6), ts timestamp(3) NULL,
                    ti_me time(6), c char(5), v varchar(20), t text, bin binary(4), vb varbinary(8), bl blob, e enum('a', 'b'),
                    s set('x', 'y'), j json)
                """, """
                INSERT INTO kinds VALUES (18446744073709551615, -128, 2, 65535, -2147483648, 4294967295, 12345678901234.5, 3.1415927,
                    0.1, b'1', b'100000000001', 2024, '1969-12-31', '1969-12-31 23:59:59.999999', '2024-02-29 15:00:00.123',
                    '-838:59:58.5', 'ab  ', 'ä''😀', '', x'00ff', x'0100', x'', 'b', 'x,y', '{"b": 1.0, "a": [null]}')
                """, "INSERT INTO kinds (id) VALUES (2)");
        List<Object[]> rows = rows(source.reader(), layout(source, table("kinds")));
        assertThat(rows.get(1))
                .containsExactly(
                        new BigDecimal("18446744073709551615"),
                        -128,
                        2,
                        65535,
                        Integer.MIN_VALUE,
                        4294967295L,
                        new BigDecimal("12345678901234.5000"),
                        3.1415927f,
                        0.1,
                        true,
                        ByteBuffer.wrap(new byte[] {8, 1}),
                        2024,
                        -1,
                        -1L,
                        Instant.parse("2024-02-29T10:00:00.123Z").toEpochMilli() * 1000,
                        -(838 * 3600L + 59 * 60 + 58) * 1_000_000 - 500_000,
                        "ab",
                        "ä'😀",
                        "",
                        ByteBuffer.wrap(new byte[] {0, (byte) 0xff, 0, 0}),
                        ByteBuffer.wrap(new byte[] {1, 0}),
                        ByteBuffer.wrap(new byte[0]),
                        "b",
                        "x,y",
                        "{\"a\": [null], \"b\": 1.0}");
        assertThat(rows.get(0)).startsWith(new BigDecimal(2)).containsOnly(new BigDecimal(2), null);
    }

    @Test
    void textsAreTheSameInWhateverCharacterSetTheyAreStored() throws Exception {
        execute(connection, """
                CREATE TABLE texts (id varchar(9) CHARACTER SET cp1251 PRIMARY KEY, l varchar(20) CHARACTER SET latin1,
                    s varchar(20) CHARACTER SET sjis, u varchar(20) CHARACTER SET utf16, g text CHARACTER SET gbk,
                    e enum('ü', 'ж') CHARACTER SET utf16, m longtext)
                """, "INSERT INTO texts VALUES ('жук', 'Ä€', '表示', '😀', '汉字', 'ж', '')");
        DatabaseAddress address = server.address();
        try (SourceDatabase converted = open(
                new DatabaseAddress(
                        address.host(),
                        address.port(),
                        "",
                        address.user(),
                        "",
                        Map.of("characterSetResults", "latin1")),
                Map.of())) {
            for (SourceDatabase each : List.of(source, converted)) {
                assertThat(rows(each.reader(), layout(each, table("texts"))))
                        .containsExactly(new Object[] {"жук", "Ä€", "表示", "😀", "汉字", "ж", ""});
            }
        }
    }

    /** Each length is sent in another way, and a row beyond 16 MB in several packets. */
    @Test
    void valuesOfAnyLengthComeWholeAndInTheirPlaces() throws Exception {
        int[] lengths = {0, 1, 250, 251, 65_535, 65_536, 1_100_000, 17_000_000, 3, 16_777_215, 16_777_216, 2};
        execute(connection, "CREATE TABLE sizes (id int PRIMARY KEY, l longtext, b longblob, n varchar(9), e int)");
        for (int length : lengths) {
            execute(
                    connection,
                    "INSERT INTO sizes SELECT count(*), repeat('x', " + length
                            + "), unhex('fbfcfdfeff'), null, count(*) + 7 FROM sizes");
        }
        List<Object[]> read = rows(source.reader(), layout(source, table("sizes")));
        ByteBuffer blob = ByteBuffer.wrap(new byte[] {-5, -4, -3, -2, -1});
        for (int i = 0; i < lengths.length; i++) {
            assertThat((String) read.get(i)[1]).as("length %d", lengths[i]).isEqualTo("x".repeat(lengths[i]));
            read.get(i)[1] = "";
            assertThat(read.get(i)).containsExactly(i, "", blob, null, i + 7);
        }
        assertThat(read).hasSameSizeAs(lengths);
    }

    @Test
    void zeroDatesAreNullWhereAllowedAndElseNamed() throws Exception {
        execute(
                connection,
                "SET sql_mode = 'ALLOW_INVALID_DATES'",
                "CREATE TABLE zeros (id int PRIMARY KEY, maybe datetime, surely date NOT NULL)",
                "INSERT INTO zeros VALUES (1, '0000-00-00', '2020-01-01'), (2, '2020-00-01', '2020-01-01'), (3, '0000-00-31', '2020-01-01')");
        TableLayout layout = layout(source, table("zeros"));
        assertThat(rows(source.reader(), layout))
                .hasSize(3)
                .allSatisfy(row -> assertThat(row[1]).isNull());
        execute(connection, "INSERT INTO zeros VALUES (9, NULL, '0000-00-00')");
        assertThatThrownBy(() -> rows(source.reader(), layout))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("column surely of the row with id=9")
                .hasMessageContaining("0000-00-00");
        execute(connection, "DELETE FROM zeros", "INSERT INTO zeros VALUES (8, '2020-02-31', '2020-01-01')");
        assertThatThrownBy(() -> rows(source.reader(), layout))
                .isInstanceOf(SourceException.class)
                .hasMessageContaining("column maybe of the row with id=8")
                .hasMessageContaining("2020-02-31");
    }

    @Test
    void generatedAndInvisibleColumnsAreColumns() throws Exception {
        execute(
                connection,
                "CREATE TABLE made (id int PRIMARY KEY, a int, g int AS (a + 1) VIRTUAL, s int AS (a + 2) STORED, i int INVISIBLE)",
                "INSERT INTO made (id, a, i) VALUES (1, 1, 9)");
        assertThat(rows(source.reader(), layout(source, table("made")))).containsExactly(new Object[] {1, 1, 2, 3, 9});
    }

    @Test
    void excludedAndMaskedColumnsDoNotStandInRanges() throws Exception {
        TableRules rules =
                new TableRules(TableMode.UPSERT, List.of("id"), Set.of("ssn"), Map.of("email", ColumnMask.HMAC_SHA256));
        source.close();
        source = open(Map.of(table("people"), rules, table("secretive"), rules));
        execute(
                connection,
                "CREATE TABLE people (ssn varchar(20) PRIMARY KEY, email varchar(50) NOT NULL UNIQUE, id int NOT NULL UNIQUE)",
                "CREATE TABLE secretive (ssn varchar(20) PRIMARY KEY, email varchar(50), id int NOT NULL)",
                "INSERT INTO people VALUES ('s1', 'e1', 1), ('s2', 'e2', 2)",
                "INSERT INTO secretive VALUES ('s1', 'e1', 1), ('s2', 'e2', 2)");
        for (String table : List.of("people", "secretive")) {
            TableLayout layout = layout(source, table(table), rules);
            assertThat(TableReads.chunks(source.reader(), layout))
                    .singleElement()
                    .satisfies(
                            chunk -> assertThat(chunk.range()).doesNotContain("s1", "s2", "e1", "e2", "ssn", "email"));
            assertThat(rows(source.reader(), layout))
                    .hasSize(2)
                    .allSatisfy(row -> assertThat((String) row[0]).matches("[0-9a-f]{64}"));
        }
    }

    @Test
    void emptyTablesHaveNoChunksAndOddNamesAreRead() throws Exception {
        execute(
                connection,
                "CREATE TABLE none (id int PRIMARY KEY)",
                "CREATE TABLE `Odd ``T.ä'` (`Id x` int PRIMARY KEY, `select` text)",
                "INSERT INTO `Odd ``T.ä'` VALUES (1, 'a')");
        assertThat(source.reader().firstChunk(layout(source, table("none")))).isEmpty();
        assertThat(rows(source.reader(), layout(source, table("Odd `T.ä'")))).containsExactly(new Object[] {1, "a"});
        assertThat(source.reader().estimatedRows(table("none"))).hasValue(0);
    }

    @Test
    void rowsAreFoundByTheirKeys() throws Exception {
        execute(
                connection,
                """
                CREATE TABLE keyed (n decimal(6, 2), d date, ts timestamp(6), b varbinary(20), v varchar(20), x int,
                    PRIMARY KEY (n, d, ts, b, v))
                """,
                "INSERT INTO keyed " + NUMBERS
                        + "SELECT i / 4, '2020-01-01' + interval i day, '2020-01-01 00:00:00.000001' + interval i second,"
                        + " unhex(md5(i)), concat('a''', i), i FROM n WHERE i <= 50");
        TableLayout layout = layout(source, table("keyed"));
        List<Object[]> all = rows(source.reader(), layout);
        List<Object[]> keys = new ArrayList<>();
        for (Object[] row : all.subList(10, 20)) {
            keys.add(layout.key().stream().map(index -> row[index]).toArray());
        }
        assertThat(source.reader().readRows(layout, keys))
                .usingElementComparator((left, right) -> Arrays.equals(left, right) ? 0 : 1)
                .containsExactlyInAnyOrderElementsOf(all.subList(10, 20));
    }

    @Test
    void I1_aSnapshotTellsExactlyWhichTransactionsItSaw() throws Exception {
        execute(connection, "CREATE TABLE log (n int)", "CREATE TABLE other (id int PRIMARY KEY AUTO_INCREMENT)");
        TableLayout layout = layout(source, table("log"));
        Map<Integer, String> gtids = new ConcurrentHashMap<>();
        AtomicBoolean stop = new AtomicBoolean();
        AtomicInteger numbers = new AtomicInteger();
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            writers.add(CompletableFuture.runAsync(() -> write(numbers, gtids, stop)));
        }
        try {
            for (int round = 0; round < 10; round++) {
                Set<Object> seen = new HashSet<>();
                try (ConsistentRead read = source.reader().openConsistentRead(layout)) {
                    read.read(row -> seen.add(row[0]));
                    Map.copyOf(gtids)
                            .forEach((number, gtid) -> assertThat(
                                            source.reader().sawTransaction(read.snapshot(), new TransactionId(gtid)))
                                    .as("transaction %s in snapshot %s", gtid, read.snapshot())
                                    .isEqualTo(seen.contains(number)));
                }
            }
        } finally {
            stop.set(true);
            CompletableFuture.allOf(writers.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
        }
        assertThat(gtids).hasSizeGreaterThan(30);
    }

    private void write(AtomicInteger numbers, Map<Integer, String> gtids, AtomicBoolean stop) {
        try (Connection writer = server.connect(name);
                Statement statement = writer.createStatement()) {
            String source = query(writer, "SELECT @@server_uuid");
            statement.execute("SET SESSION session_track_gtids = OFF");
            while (!stop.get()) {
                int number = numbers.incrementAndGet();
                statement.execute("SET gtid_next = '" + source + ":" + (1_000_000 + number) + "'");
                statement.execute("START TRANSACTION");
                statement.execute("INSERT INTO other VALUES ()");
                statement.execute("INSERT INTO log VALUES (" + number + ")");
                statement.execute("COMMIT");
                gtids.put(number, source + ":" + (1_000_000 + number));
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aConsistentReadWaitsForWritersWithoutBlockingThem() throws Exception {
        execute(connection, "CREATE TABLE busy (n int)", "INSERT INTO busy VALUES (1)");
        TableLayout layout = layout(source, table("busy"));
        try (Connection writer = server.connect(name);
                Connection other = server.connect(name)) {
            writer.setAutoCommit(false);
            execute(writer, "INSERT INTO busy VALUES (2)");
            CompletableFuture<ConsistentRead> opening =
                    CompletableFuture.supplyAsync(() -> source.reader().openConsistentRead(layout));
            // A writer behind the waiting lock gets through when that gives up for a moment.
            execute(other, "SET SESSION lock_wait_timeout = 20", "INSERT INTO busy VALUES (3)");
            assertThat(opening).isNotDone();
            writer.commit();
            try (ConsistentRead read = opening.get(30, TimeUnit.SECONDS)) {
                execute(other, "INSERT INTO busy VALUES (4)");
                List<Object[]> rows = new ArrayList<>();
                read.read(row -> rows.add(row.clone()));
                assertThat(rows).extracting(row -> row[0]).containsExactlyInAnyOrder(1, 2, 3);
                assertThat((String) rows.get(0)[3]).matches("[0-9]{10}:[0-9]{20}:0{10}");
            }
        }
    }

    @Test
    void thePositionLiesBehindEverythingThatWasSeen() throws Exception {
        execute(connection, "CREATE TABLE t (id int PRIMARY KEY)");
        MysqlPosition before = (MysqlPosition) source.reader().currentPosition();
        execute(connection, "INSERT INTO t VALUES (1)");
        MysqlPosition after = (MysqlPosition) source.reader().currentPosition();
        assertThat(after.reached(before)).isTrue();
        assertThat(before.reached(after)).isFalse();
        MysqlPosition delivered =
                new MysqlPosition(after.file(), after.offset(), query(connection, "SELECT @@GLOBAL.gtid_executed"));
        source.reader().awaitVisible(new SourceMark() {
            @Override
            public SourcePosition position() {
                return delivered;
            }

            @Override
            public Instant sourceTimestamp() {
                return Instant.EPOCH;
            }
        });
    }
}
