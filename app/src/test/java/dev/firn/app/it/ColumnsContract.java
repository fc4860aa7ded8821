package dev.firn.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.app.it.Site.Ended;
import dev.firn.schema.source.TableId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Columns that get other names or come with values for old rows, on a real database, with the real process. */
abstract class ColumnsContract {

    static final TableId TABLE = new TableId("shop", "t");

    @TempDir
    private Path directory;

    private Site site;

    abstract DatabaseServer start(Path directory);

    /** The statements that let two columns swap their names. */
    abstract String[] swap(String one, String other);

    @BeforeEach
    void open() throws IOException, SQLException {
        site = new Site(start(Files.createDirectory(directory.resolve("database"))), directory);
        site.execute(
                "CREATE SCHEMA shop",
                "CREATE TABLE shop.t (id INT PRIMARY KEY, a INT, b VARCHAR(20), c VARCHAR(20))",
                "INSERT INTO shop.t VALUES (1, 10, 'b1', 'c1'), (2, 20, 'b2', 'c2'), (3, 30, 'b3', 'c3')");
        assertThat(site.runUntilCaughtUp(site.configuration()).status()).isZero();
    }

    @AfterEach
    void close() {
        site.close();
    }

    Site site() {
        return site;
    }

    Schema schema() {
        Table table = site.table(TABLE).orElseThrow();
        table.refresh();
        return table.schema();
    }

    private int id(String column) {
        NestedField field = schema().findField(column);
        return field == null ? -1 : field.fieldId();
    }

    /** Runs, and says which tables were loaded. */
    List<String> loads(Path configuration) throws IOException {
        Ended ended = site.runUntilCaughtUp(configuration);
        assertThat(ended.status()).as(ended.lastLines()).isZero();
        return TablesContract.loads(ended);
    }

    @Test
    void aRenamedColumnKeepsFieldAndValues() throws Exception {
        int a = id("a");
        site.execute(
                "UPDATE shop.t SET a = 11 WHERE id = 1",
                "ALTER TABLE shop.t RENAME COLUMN a TO total",
                "UPDATE shop.t SET total = 21 WHERE id = 2",
                "ALTER TABLE shop.t RENAME COLUMN total TO grand_total",
                "INSERT INTO shop.t VALUES (4, 40, 'b4', 'c4')");

        assertThat(loads(site.configuration())).isEmpty();

        site.assertEqual(List.of(TABLE));
        assertThat(id("grand_total")).isEqualTo(a);
        assertThat(schema().columns()).extracting(NestedField::name).containsExactly("id", "grand_total", "b", "c");
    }

    @Test
    void aRenamedKeyIsFollowed() throws Exception {
        site.execute(
                "UPDATE shop.t SET a = 11 WHERE id = 1",
                "ALTER TABLE shop.t RENAME COLUMN id TO number",
                "DELETE FROM shop.t WHERE number = 2",
                "INSERT INTO shop.t VALUES (4, 40, 'b4', 'c4')");

        loads(site.configuration());

        site.assertEqual(List.of(TABLE));
        assertThat(schema().identifierFieldNames()).containsExactly("number");
    }

    @Test
    void columnsSwapTheirNames() throws Exception {
        int b = id("b");
        int c = id("c");
        site.execute(swap("b", "c"));
        site.execute("UPDATE shop.t SET b = 'new' WHERE id = 1");

        assertThat(loads(site.configuration())).isEmpty();

        site.assertEqual(List.of(TABLE));
        assertThat(id("c")).isEqualTo(b);
        assertThat(id("b")).isEqualTo(c);
    }

    @Test
    void aColumnIsReplacedByAnother() throws Exception {
        site.execute(
                "ALTER TABLE shop.t ADD COLUMN a_long BIGINT",
                "UPDATE shop.t SET a_long = a + 5000000000",
                "ALTER TABLE shop.t DROP COLUMN a",
                "ALTER TABLE shop.t RENAME COLUMN a_long TO a",
                "INSERT INTO shop.t (id, a) VALUES (4, 1)");

        loads(site.configuration());

        site.assertEqual(List.of(TABLE));
    }

    @Test
    void aDefaultReachesOldRows() throws Exception {
        site.execute(
                "ALTER TABLE shop.t ADD COLUMN country VARCHAR(50) NOT NULL DEFAULT 'N/A'",
                "UPDATE shop.t SET country = 'NL' WHERE id = 2");
        assertThat(loads(site.configuration())).containsExactly("t");
        site.assertEqual(List.of(TABLE));

        site.execute("ALTER TABLE shop.t ADD COLUMN extra INT", "UPDATE shop.t SET extra = 1 WHERE id = 2");
        assertThat(loads(site.configuration()))
                .as("old rows have nothing in it")
                .isEmpty();
        site.assertEqual(List.of(TABLE));
    }

    @Test
    void aColumnThatWasDroppedAndAddedAgainIsAnother() throws Exception {
        site.execute(
                "ALTER TABLE shop.t DROP COLUMN c",
                "ALTER TABLE shop.t ADD COLUMN c VARCHAR(20) DEFAULT 'again'",
                "UPDATE shop.t SET a = 0 WHERE id = 2");

        assertThat(loads(site.configuration())).containsExactly("t");

        site.assertEqual(List.of(TABLE));
    }

    @Test
    void policiesOfATableAreFollowed() throws Exception {
        site.execute(
                "ALTER TABLE shop.t ADD COLUMN country VARCHAR(50) NOT NULL DEFAULT 'N/A'",
                "ALTER TABLE shop.t DROP COLUMN b",
                "UPDATE shop.t SET country = 'NL' WHERE id = 2");

        String never = "  overrides: [ { table: shop.t, backfill: never, on-column-drop: keep } ]";
        assertThat(loads(site.configuration(never, ""))).isEmpty();
        assertThat(schema().columns()).extracting(NestedField::name).containsExactly("id", "a", "b", "c", "country");

        site.execute("ALTER TABLE shop.t DROP COLUMN a", "ALTER TABLE shop.t ADD COLUMN a VARCHAR(10)");
        site.execute("UPDATE shop.t SET a = 'x' WHERE id = 2");
        String stop = "  overrides: [ { table: shop.t, on-incompatible-change: stop-table } ]";
        Ended stopped = site.runUntilCaughtUp(site.configuration(stop, ""));
        assertThat(stopped.status()).isEqualTo(6);
        assertThat(Files.readString(stopped.log()))
                .contains("Table shop.t is stopped")
                .contains("on-incompatible-change is stop-table")
                .contains("firn resync shop.t");
    }
}
