package dev.firn.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.app.it.Site.Ended;
import dev.firn.schema.source.TableId;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableUtil;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables of format version 3 on a real database, with the real process. */
abstract class FormatVersionContract {

    private static final TableId TABLE = new TableId("shop", "t");

    @TempDir
    private Path directory;

    private Site site;

    abstract DatabaseServer start(Path directory);

    /** The type of JSON and one for timestamps with microseconds. */
    abstract String[] types();

    /** Columns that have values in old rows which only the server can tell. */
    abstract List<String> computed();

    @BeforeEach
    void open() throws IOException {
        site = new Site(start(Files.createDirectory(directory.resolve("database"))), directory);
    }

    @AfterEach
    void close() {
        site.close();
    }

    private Table table() {
        Table table = site.table(TABLE).orElseThrow();
        table.refresh();
        return table;
    }

    private NestedField column(String name) {
        return table().schema().findField(name);
    }

    /** Runs, and says which tables were loaded. */
    private List<String> loads(Path configuration) throws IOException {
        Ended ended = site.runUntilCaughtUp(configuration);
        assertThat(ended.status()).as(ended.lastLines()).isZero();
        return TablesContract.loads(ended);
    }

    private Path configuration(String more) {
        return site.configuration(
                "  overrides: [ { table: shop.t, column-types: { document: variant, at: timestamp_ns }" + more + " } ]",
                "");
    }

    @Test
    void aStoryOfVersion3() throws Exception {
        aTableIsCreated();
        defaultsReachOldRows();
        droppedColumnsThatStayAreNull();
        onlyTheSourceKnows();
    }

    private void aTableIsCreated() throws SQLException, IOException {
        site.formatVersion(3);
        site.execute(
                "CREATE SCHEMA shop",
                "CREATE TABLE shop.t (id INT PRIMARY KEY, a INT, document " + types()[0] + ", at " + types()[1] + ")",
                "INSERT INTO shop.t VALUES (1, 10, '{\"k\": [1, 2.50]}', '2026-11-20 12:00:00.123456'), (2, 20, 'null', NULL),"
                        + " (3, 30, NULL, '1969-12-31 23:59:59.999999')");
        assertThat(loads(configuration(""))).containsExactly("t");
        assertThat(TableUtil.formatVersion(table())).isEqualTo(3);
    }

    private void defaultsReachOldRows() throws SQLException, IOException {
        site.execute(
                "UPDATE shop.t SET a = 11, document = '{\"k\": 1e300}' WHERE id = 1",
                "ALTER TABLE shop.t ADD COLUMN country VARCHAR(50) NOT NULL DEFAULT 'N/A', ADD COLUMN price DECIMAL(10,2) DEFAULT 1.5",
                "UPDATE shop.t SET country = 'NL' WHERE id = 2",
                "ALTER TABLE shop.t ADD COLUMN n INT DEFAULT 7",
                "ALTER TABLE shop.t ADD COLUMN day DATE DEFAULT '2026-11-20'",
                "INSERT INTO shop.t (id, a) VALUES (4, 40)",
                "ALTER TABLE shop.t ALTER COLUMN country SET DEFAULT 'other'",
                "INSERT INTO shop.t (id, a, at) VALUES (5, 50, '2026-11-20 12:00:00')",
                "DELETE FROM shop.t WHERE id = 3",
                "INSERT INTO shop.t (id, a) VALUES (3, 31)");
        assertThat(loads(configuration(""))).isEmpty();
        site.assertEqual(List.of(TABLE));
        assertThat(column("country").initialDefault()).isEqualTo("N/A");
        assertThat(column("country").isOptional()).isTrue();
    }

    private void droppedColumnsThatStayAreNull() throws SQLException, IOException {
        site.execute(
                "ALTER TABLE shop.t RENAME COLUMN n TO number_of",
                "ALTER TABLE shop.t DROP COLUMN price",
                "INSERT INTO shop.t (id, a) VALUES (6, 60)");
        assertThat(loads(configuration(", on-column-drop: keep"))).isEmpty();
        assertThat(column("number_of").initialDefault()).isEqualTo(7);
        Map<Object, Object> prices = new HashMap<>();
        try (CloseableIterable<Record> rows = IcebergGenerics.read(table()).build()) {
            rows.forEach(row -> prices.put(row.getField("id"), row.getField("price")));
        }
        assertThat(prices).containsEntry(2, new BigDecimal("1.50")).containsEntry(6, null);
    }

    private void onlyTheSourceKnows() throws SQLException, IOException {
        for (String computed : computed()) {
            site.execute("ALTER TABLE shop.t ADD COLUMN " + computed);
            assertThat(loads(configuration(""))).as(computed).containsExactly("t");
            site.assertEqual(List.of(TABLE));
        }
        site.execute(
                "ALTER TABLE shop.t DROP COLUMN country",
                "ALTER TABLE shop.t ADD COLUMN country VARCHAR(50) DEFAULT 'again'",
                "UPDATE shop.t SET a = 12 WHERE id = 1");
        assertThat(loads(configuration(""))).containsExactly("t");
        site.assertEqual(List.of(TABLE));
    }
}
