package dev.firn.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.app.it.Site.Ended;
import dev.firn.schema.source.TableId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Tables that come, go, get another name or other rules, on a real database, with the real process. */
abstract class TablesContract extends SiteContract {

    private static final long POLL_NANOS = 100_000_000;

    /** The statements that rename tables all at once, each pair from and to. */
    abstract String[] rename(String... fromAndTo);

    /** Lets the log tell the old values of any key that may be configured for a table. */
    abstract void letOtherKeysIdentify(String name) throws SQLException;

    @BeforeEach
    void createSchema() throws SQLException {
        site().execute("CREATE SCHEMA shop");
    }

    static TableId table(String name) {
        return new TableId("shop", name);
    }

    /** A table of three rows {@code (id, name)}, or more. */
    void create(String name, int rows) throws SQLException {
        site().execute("CREATE TABLE shop." + name + " (id INT PRIMARY KEY, name VARCHAR(20), day DATE)");
        insert(name, 1, rows);
    }

    void insert(String name, int from, int to) throws SQLException {
        StringBuilder rows = new StringBuilder("INSERT INTO shop." + name + " (id, name, day) VALUES ");
        for (int id = from; id <= to; id++) {
            rows.append(id == from ? "" : ", ")
                    .append("(" + id + ", '" + name + " " + id + "', '2026-11-" + (10 + id % 10) + "')");
        }
        site().execute(rows.toString());
    }

    void change(String name) throws SQLException {
        site().execute(
                        "UPDATE shop." + name + " SET name = 'changed' WHERE id = 1",
                        "DELETE FROM shop." + name + " WHERE id = 2");
    }

    static String loaded(String name) {
        return "Table shop." + name + " is loaded";
    }

    /** In Turkish the lower case of I has no dot, and its upper case has one with it. */
    @Test
    void theLanguageOfTheMachineChangesNothing() throws Exception {
        Locale turkish = new Locale("tr", "TR");
        Path configuration = site().configuration();
        site().execute("CREATE TABLE shop.identities (id INTEGER PRIMARY KEY, tiny SMALLINT, big BIGINT,"
                + " title VARCHAR(20), price DECIMAL(10, 2), at TIMESTAMP, bits CHAR(3))");
        site().execute("INSERT INTO shop.identities VALUES (1, 2, 3, 'Iıİi', 4.50, '2026-11-30 10:00:00', 'I')");
        Ended loaded = site().runUntilCaughtUpIn(configuration, turkish);
        assertThat(loaded.status()).as(loaded.lastLines()).isZero();
        site().execute(
                        "ALTER TABLE shop.identities ADD COLUMN initial INT",
                        "INSERT INTO shop.identities VALUES (2, 2, 3, 'Iıİi', 4.50, '2026-11-30 10:00:00', 'I', 5)");
        Ended followed = site().runUntilCaughtUpIn(configuration, turkish);
        assertThat(followed.status()).as(followed.lastLines()).isZero();
        site().assertEqual(List.of(table("identities")));
    }

    @Test
    void tablesThatComeGoOrAreRenamedAreFollowedWhileRunning() throws Exception {
        create("orders", 3);
        create("leaving", 3);
        create("before", 3);
        Path configuration = site().configuration();
        try (FirnProcess firn = site().run(configuration)) {
            firn.awaitLine(loaded("before"), Site.PATIENCE);

            create("born", 50);
            firn.awaitLine(loaded("born"), Site.PATIENCE);
            change("born");

            insert("leaving", 4, 6);
            awaitRows("leaving", 6);
            site().execute("DROP TABLE shop.leaving");
            firn.awaitLine("Table shop.leaving was dropped at the source", Site.PATIENCE);

            site().execute(rename("before", "after"));
            insert("after", 10, 12);
            firn.awaitLine("Table shop.before was renamed to shop.after at the source", Site.PATIENCE);
            firn.awaitLine(loaded("after"), Site.PATIENCE);
            change("after");

            create("orders_new", 1);
            firn.awaitLine(loaded("orders_new"), Site.PATIENCE);
            insert("orders_new", 2, 7);
            site().execute(rename("orders", "orders_old", "orders_new", "orders"));
            insert("orders", 20, 22);
            change("orders");
            firn.awaitLine("Table shop.orders was renamed to shop.orders_old at the source", Site.PATIENCE);
            firn.awaitLine(loaded("orders_old"), Site.PATIENCE);
            change("orders_old");
            firn.terminate();
            assertThat(firn.awaitExit(Site.PATIENCE)).as(firn.lastLines()).isZero();
        }
        Ended ended = site().runUntilCaughtUp(configuration);
        assertThat(ended.status()).as(ended.lastLines()).isZero();
        assertThat(loads(ended)).isEmpty();
        site().assertEqual(List.of(table("born"), table("after"), table("orders"), table("orders_old")));
        assertThat(rows("leaving")).isEqualTo(6);
        assertThat(rows("before")).isEqualTo(3);
    }

    @Test
    void tablesThatCameWentOrWereReplacedWhileDownAreFollowed() throws Exception {
        create("stays", 3);
        create("leaves", 3);
        create("replaced", 30);
        create("moves", 3);
        Path configuration = site().configuration();
        assertThat(site().runUntilCaughtUp(configuration).status()).isZero();

        insert("stays", 4, 5);
        site().execute("DROP TABLE shop.leaves", "DROP TABLE shop.replaced");
        create("replaced", 5);
        site().execute("ALTER TABLE shop.replaced ADD COLUMN extra INT");
        change("replaced");
        create("comes", 3);
        site().execute("ALTER TABLE shop.comes ADD COLUMN extra INT");
        change("comes");
        site().execute(rename("moves", "moved"));
        Ended ended = site().runUntilCaughtUp(configuration);
        assertThat(ended.status()).as(ended.lastLines()).isZero();
        assertThat(loads(ended)).doesNotContain("stays", "leaves", "moves").contains("replaced", "comes", "moved");
        site().assertEqual(List.of(table("stays"), table("replaced"), table("comes"), table("moved")));
        assertThat(rows("leaves")).isEqualTo(3);
        assertThat(Files.readString(ended.log()))
                .contains("shop.leaves was dropped at the source")
                .contains("shop.moves was renamed to shop.moved at the source");

        assertThat(loads(site().runUntilCaughtUp(configuration))).isEmpty();
    }

    @Test
    void changedRulesLoadTheirTableAlone() throws Exception {
        List<String> changed = List.of("parted", "keyed", "hidden", "masked", "logged");
        for (String name : changed) {
            create(name, 20);
        }
        create("same", 20);
        site().execute(
                        "ALTER TABLE shop.keyed ADD COLUMN code INT NOT NULL DEFAULT 0",
                        "UPDATE shop.keyed SET code = id + 100");
        letOtherKeysIdentify("keyed");
        assertThat(site().runUntilCaughtUp(site().configuration()).status()).isZero();
        Map<String, Long> before = snapshots();
        long oldParts = partitionFields("parted");

        String overrides = """
                  overrides:
                    - { table: shop.parted, partition-by: ["day(day)", "bucket(4, id)"] }
                    - { table: shop.keyed, key: [code] }
                    - { table: shop.hidden, exclude-columns: [name] }
                    - { table: shop.masked, mask-columns: { name: hmac-sha256 } }
                    - { table: shop.logged, mode: changelog }
                """;
        Ended ended = site().runUntilCaughtUp(site().configuration(overrides, "mask-secret: one"));
        assertThat(ended.status()).as(ended.lastLines()).isZero();
        assertThat(loads(ended)).containsExactlyInAnyOrderElementsOf(changed);
        assertThat(Files.readString(ended.log())).contains("its configuration has changed");
        assertThat(snapshots()).containsEntry("same", before.get("same"));
        assertThat(oldParts).isZero();
        assertThat(partitionFields("parted")).isEqualTo(2);
        site().assertEqual(List.of(table("parted"), table("keyed"), table("same")));
        assertThat(column("masked", "name")).allMatch(value -> value.toString().matches("[0-9a-f]{64}"));
        assertThat(site().table(table("hidden")).orElseThrow().schema().findField("name"))
                .isNull();
        assertThat(column("logged", "_firn_operation")).hasSize(20).containsOnly("r");

        change("parted");
        change("hidden");
        change("masked");
        assertThat(loads(site().runUntilCaughtUp(site().configuration(overrides, "mask-secret: one"))))
                .isEmpty();
        site().assertEqual(List.of(table("parted")));
        List<Object> under = column("masked", "name");
        Ended otherSecret = site().runUntilCaughtUp(site().configuration(overrides, "mask-secret: two"));
        assertThat(loads(otherSecret)).containsExactly("masked");
        assertThat(column("masked", "name")).doesNotContainAnyElementsOf(under);

        // And back: what was hidden is there again, for old rows too.
        Ended back = site().runUntilCaughtUp(site().configuration());
        assertThat(loads(back)).containsExactlyInAnyOrderElementsOf(changed);
        assertThat(partitionFields("parted")).isZero();
        // Columns that the tables no longer have go when the load is visible, which the next start makes sure of.
        assertThat(loads(site().runUntilCaughtUp(site().configuration()))).isEmpty();
        site().assertEqual(List.of(
                table("parted"), table("keyed"), table("hidden"), table("masked"), table("logged"), table("same")));
    }

    @Test
    void tablesThatOthersChangeInTheLakeAreLoadedAgainOrStop() throws Exception {
        List<String> all = List.of("emptied", "idle", "shortened", "accepted", "guarded", "same", "live");
        for (String name : all) {
            create(name, 20);
        }
        Path configuration = site().configuration("""
                  overrides:
                    - { table: shop.accepted, on-foreign-change: accept-rows }
                    - { table: shop.guarded, on-foreign-change: stop-table }
                """, "");
        assertThat(site().runUntilCaughtUp(configuration).status()).isZero();

        for (String name : List.of("emptied", "idle", "accepted")) {
            refreshed(name)
                    .newDelete()
                    .deleteFromRowFilter(Expressions.alwaysTrue())
                    .set("engine-name", "broom")
                    .commit();
        }
        refreshed("shortened").updateSchema().deleteColumn("name").commit();
        refreshed("guarded").updateSchema().deleteColumn("name").commit();
        for (String name : all) {
            if (!name.equals("idle")) {
                insert(name, 30, 31);
                change(name);
            }
        }
        Ended ended = site().runUntilCaughtUp(configuration);

        assertThat(ended.status()).as(ended.lastLines()).isEqualTo(6);
        assertThat(loads(ended)).containsExactlyInAnyOrder("emptied", "idle", "shortened");
        assertThat(Files.readString(ended.log()))
                .contains("Table shop.guarded is stopped")
                .contains("column name was dropped; on-foreign-change is stop-table");
        site().assertEqual(List.of(table("emptied"), table("idle"), table("shortened"), table("same"), table("live")));
        assertThat(rows("accepted")).isEqualTo(3);
        assertThat(site().schemaChanges(table("emptied")))
                .contains("load again: somebody else changed the table's rows: snapshot ")
                .contains(" by broom: 20 rows deleted");
        assertThat(site().schemaChanges(table("shortened"))).contains("column name was dropped");

        try (FirnProcess firn = site().run(configuration)) {
            firn.awaitLine("Streaming the log", Site.PATIENCE);
            insert("live", 40, 41);
            awaitRows("live", 23);
            refreshed("live")
                    .newDelete()
                    .deleteFromRowFilter(Expressions.alwaysTrue())
                    .commit();
            change("live");
            insert("live", 50, 51);
            firn.awaitLine(loaded("live"), Site.PATIENCE);
            firn.kill();
        }
        assertThat(site().runUntilCaughtUp(configuration).status()).isEqualTo(6);
        site().assertEqual(List.of(table("same"), table("live")));
    }

    @Test
    void deletesStayInThePartitionWhereTheOldRowWas() throws Exception {
        create("parted", 40);
        letOtherKeysIdentify("parted");
        Path configuration = site().configuration(
                        "  overrides: [{ table: shop.parted, partition-by: [day, \"truncate(8, name)\"] }]", "");
        assertThat(site().runUntilCaughtUp(configuration).status()).isZero();

        site().execute(
                        "UPDATE shop.parted SET day = '2026-12-01' WHERE id <= 5",
                        "UPDATE shop.parted SET id = 100 WHERE id = 6",
                        "UPDATE shop.parted SET id = 101, day = '2026-12-02' WHERE id = 7",
                        "DELETE FROM shop.parted WHERE id IN (8, 9)",
                        "UPDATE shop.parted SET day = NULL WHERE id = 10",
                        "UPDATE shop.parted SET name = 'other' WHERE id = 11");
        assertThat(loads(site().runUntilCaughtUp(configuration))).isEmpty();
        site().assertEqual(List.of(table("parted")));
        int present = refreshed("parted").spec().specId();
        assertThat(deletesOf("parted"))
                .isNotEmpty()
                .allSatisfy(delete -> assertThat(delete.specId()).isEqualTo(present));

        try (FirnProcess firn = site().run(configuration)) {
            firn.awaitLine("Streaming the log", Site.PATIENCE);
            site().execute(
                            "UPDATE shop.parted SET day = '2026-12-03' WHERE id <= 20",
                            "UPDATE shop.parted SET day = '2026-12-04' WHERE id <= 10",
                            "DELETE FROM shop.parted WHERE id = 3");
            firn.kill();
        }
        site().execute(
                        "INSERT INTO shop.parted (id, name, day) VALUES (3, 'again', '2026-12-05')",
                        "UPDATE shop.parted SET day = '2026-12-06' WHERE id IN (1, 3, 10, 100)",
                        "DELETE FROM shop.parted WHERE id IN (1, 12)");
        assertThat(site().runUntilCaughtUp(configuration).status()).isZero();
        site().assertEqual(List.of(table("parted")));
    }

    private List<DeleteFile> deletesOf(String name) throws IOException {
        List<DeleteFile> deletes = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks = refreshed(name).newScan().planFiles()) {
            tasks.forEach(task -> deletes.addAll(task.deletes()));
        }
        return deletes;
    }

    @Test
    void newTablesAndNewNamesAreLeftAloneWhereConfiguredSo() throws Exception {
        create("known", 3);
        create("before", 3);
        assertThat(site().runUntilCaughtUp(site().configuration()).status()).isZero();
        create("new_one", 3);
        insert("known", 4, 5);
        Ended columns = site().runUntilCaughtUp(site().configuration("  follow: columns", ""));
        assertThat(columns.status()).as(columns.lastLines()).isZero();
        assertThat(loads(columns)).isEmpty();
        assertThat(site().table(table("new_one"))).isEmpty();

        site().execute(rename("before", "after"));
        Ended stop = site().runUntilCaughtUp(site().configuration("  on-table-rename: stop", ""));
        assertThat(stop.status()).as(stop.lastLines()).isEqualTo(6);
        assertThat(loads(stop)).containsExactly("new_one");
        assertThat(Files.readString(stop.log()))
                .contains("Table shop.after is stopped")
                .contains("on-table-rename");
        site().assertEqual(List.of(table("known"), table("new_one")));
    }

    void awaitRows(String name, long wanted) throws IOException {
        long deadline = System.nanoTime() + Site.PATIENCE.toNanos();
        while (rows(name) != wanted && System.nanoTime() < deadline) {
            LockSupport.parkNanos(POLL_NANOS);
        }
        assertThat(rows(name)).isEqualTo(wanted);
    }

    /** The tables that a process began to load. */
    static List<String> loads(Ended ended) throws IOException {
        return Files.readAllLines(ended.log()).stream()
                .filter(line -> line.contains(" is to be loaded: "))
                .map(line -> line.replaceAll(".*Table shop\\.(\\w+) is to be loaded: .*", "$1"))
                .distinct()
                .toList();
    }

    private Map<String, Long> snapshots() {
        Map<String, Long> snapshots = new HashMap<>();
        for (String name : List.of("same")) {
            snapshots.put(name, refreshed(name).currentSnapshot().snapshotId());
        }
        return snapshots;
    }

    private long partitionFields(String name) {
        return refreshed(name).spec().fields().size();
    }

    private Table refreshed(String name) {
        Table table = site().table(table(name)).orElseThrow();
        table.refresh();
        return table;
    }

    long rows(String name) throws IOException {
        return column(name, "id").size();
    }

    private List<Object> column(String name, String column) throws IOException {
        try (CloseableIterable<Record> records =
                IcebergGenerics.read(refreshed(name)).build()) {
            return StreamSupport.stream(records.spliterator(), false)
                    .map(record -> record.getField(column))
                    .toList();
        }
    }
}
