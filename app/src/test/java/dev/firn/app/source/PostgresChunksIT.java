package dev.firn.app.source;

import static dev.firn.app.source.TableReads.execute;
import static dev.firn.app.source.TableReads.layout;
import static dev.firn.app.source.TableReads.query;
import static dev.firn.app.source.TableReads.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import dev.firn.engine.source.TableReader;
import dev.firn.engine.source.TableReader.Chunk;
import dev.firn.schema.layout.TableLayout;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.OptionalLong;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Chunks: together the whole table, whatever happens meanwhile. */
class PostgresChunksIT extends PostgresTables {

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
    void severalThreadsReadATableWhileItIsChanged() throws Exception {
        execute(
                connection,
                "CREATE UNLOGGED TABLE busy (id int PRIMARY KEY, v int, filler text)",
                "ALTER TABLE busy ALTER filler SET STORAGE PLAIN",
                "INSERT INTO busy SELECT i, i, repeat(md5(i::text), 200) FROM generate_series(1, 20000) i");
        TableReader reader = source.reader();
        TableLayout layout = layout(source, table("busy"));
        List<Chunk> chunks = TableReads.chunks(reader, layout);
        assertThat(chunks).hasSizeGreaterThan(2);
        AtomicBoolean stop = new AtomicBoolean();
        CompletableFuture<Void> writer = CompletableFuture.runAsync(() -> change(stop));
        Queue<Object> untouched = new ConcurrentLinkedQueue<>();
        try {
            List<CompletableFuture<Void>> reads = chunks.stream()
                    .map(chunk -> CompletableFuture.runAsync(() -> read(reader, layout, chunk, untouched)))
                    .toList();
            for (CompletableFuture<Void> read : reads) {
                read.get(60, TimeUnit.SECONDS);
            }
        } finally {
            stop.set(true);
            writer.get(30, TimeUnit.SECONDS);
        }
        assertThat(untouched).hasSize(10_000).doesNotHaveDuplicates();
    }

    /** Keeps the even ids, which nobody changes; the odd ones move about. */
    private static void read(TableReader reader, TableLayout layout, Chunk chunk, Queue<Object> untouched) {
        try {
            reader.readChunk(layout, chunk, row -> {
                int id = (Integer) row[0];
                if (id % 2 == 0 && id <= 20_000) {
                    assertThat(row[1]).isEqualTo(id);
                    assertThat((String) row[2]).hasSize(6_400);
                    untouched.add(id);
                }
            });
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private void change(AtomicBoolean stop) {
        try (Connection writer = server.connect(name)) {
            for (int round = 0; !stop.get(); round++) {
                execute(
                        writer,
                        "UPDATE busy SET v = -v WHERE id IN (SELECT 2 * (random() * 9999)::int + 1 FROM generate_series(1, 20))",
                        "DELETE FROM busy WHERE id = " + (2 * (round % 10_000) + 1),
                        "INSERT INTO busy VALUES (" + (100_000 + round) + ", 0, 'new')");
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void wideRowsMakeSmallChunks() throws Exception {
        execute(
                connection,
                "CREATE UNLOGGED TABLE wide (id int PRIMARY KEY, filler text)",
                "ALTER TABLE wide ALTER filler SET STORAGE EXTERNAL",
                "INSERT INTO wide SELECT i, repeat(md5(i::text), 32768) FROM generate_series(1, 300) i");
        TableLayout layout = layout(source, table("wide"));
        List<Chunk> chunks = TableReads.chunks(source.reader(), layout);
        assertThat(chunks).as("about two hundred rows point from one page").hasSize(2);
        List<Object> ids = new ArrayList<>();
        for (Chunk chunk : chunks) {
            source.reader().readChunk(layout, chunk, row -> {
                assertThat((String) row[1]).hasSize(1 << 20);
                ids.add(row[0]);
            });
        }
        assertThat(ids).hasSize(300).doesNotHaveDuplicates();
    }

    @Test
    void I9_aStatementThatLastsTooLongIsBrokenOffAtTheEndOfAPage() throws Exception {
        execute(
                connection,
                "CREATE UNLOGGED TABLE slow (id int PRIMARY KEY, filler text)",
                "ALTER TABLE slow ALTER filler SET STORAGE PLAIN",
                "INSERT INTO slow SELECT i, repeat(md5(i::text), 100) FROM generate_series(1, 5000) i");
        TableLayout layout = layout(source, table("slow"));
        List<Object> ids = new ArrayList<>();
        Set<String> statements = new LinkedHashSet<>();
        CountDownLatch never = new CountDownLatch(1);
        for (Chunk chunk : TableReads.chunks(source.reader(), layout)) {
            source.reader().readChunk(layout, chunk, row -> {
                ids.add(row[0]);
                if (ids.size() == 1) {
                    assertThat(never.await(5_500, TimeUnit.MILLISECONDS)).isFalse();
                }
                if (ids.size() == 1 || ids.size() == 5) {
                    statements.add(statementOfTheReader());
                }
            });
        }
        assertThat(ids).hasSize(5_000).doesNotHaveDuplicates();
        assertThat(statements).as("two rows to a page").hasSize(2).doesNotContainNull();
    }

    private String statementOfTheReader() {
        try {
            return query(
                    connection,
                    "SELECT query_start FROM pg_stat_activity WHERE query LIKE 'COPY%slow%'"
                            + " AND pid <> pg_backend_pid()");
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void tinyPartitionsShareChunks() throws Exception {
        execute(
                connection,
                "CREATE TABLE tiny (id int PRIMARY KEY) PARTITION BY LIST (id)",
                """
                DO $$ BEGIN FOR i IN 1..150 LOOP
                EXECUTE format('CREATE TABLE tiny_%s PARTITION OF tiny FOR VALUES IN (%s)', i, i);
                END LOOP; END $$
                """,
                "INSERT INTO tiny SELECT generate_series(1, 150)");
        TableLayout layout = layout(source, table("tiny"));
        assertThat(TableReads.chunks(source.reader(), layout)).hasSize(2);
        assertThat(rows(source.reader(), layout))
                .extracting(row -> row[0])
                .hasSize(150)
                .doesNotHaveDuplicates();
    }

    @Test
    void aPartitionThatIsDroppedMeanwhileShowsInTheStorage() throws Exception {
        execute(
                connection,
                "CREATE TABLE parts (id int PRIMARY KEY) PARTITION BY LIST (id)",
                "CREATE TABLE p1 PARTITION OF parts FOR VALUES IN (1)",
                "CREATE TABLE p2 PARTITION OF parts FOR VALUES IN (2)",
                "CREATE TABLE p3 PARTITION OF parts FOR VALUES IN (3)",
                "INSERT INTO parts VALUES (1), (2), (3)");
        TableLayout layout = layout(source, table("parts"));
        String before = source.reader().storageIdentity(table("parts"));
        Chunk chunk = source.reader().firstChunk(layout).orElseThrow();
        execute(connection, "DROP TABLE p2");
        List<Object> ids = new ArrayList<>();
        assertThatThrownBy(() -> source.reader().readChunk(layout, chunk, row -> ids.add(row[0])))
                .isInstanceOf(SourceException.class)
                .extracting(e -> ((SourceException) e).cure())
                .isEqualTo(Cure.RETRY);
        ids.clear();
        source.reader().readChunk(layout, chunk, row -> ids.add(row[0]));
        assertThat(ids).containsExactlyInAnyOrder(1, 3);
        assertThat(source.reader().storageIdentity(table("parts"))).isNotEqualTo(before);
    }

    @Test
    void aColumnThatChangesMeanwhileIsReadAsTheLayoutSaysOrNotAtAll() throws Exception {
        execute(
                connection,
                "CREATE TABLE altered (id int PRIMARY KEY, a int, b varchar(5))",
                "INSERT INTO altered VALUES (1, 1078530011, 'x')");
        TableLayout layout = layout(source, table("altered"));
        Chunk chunk = source.reader().firstChunk(layout).orElseThrow();
        List<Object[]> rows = new ArrayList<>();
        execute(
                connection,
                "ALTER TABLE altered ALTER a TYPE text, ALTER b TYPE text, ADD c int",
                "UPDATE altered SET a = '0042' WHERE id = 1");
        source.reader().readChunk(layout, chunk, row -> rows.add(row.clone()));
        assertThat(rows).containsExactly(new Object[] {1, 42, "x"});
        execute(connection, "UPDATE altered SET a = 'none' WHERE id = 1");
        assertThatThrownBy(() -> source.reader().readChunk(layout, chunk, row -> {}))
                .isInstanceOf(SourceException.class);
        execute(connection, "ALTER TABLE altered DROP a");
        assertThatThrownBy(() -> source.reader().readChunk(layout, chunk, row -> {}))
                .isInstanceOf(SourceException.class)
                .extracting(e -> ((SourceException) e).cure())
                .isEqualTo(Cure.RETRY);
    }
}
