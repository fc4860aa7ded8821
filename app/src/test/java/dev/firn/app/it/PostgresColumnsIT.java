package dev.firn.app.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.app.it.Site.Ended;
import dev.firn.app.servers.Servers;
import dev.firn.schema.source.TableId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.Test;

class PostgresColumnsIT extends ColumnsContract {

    private static final List<String> HANDED_OVER =
            List.of("exchanged", "between", "remade", "passed", "at_once", "plain");

    @Override
    DatabaseServer start(Path directory) {
        return Servers.postgres(directory);
    }

    @Override
    String[] swap(String one, String other) {
        return swapIn("t", one, other);
    }

    /** Whoever goes by names notices nothing of any of these: the columns are called as before, and are others. */
    @Test
    void columnsThatHandOverTheirNamesUnseenAreKnownByTheirNumbers() throws Exception {
        for (String table : HANDED_OVER) {
            site().execute(
                            "CREATE TABLE shop." + table + " (id INT PRIMARY KEY, a INT, b INT, extra INT)",
                            "INSERT INTO shop." + table + " SELECT g, NULL, g + 40, g FROM generate_series(1, 20) g");
        }
        site().execute(
                        "CREATE TABLE shop.large (id INT PRIMARY KEY, n INT, a TEXT, b TEXT)",
                        "ALTER TABLE shop.large ALTER COLUMN a SET STORAGE EXTERNAL, ALTER COLUMN b SET STORAGE EXTERNAL",
                        "INSERT INTO shop.large SELECT g, g, repeat('a', 9000), repeat('b', 9000)"
                                + " FROM generate_series(1, 5) g");
        Path configuration = site().configuration();
        assertThat(site().runUntilCaughtUp(configuration).status()).isZero();

        // The log leaves out large values that stay, and they are read when their columns have others' names.
        site().execute("UPDATE shop.large SET n = 44 WHERE id < 4");
        site().execute(swapIn("large", "a", "b"));
        site().execute("INSERT INTO shop.large VALUES (6, 6, 'b', 'a')");
        // Exchanged and made anew without a row in between.
        site().execute(swapIn("exchanged", "a", "b"));
        site().execute(
                        "ALTER TABLE shop.exchanged DROP COLUMN a, ADD COLUMN a INT NOT NULL DEFAULT 3",
                        "UPDATE shop.exchanged SET b = 7 WHERE id = 1");
        // With rows between, of which the log tells when the catalog is far ahead.
        site().execute("UPDATE shop.between SET b = 44 WHERE id < 4");
        site().execute(swapIn("between", "a", "b"));
        site().execute(
                        "UPDATE shop.between SET a = 45 WHERE id = 2",
                        "ALTER TABLE shop.between DROP COLUMN b, ADD COLUMN b INT NOT NULL DEFAULT 3",
                        "UPDATE shop.between SET b = 46 WHERE id = 3");
        // The last column is another under its name, and rows of before it come first.
        site().execute(
                        "UPDATE shop.remade SET extra = 44 WHERE id < 4",
                        "ALTER TABLE shop.remade DROP COLUMN extra, ADD COLUMN extra INT NOT NULL DEFAULT 3",
                        "UPDATE shop.remade SET a = 1 WHERE id = 9");
        // A name that two columns have had between two looks, and none at both.
        site().execute(
                        "ALTER TABLE shop.passed RENAME COLUMN extra TO c",
                        "UPDATE shop.passed SET c = 44 WHERE id < 4",
                        "ALTER TABLE shop.passed DROP COLUMN c, ADD COLUMN c INT NOT NULL DEFAULT 3",
                        "UPDATE shop.passed SET a = 1 WHERE id = 9");
        // All in one transaction.
        site().execute(
                        "BEGIN",
                        "ALTER TABLE shop.at_once RENAME COLUMN extra TO c",
                        "UPDATE shop.at_once SET c = 44 WHERE id < 4",
                        "ALTER TABLE shop.at_once DROP COLUMN c, ADD COLUMN c INT NOT NULL DEFAULT 3",
                        "COMMIT",
                        "UPDATE shop.at_once SET a = 1 WHERE id = 9");
        // Nothing of it is in doubt, and nothing has to be read.
        site().execute(
                        "ALTER TABLE shop.plain ADD COLUMN c INT",
                        "UPDATE shop.plain SET c = 44 WHERE id < 4",
                        "ALTER TABLE shop.plain DROP COLUMN extra",
                        "UPDATE shop.plain SET c = 45 WHERE id = 2",
                        "ALTER TABLE shop.plain RENAME COLUMN c TO extra",
                        "UPDATE shop.plain SET a = 1 WHERE id = 9");
        Ended ended = site().runUntilCaughtUp(configuration);
        assertThat(ended.status()).as(ended.lastLines()).isZero();

        site().assertEqual(HANDED_OVER.stream()
                .map(name -> new TableId("shop", name))
                .toList());
        site().assertEqual(List.of(new TableId("shop", "large")));
        assertThat(TablesContract.loads(ended))
                .as(Files.readString(ended.log()))
                .doesNotContain("plain", "t");
        assertThat(TablesContract.loads(site().runUntilCaughtUp(configuration))).isEmpty();
    }

    /** The catalog is ahead of a log that says nothing more: a load has the columns as they are, and the next row tells the exchange once more. */
    @Test
    void anExchangeOfNamesThatALoadHasSeenIsNotRepeated() throws Exception {
        List<TableId> tables = List.of(new TableId("shop", "keyed"), new TableId("shop", "keyless"));
        site().execute(
                        "CREATE TABLE shop.keyed (id INT PRIMARY KEY, a INT, b INT)",
                        "CREATE TABLE shop.keyless (id INT, a INT, b INT)",
                        "ALTER TABLE shop.keyless REPLICA IDENTITY FULL");
        for (TableId table : tables) {
            site().execute("INSERT INTO " + table + " SELECT g, g, g + 40 FROM generate_series(1, 20) g");
        }
        assertThat(loads(site().configuration())).contains("keyed", "keyless");
        for (TableId table : tables) {
            site().execute("INSERT INTO " + table + " VALUES (30, 30, 70)");
        }
        assertThat(loads(site().configuration())).isEmpty();

        for (TableId table : tables) {
            site().execute(swapIn(table.name(), "a", "b"));
        }
        Path otherwise = site().configuration("""
                  overrides:
                    - { table: shop.keyed, partition-by: ["bucket(2, id)"] }
                    - { table: shop.keyless, partition-by: ["bucket(2, id)"] }
                """.indent(0), "");
        assertThat(loads(otherwise)).contains("keyed", "keyless");
        site().assertEqual(tables);

        for (TableId table : tables) {
            site().execute("INSERT INTO " + table + " (id, a, b) VALUES (31, 71, 31)");
        }
        assertThat(loads(otherwise)).isEmpty();
        site().assertEqual(tables);
    }

    private static String[] swapIn(String table, String one, String other) {
        return new String[] {
            "BEGIN",
            "ALTER TABLE shop." + table + " RENAME COLUMN " + one + " TO halfway",
            "ALTER TABLE shop." + table + " RENAME COLUMN " + other + " TO " + one,
            "ALTER TABLE shop." + table + " RENAME COLUMN halfway TO " + other,
            "COMMIT"
        };
    }

    @Test
    void storedGeneratedColumnsAreReplicatedAsLongAsThePublicationCarriesThem() throws Exception {
        try (Connection connection = site().server().connect()) {
            assumeThat(connection.getMetaData().getDatabaseMajorVersion())
                    .as("publications carry generated columns since version 18")
                    .isGreaterThanOrEqualTo(18);
        }
        site().execute(
                        "ALTER TABLE shop.t ADD COLUMN twice INT GENERATED ALWAYS AS (a * 2) STORED, ADD COLUMN last INT",
                        "UPDATE shop.t SET a = 11 WHERE id = 1");
        assertThat(loads(site().configuration())).isEmpty();
        assertThat(columns()).containsExactly("id", "a", "b", "c", "last");

        site().execute(
                        "ALTER PUBLICATION firn_it SET (publish_generated_columns = stored)",
                        "UPDATE shop.t SET a = 12 WHERE id = 1");
        assertThat(loads(site().configuration()))
                .as("old rows have values in it")
                .containsExactly("t");
        assertThat(columns()).contains("twice");
        site().assertEqual(List.of(TABLE));

        site().execute(
                        "INSERT INTO shop.t (id, a) VALUES (4, 40)",
                        "UPDATE shop.t SET a = 13 WHERE id = 1",
                        "DELETE FROM shop.t WHERE id = 2");
        assertThat(loads(site().configuration())).isEmpty();
        site().assertEqual(List.of(TABLE));

        site().execute(
                        "ALTER PUBLICATION firn_it SET (publish_generated_columns = none)",
                        "UPDATE shop.t SET a = 14 WHERE id = 1");
        loads(site().configuration());
        assertThat(columns()).doesNotContain("twice");
    }

    private List<String> columns() {
        return schema().columns().stream().map(NestedField::name).toList();
    }
}
