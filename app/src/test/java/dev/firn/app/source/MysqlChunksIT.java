package dev.firn.app.source;

import static dev.firn.app.source.TableReads.execute;
import static dev.firn.app.source.TableReads.layout;
import static dev.firn.app.source.TableReads.query;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.source.TableReader.Chunk;
import dev.firn.schema.layout.TableLayout;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How MySQL's tables are cut into chunks: completely, without overlap, by short queries that the index answers. */
class MysqlChunksIT extends MysqlReads {

    private static final int ROWS = 2_000;
    private static final String MANY = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < %d) ";

    /** Columns {@code k} and whatever else the key has, and {@code n}, which numbers the rows from 1. */
    private void createTable(String columns, String key, String values, int rows) throws SQLException {
        execute(
                connection,
                "SET SESSION cte_max_recursion_depth = 10000000, sql_mode = 'ALLOW_INVALID_DATES'",
                "CREATE TABLE cut (" + columns + ", n int NOT NULL, PRIMARY KEY (" + key + ")) STATS_AUTO_RECALC = 0",
                "INSERT INTO cut " + MANY.formatted(rows) + "SELECT " + values + ", i FROM n");
    }

    /** Keys of many kinds; the number i, from 1 on, makes the key, in whatever order. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '#', textBlock = """
                    int                                             | -i * i
                    tinyint unsigned, l smallint                    | i % 3, i
                    bigint                                          | if(i = 1, 1, 1000000000000000000 + i)
                    bigint                                          | if(i % 2, -9223372036854775808 + i, 9223372036854775807 - i)
                    bigint unsigned                                 | 18446744073709551615 - i * 1000003
                    decimal(30,10)                                  | i / 7
                    decimal(38,0)                                   | concat(i, repeat('0', i % 30), 1)
                    varchar(50)                                     | concat('Ä''\\\\"', i, '😀 ')
                    varchar(50) COLLATE utf8mb4_bin                 | concat(if(i % 2, 'a', 'A'), i)
                    varchar(50) COLLATE utf8mb4_general_ci          | concat(elt(i % 4 + 1, 'ß', 'É', 'e', 'Z'), ' ', i)
                    varchar(50) COLLATE utf8mb4_sv_0900_ai_ci       | concat(char(97 + i % 26 using utf8mb4), 'åäö', i)
                    varchar(50) COLLATE utf8mb4_0900_as_cs          | concat(if(i % 2, 'item ', 'Item-'), i)
                    varchar(50) COLLATE utf8mb4_ja_0900_as_cs       | concat(char(0xE38182 + i % 60 using utf8mb4), i)
                    varchar(50) CHARACTER SET latin1                | concat('ü', i % 2, i)
                    varchar(50) CHARACTER SET cp1251                | concat(convert(char(0xC0 + i % 32 using cp1251) using utf8mb4), i)
                    varchar(50) CHARACTER SET sjis                  | concat('表', i)
                    varchar(50) CHARACTER SET utf16                 | concat('я', i)
                    varchar(50) CHARACTER SET ascii                 | concat('https://example.com/', i)
                    char(36)                                        | uuid()
                    char(36) CHARACTER SET ascii COLLATE ascii_bin  | insert(insert(insert(insert(md5(i), 9, 0, '-'), 14, 0, '-'), 19, 0, '-'), 24, 0, '-')
                    binary(16)                                      | unhex(md5(i))
                    varbinary(40)                                   | unhex(concat('00', hex(i), '00'))
                    date                                            | '2020-01-01' + interval i day
                    datetime(6)                                     | '2020-01-01' + interval i microsecond
                    timestamp(3)                                    | '2020-01-01' + interval i second
                    time(2)                                         | sec_to_time(-i * 100)
                    bit(40)                                         | i * i
                    year, l int                                     | 1901 + i % 100, i
                    enum('c', 'a', 'b'), l int                      | 1 + i % 3, i
                    varchar(9), l varchar(9)                        | if(i % 2, 'Main', 'main'), i
                    """)
    void chunksTogetherAreTheTable(String columns, String values) throws Exception {
        String key = columns.startsWith("decimal") || !columns.contains(", l ") ? "k" : "k, l";
        createTable("k " + columns.strip().replace(", l ", " NOT NULL, l ") + " NOT NULL", key, values, ROWS);
        pretendWideRows("cut", ROWS);
        List<String> statements = new ArrayList<>();
        List<Integer> sizes = logged(() -> readAll(ROWS), statements);
        assertThat(sizes)
                .hasSizeGreaterThan(4)
                .allSatisfy(size -> assertThat(size).isBetween(1, 500));
        assertThat(statements).hasSizeGreaterThan(3 * sizes.size());
        for (String statement : statements) {
            assertAnsweredByIndex(statement);
        }
    }

    /** Every row comes once; how many each chunk has. */
    private List<Integer> readAll(int rows) throws Exception {
        TableLayout layout = layout(source, table("cut"));
        int number = layout.columns().size() - 1;
        List<Object> numbers = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        for (Chunk chunk : TableReads.chunks(source.reader(), layout)) {
            int before = numbers.size();
            source.reader().readChunk(layout, chunk, row -> numbers.add(row[number]));
            sizes.add(numbers.size() - before);
        }
        assertThat(numbers).hasSize(rows).doesNotHaveDuplicates();
        return sizes;
    }

    private interface Work<T> {
        T perform() throws Exception;
    }

    /** The result, and what was asked of the table meanwhile. */
    private <T> T logged(Work<T> work, List<String> statements) throws Exception {
        execute(connection, "SET GLOBAL log_output = 'TABLE'", "SET GLOBAL general_log = ON");
        T result;
        try {
            result = work.perform();
        } finally {
            execute(connection, "SET GLOBAL general_log = OFF");
        }
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(
                        "SELECT CONVERT(argument USING utf8mb4) FROM mysql.general_log WHERE command_type = 'Query'")) {
            while (rows.next()) {
                if (rows.getString(1).contains("FORCE INDEX")) {
                    statements.add(rows.getString(1));
                }
            }
        }
        execute(connection, "TRUNCATE mysql.general_log");
        return result;
    }

    /** By a range of the index, or from one of its ends; never sorted. */
    private void assertAnsweredByIndex(String statement) throws SQLException {
        if (!statement.contains(" WHERE ") && statement.startsWith("EXPLAIN")) {
            // How many rows the table has, it knows.
            return;
        }
        String explained = statement.startsWith("EXPLAIN") ? statement : "EXPLAIN FORMAT=TRADITIONAL " + statement;
        try (Statement explain = connection.createStatement();
                ResultSet plan = explain.executeQuery(explained)) {
            assertThat(plan.next()).isTrue();
            String extra = String.valueOf(plan.getString("Extra"));
            if (!extra.contains("Impossible WHERE") && !extra.contains("no matching row")) {
                assertThat(plan.getString("key")).as(statement).isEqualTo("PRIMARY");
                assertThat(extra).as(statement).doesNotContain("filesort", "temporary");
                if (statement.contains(" WHERE ")) {
                    assertThat(plan.getString("type")).as(statement).isEqualTo("range");
                }
            }
        }
    }

    @Test
    void ofLargeTablesAlmostNothingIsReadToFindTheirChunks() throws Exception {
        createTable("k bigint NOT NULL, filler char(100) NOT NULL", "k", "i * i, 'x'", 100_000);
        pretendWideRows("cut", 100_000);
        TableLayout layout = layout(source, table("cut"));
        long before = rowsRead();
        List<Chunk> chunks = TableReads.chunks(source.reader(), layout);
        assertThat(chunks).hasSizeBetween(300, 3_000);
        assertThat((rowsRead() - before) / chunks.size()).isLessThan(20);
    }

    private long rowsRead() throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW GLOBAL STATUS LIKE 'Innodb_rows_read'")) {
            row.next();
            return row.getLong(2);
        }
    }

    @Test
    void tablesWithoutRowsOrWithOne() throws Exception {
        createTable("k varchar(20) NOT NULL", "k", "''", 1);
        assertThat(readAll(1)).containsExactly(1);
        execute(connection, "DELETE FROM cut");
        assertThat(readAll(0)).isEmpty();
    }

    @Test
    void whatIsLeftBehindTheLastChunkIsNothing() throws Exception {
        createTable("k int NOT NULL", "k", "i", ROWS);
        pretendWideRows("cut", ROWS);
        TableLayout layout = layout(source, table("cut"));
        Chunk first = source.reader().firstChunk(layout).orElseThrow();
        execute(connection, "DELETE FROM cut WHERE k > 10");
        assertThat(source.reader().nextChunk(layout, first)).isEmpty();
    }

    @Test
    void indexesThatRunBothWaysAreNotCutBy() throws Exception {
        execute(
                connection,
                "CREATE TABLE cut (k int NOT NULL, l int NOT NULL, n int NOT NULL, PRIMARY KEY (k, l DESC),"
                        + " UNIQUE KEY down (n DESC)) STATS_AUTO_RECALC = 0",
                "INSERT INTO cut " + NUMBERS + "SELECT i % 10, i, i FROM n");
        pretendWideRows("cut", 1_000);
        assertThat(source.reader()
                        .firstChunk(layout(source, table("cut")))
                        .orElseThrow()
                        .range())
                .contains("\"down\"");
        assertThat(readAll(1_000)).hasSizeGreaterThan(2);
    }

    @Test
    void aKeyWithASetIsNotCut() throws Exception {
        createTable("k set('a', 'b', 'c') NOT NULL, l int NOT NULL", "k, l", "i % 8, i", ROWS);
        pretendWideRows("cut", ROWS);
        assertThat(readAll(ROWS)).hasSize(1);
    }

    /** Rows that nobody touches come once, from whichever chunk, while others are inserted, deleted, and given other keys. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '#', textBlock = """
                    bigint NOT NULL                       | i * 1000         | %d * 1000 + 1
                    varchar(40) NOT NULL                  | md5(i)           | concat(md5(%d), 'X')
                    varchar(9) NOT NULL, l int NOT NULL   | if(i % 2, 'Main', 'main'), i * 1000 | 'MAIN', %d * 1000 + 1
                    """)
    void rowsThatStayAreReadOnceWhateverHappensToOthers(String columns, String values, String other) throws Exception {
        createTable("k " + columns, columns.contains(", l ") ? "k, l" : "k", values, ROWS);
        pretendWideRows("cut", ROWS);
        TableLayout layout = layout(source, table("cut"));
        int number = layout.columns().size() - 1;
        AtomicBoolean stop = new AtomicBoolean();
        CountDownLatch writing = new CountDownLatch(1);
        CompletableFuture<Integer> writer =
                CompletableFuture.supplyAsync(() -> disturb(columns.contains(", l "), other, writing, stop));
        try {
            assertThat(writing.await(30, TimeUnit.SECONDS)).isTrue();
            Queue<Object> numbers = new ConcurrentLinkedQueue<>();
            Queue<Chunk> chunks = new ConcurrentLinkedQueue<>(TableReads.chunks(source.reader(), layout));
            List<CompletableFuture<Void>> readers = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                readers.add(CompletableFuture.runAsync(() -> readFrom(chunks, layout, number, numbers)));
            }
            CompletableFuture.allOf(readers.toArray(CompletableFuture[]::new)).get(60, TimeUnit.SECONDS);
            Map<Object, Long> seen = numbers.stream()
                    .filter(n -> (Integer) n > 0)
                    .collect(Collectors.groupingByConcurrent(n -> n, ConcurrentHashMap::new, Collectors.counting()));
            assertThat(seen)
                    .hasSize(ROWS)
                    .allSatisfy((n, times) -> assertThat(times).isEqualTo(1));
        } finally {
            stop.set(true);
        }
        assertThat(writer.get(30, TimeUnit.SECONDS)).isPositive();
    }

    private void readFrom(Queue<Chunk> chunks, TableLayout layout, int number, Queue<Object> numbers) {
        try {
            for (Chunk chunk = chunks.poll(); chunk != null; chunk = chunks.poll()) {
                source.reader().readChunk(layout, chunk, row -> numbers.add(row[number]));
            }
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Rows without a positive number come, move to another key, and go. */
    private int disturb(boolean composite, String other, CountDownLatch writing, AtomicBoolean stop) {
        int changes = 0;
        String assignment = composite ? "l = l + 7" : "k = " + (other.contains("md5") ? "reverse(k)" : "k + 7");
        try (var own = server.connect(name)) {
            for (int i = 0; !stop.get(); i = (i + 37) % ROWS) {
                execute(own, "INSERT IGNORE INTO cut VALUES (" + other.formatted(i) + ", " + -i + ")");
                execute(own, "UPDATE IGNORE cut SET " + assignment + " WHERE n = " + -i + " AND n < 0");
                if (i % 2 == 0) {
                    execute(own, "DELETE FROM cut WHERE n = " + -i + " AND n < 0");
                }
                changes++;
                writing.countDown();
            }
            return changes;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void rowsOfAMegabyteAreStreamed() throws Exception {
        createTable("k int NOT NULL, filler longtext NOT NULL", "k", "i, ''", 60);
        execute(connection, "UPDATE cut SET filler = repeat('ä', 500000)", "ANALYZE TABLE cut");
        List<String> statements = new ArrayList<>();
        assertThat(logged(() -> readAll(60), statements)).hasSize(1);
        assertThat(statements.stream().filter(statement -> statement.startsWith("SELECT `k`, `filler`")))
                .as("queries of half a chunk's bytes")
                .hasSizeBetween(2, 3);
        assertThat(query(connection, "SELECT count(*) FROM cut")).isEqualTo("60");
    }
}
