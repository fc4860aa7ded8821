package dev.firn.app.it;

import dev.firn.app.it.program.Dialect;
import java.util.List;

/** What happens to tables of either database alike. */
final class CommonStories {

    private final Dialect dialect;

    private CommonStories(Dialect dialect) {
        this.dialect = dialect;
    }

    static List<SchemaStory> of(Dialect dialect) {
        CommonStories stories = new CommonStories(dialect);
        return List.of(
                stories.columnAgain(),
                stories.renamedColumns(),
                stories.defaults(),
                stories.severalAtATime(),
                stories.tableAlike(),
                stories.thereAndBack(),
                stories.twoTablesSwap());
    }

    private String changeType(String column, String type) {
        return switch (dialect) {
            case MYSQL -> "MODIFY COLUMN " + column + " " + type;
            case POSTGRES -> "ALTER COLUMN " + column + " TYPE " + type;
        };
    }

    /** A table's name behind {@code RENAME TO}. */
    private String renamed(String table) {
        return dialect == Dialect.MYSQL ? "shop." + table : table;
    }

    private SchemaStory columnAgain() {
        return SchemaStory.ofTable("again", "a INT, b INT")
                .then(
                        "ALTER TABLE shop.again DROP COLUMN a",
                        "INSERT INTO shop.again (id) VALUES (10)",
                        "ALTER TABLE shop.again ADD COLUMN a VARCHAR(20)",
                        "INSERT INTO shop.again (id, a) VALUES (11, 'another')")
                .endsWith("id int", "b int", "a string");
    }

    private SchemaStory renamedColumns() {
        return SchemaStory.ofTable("columns_renamed", "a INT, b VARCHAR(20)")
                .then(
                        "UPDATE shop.columns_renamed SET a = 7 WHERE id < 4",
                        "ALTER TABLE shop.columns_renamed RENAME COLUMN a TO total",
                        "UPDATE shop.columns_renamed SET total = 8 WHERE id = 2")
                .then(
                        "ALTER TABLE shop.columns_renamed RENAME COLUMN total TO grand_total",
                        "ALTER TABLE shop.columns_renamed ADD COLUMN total VARCHAR(20)",
                        "INSERT INTO shop.columns_renamed (id, total, grand_total) VALUES (10, 'another', 9)")
                .then(
                        "ALTER TABLE shop.columns_renamed RENAME COLUMN b TO between_names",
                        "ALTER TABLE shop.columns_renamed RENAME COLUMN total TO b",
                        "ALTER TABLE shop.columns_renamed RENAME COLUMN between_names TO total",
                        "UPDATE shop.columns_renamed SET b = 'was total', total = 'was b' WHERE id = 3")
                .endsWith("id int", "grand_total int", "total string", "b string");
    }

    private SchemaStory defaults() {
        return SchemaStory.ofTable("defaulted", "a INT")
                .then(
                        "ALTER TABLE shop.defaulted ADD COLUMN country VARCHAR(50) NOT NULL DEFAULT 'N/A'",
                        "UPDATE shop.defaulted SET country = 'NL' WHERE id = 2")
                .then(
                        "ALTER TABLE shop.defaulted ALTER COLUMN country SET DEFAULT 'DE'",
                        "INSERT INTO shop.defaulted (id) VALUES (10)",
                        "ALTER TABLE shop.defaulted ADD COLUMN rebate DECIMAL(6, 2) DEFAULT 1.50, ADD COLUMN seen DATE")
                .then(
                        "ALTER TABLE shop.defaulted ALTER COLUMN rebate SET DEFAULT NULL",
                        "INSERT INTO shop.defaulted (id) VALUES (11)",
                        "UPDATE shop.defaulted SET rebate = 2 WHERE id = 10")
                .endsWith("id int", "a int", "country string", "rebate decimal(6, 2)", "seen date");
    }

    /** Several changes in a statement, and several statements between two changes of rows. */
    private SchemaStory severalAtATime() {
        return SchemaStory.ofTable("several", "a INT, b INT, c INT")
                .then(
                        "ALTER TABLE shop.several ADD COLUMN d INT, DROP COLUMN a, " + changeType("b", "BIGINT"),
                        "INSERT INTO shop.several (id, b, d) VALUES (10, 5000000000, 1)")
                .then(
                        "ALTER TABLE shop.several ADD COLUMN e INT",
                        "ALTER TABLE shop.several ADD COLUMN f VARCHAR(10)",
                        "ALTER TABLE shop.several DROP COLUMN e",
                        "ALTER TABLE shop.several DROP COLUMN c",
                        "ALTER TABLE shop.several " + changeType("f", "VARCHAR(100)"),
                        "INSERT INTO shop.several (id, f) VALUES (11, 'f')")
                .endsWith("id int", "b long", "d int", "f string");
    }

    private SchemaStory tableAlike() {
        return SchemaStory.ofTable("pattern", "a INT, b VARCHAR(10)")
                .then(
                        "CREATE TABLE shop.alike "
                                + switch (dialect) {
                                    case MYSQL -> "LIKE shop.pattern";
                                    case POSTGRES -> "(LIKE shop.pattern INCLUDING ALL)";
                                },
                        "INSERT INTO shop.alike VALUES (1, 1, 'one')")
                .then("UPDATE shop.alike SET a = 7")
                .endsInTables("alike", "pattern");
    }

    private SchemaStory thereAndBack() {
        return SchemaStory.ofTable("returned", "a INT")
                .then(
                        "ALTER TABLE shop.returned RENAME TO " + renamed("away"),
                        "INSERT INTO shop.away (id, a) VALUES (10, 1)")
                .then("DELETE FROM shop.away WHERE id = 2", "UPDATE shop.away SET a = 9 WHERE id = 3")
                .then(
                        "ALTER TABLE shop.away RENAME TO " + renamed("returned"),
                        "INSERT INTO shop.returned (id, a) VALUES (11, 2)");
    }

    private SchemaStory twoTablesSwap() {
        String[] swap = switch (dialect) {
            case MYSQL ->
                new String[] {
                    "RENAME TABLE shop.one TO shop.between_names, shop.other TO shop.one,"
                            + " shop.between_names TO shop.other",
                    "INSERT INTO shop.one (id, b) VALUES (10, 'was other')",
                    "INSERT INTO shop.other (id, a) VALUES (11, 1)"
                };
            case POSTGRES ->
                new String[] {
                    "BEGIN",
                    "INSERT INTO shop.one (id, a) VALUES (9, 1)",
                    "ALTER TABLE shop.one RENAME TO between_names",
                    "ALTER TABLE shop.other RENAME TO one",
                    "ALTER TABLE shop.between_names RENAME TO other",
                    "INSERT INTO shop.one (id, b) VALUES (10, 'was other')",
                    "COMMIT",
                    "INSERT INTO shop.other (id, a) VALUES (11, 1)"
                };
        };
        return SchemaStory.of(
                        "one",
                        "CREATE TABLE shop.one (id INT PRIMARY KEY, a INT)",
                        "INSERT INTO shop.one VALUES (1, 1), (2, 2)",
                        "CREATE TABLE shop.other (id INT PRIMARY KEY, b VARCHAR(20))",
                        "INSERT INTO shop.other VALUES (1, 'one'), (3, 'three')")
                .then("UPDATE shop.one SET a = 5 WHERE id = 1", "DELETE FROM shop.other WHERE id = 3")
                .then(swap)
                .endsInTables("one", "other");
    }
}
