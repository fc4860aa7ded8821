package dev.firn.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.app.it.Site.Ended;
import dev.firn.schema.source.TableId;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Tables and columns with names that need quoting somewhere, from the first load over the stream to changes of their schemas. */
final class AwkwardNames {

    /** As long as PostgreSQL takes a name, in bytes; MySQL takes one character more. */
    private static final int LONGEST = 63;

    private final Site site;
    private final String quote;
    private final List<String> tables;
    private final List<String> columns;

    AwkwardNames(Site site) {
        this.site = site;
        this.quote = site.isMysql() ? "`" : "\"";
        String longest = "l" + "o".repeat(LONGEST - (site.isMysql() ? 2 : 3)) + "ng";
        // No table has a quote in its name: neither of Debezium's connectors can read its log.
        this.tables = List.of("select", "Upper Case", "grüße", "1st", "a.b", longest);
        this.columns = List.of(
                "order",
                "Upper",
                "straße",
                "two words",
                "dotted.name",
                "1st",
                "it's " + quote + "so" + quote,
                "日本",
                "_x",
                "back\\slash",
                longest);
    }

    void areFollowed(Path configuration) throws SQLException {
        create();
        assertCaughtUp(configuration);
        change();
        assertCaughtUp(configuration);
    }

    /** Creates the tables, with rows. */
    void create() throws SQLException {
        for (String table : tables) {
            site.execute(
                    "CREATE TABLE " + qualified(table) + " (id INT PRIMARY KEY, "
                            + columns.stream()
                                    .map(column -> quoted(column) + " VARCHAR(40)")
                                    .collect(Collectors.joining(", "))
                            + ")",
                    insert(table, 1),
                    insert(table, 2),
                    insert(table, 3));
        }
    }

    /** Changes rows, and columns. */
    void change() throws SQLException {
        for (String table : tables) {
            List<String> statements = new ArrayList<>();
            for (String column : columns) {
                statements.add("UPDATE " + qualified(table) + " SET " + quoted(column) + " = 'changed' WHERE id = 1");
            }
            statements.add("DELETE FROM " + qualified(table) + " WHERE id = 2");
            statements.add(insert(table, 4));
            statements.add("ALTER TABLE " + qualified(table) + " DROP COLUMN " + quoted("two words"));
            statements.add("ALTER TABLE " + qualified(table) + " ADD COLUMN " + quoted("später.\"x\"") + " INT");
            statements.add("INSERT INTO " + qualified(table) + " (id, " + quoted("später.\"x\"") + ", "
                    + quoted("dotted.name") + ") VALUES (5, 7, 'new')");
            site.execute(statements.toArray(String[]::new));
        }
    }

    void assertEqual() throws SQLException {
        site.assertEqual(tables.stream().map(name -> new TableId("shop", name)).toList());
    }

    /** The tables' names in the lake, in their order, and others behind them: letters, digits and underscores alone. */
    List<String> inLake(String... others) {
        List<String> names = new ArrayList<>(List.of("select", "upper_case", "gr__e", "1st", "a_b"));
        names.add(tables.get(tables.size() - 1));
        names.addAll(List.of(others));
        return names;
    }

    /** Each table's columns at first, under the names that they have at the source. */
    List<String> columnsInGlue() {
        List<String> all = new ArrayList<>(List.of("id int"));
        columns.forEach(column -> all.add(column + " string"));
        return all;
    }

    private String insert(String table, int id) {
        return "INSERT INTO " + qualified(table) + " VALUES (" + id + ", "
                + columns.stream().map(column -> "'" + id + "'").collect(Collectors.joining(", ")) + ")";
    }

    private void assertCaughtUp(Path configuration) throws SQLException {
        Ended ended = site.runUntilCaughtUp(configuration);
        assertThat(ended.status()).as(ended.lastLines()).isZero();
        assertEqual();
    }

    private String qualified(String table) {
        return "shop." + quoted(table);
    }

    private String quoted(String name) {
        return quote + name.replace(quote, quote + quote) + quote;
    }
}
