package dev.firn.app.it;

import java.util.List;

/** Changes of MySQL's tables by which rows get values that the log does not tell. One change to a table: what loads it for another's sake proves nothing. */
final class UntoldValueStories {

    private static final String LENIENT = "SET SESSION sql_mode = ''";

    private UntoldValueStories() {}

    static List<SchemaStory> all() {
        return List.of(
                table("rounded", "a DOUBLE", "(1, 0.1), (2, 1e39)")
                        .then(LENIENT, "ALTER TABLE shop.rounded MODIFY a FLOAT")
                        .isLoadedFor("a was double and is float"),
                table("cut_time", "a DATETIME(6)", "(1, '2026-11-20 10:00:00.654321')")
                        .then("ALTER TABLE shop.cut_time MODIFY a DATETIME")
                        .isLoadedFor("a was datetime(6) and is datetime"),
                table("clipped", "a BIGINT", "(1, 5000000000)")
                        .then(LENIENT, "ALTER TABLE shop.clipped MODIFY a INT")
                        .isLoadedFor("a was bigint and is int"),
                table("enumerated", "a ENUM('x', 'y')", "(1, 'x'), (2, 'y')")
                        .then(LENIENT, "ALTER TABLE shop.enumerated MODIFY a ENUM('z', 'x')")
                        .isLoadedFor("a was enum"),
                table("ordered_set", "a SET('x', 'y')", "(1, 'x,y'), (2, 'y')")
                        .then("ALTER TABLE shop.ordered_set MODIFY a SET('y', 'x')")
                        .isLoadedFor("a was set"),
                table("filled_up", "a BINARY(5)", "(1, 'abc'), (2, 'abcde')")
                        .then("ALTER TABLE shop.filled_up CHANGE a b BINARY(10)")
                        .isLoadedFor("b was binary(5) and is binary(10)"),
                table("transcribed", "a VARCHAR(9)", "(1, 'fünf'), (2, 'long text')")
                        .then(
                                LENIENT,
                                "ALTER TABLE shop.transcribed CONVERT TO CHARACTER SET ascii, MODIFY a VARCHAR(5)")
                        .isLoadedFor("a was varchar(9)"),
                table("nothing_became_zero", "a INT", "(1, NULL), (2, 2)")
                        .then(LENIENT, "ALTER TABLE shop.nothing_became_zero MODIFY a INT NOT NULL DEFAULT 5")
                        .isLoadedFor("a forbids null now"),
                table("nothing_became_now", "a TIMESTAMP NULL", "(1, NULL), (2, '2026-11-20 10:00:00')")
                        .then(
                                "ALTER TABLE shop.nothing_became_now MODIFY a TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3)")
                        .isLoadedFor("a forbids null now"),
                table("numbered", "a INT", "(1, NULL), (2, 0), (3, 5)")
                        .then("ALTER TABLE shop.numbered MODIFY a INT NOT NULL AUTO_INCREMENT, ADD KEY (a)")
                        .isLoadedFor("a counts up now"),
                table("padded", "a CHAR(5)", "(1, 'ab'), (2, NULL)")
                        .then(
                                "SET SESSION sql_mode = 'STRICT_ALL_TABLES,PAD_CHAR_TO_FULL_LENGTH'",
                                "ALTER TABLE shop.padded MODIFY a VARCHAR(5)",
                                "SET SESSION sql_mode = DEFAULT")
                        .isLoadedFor("a may be filled with spaces"),
                partitioned("partition_dropped")
                        .then("ALTER TABLE shop.partition_dropped DROP PARTITION p0")
                        .isLoadedFor("a partition of it was dropped, emptied or exchanged"),
                partitioned("partition_emptied")
                        .then("ALTER TABLE shop.partition_emptied TRUNCATE PARTITION p0")
                        .isLoadedFor("a partition of it was dropped, emptied or exchanged"),
                exchanged(),
                table("computed", "b INT", "(1, 2), (2, NULL)")
                        .then(
                                "ALTER TABLE shop.computed ADD g INT AS (b * 2) STORED",
                                "INSERT INTO shop.computed (id, b) VALUES (3, 5)")
                        .endsWith("id int", "b int", "g int")
                        .isLoadedFor("backfill g"),
                table("computed_when_read", "b INT", "(1, 2), (2, NULL)")
                        .then("ALTER TABLE shop.computed_when_read ADD g INT AS (id * 2) VIRTUAL NOT NULL")
                        .isLoadedFor("backfill g"),
                table("computed_anew", "b INT, g INT AS (b * 2) STORED", "(1, 2, DEFAULT)")
                        .then("ALTER TABLE shop.computed_anew MODIFY g INT AS (b * 3) STORED")
                        .isLoadedFor("g is computed anew"),
                table("computed_of", "b VARCHAR(9) CHARACTER SET latin1, g INT AS (LENGTH(b))", "(1, 'fünf', DEFAULT)")
                        .then("ALTER TABLE shop.computed_of MODIFY b VARCHAR(9) CHARACTER SET utf8mb4")
                        .isLoadedFor("g may be computed of b"));
    }

    private static SchemaStory table(String name, String columns, String rows) {
        return SchemaStory.of(
                name,
                "CREATE TABLE shop." + name + " (id INT PRIMARY KEY, " + columns + ")",
                "INSERT INTO shop." + name + " VALUES " + rows);
    }

    private static SchemaStory partitioned(String name) {
        return SchemaStory.of(
                name,
                "CREATE TABLE shop." + name + " (id INT PRIMARY KEY, a INT) PARTITION BY RANGE (id)"
                        + " (PARTITION p0 VALUES LESS THAN (10), PARTITION p1 VALUES LESS THAN (20), PARTITION p2 VALUES LESS THAN MAXVALUE)",
                "INSERT INTO shop." + name + " VALUES (1, 1), (2, 2), (11, 1), (12, 2), (21, 1)");
    }

    private static SchemaStory exchanged() {
        SchemaStory parts = partitioned("partition_exchanged");
        return SchemaStory.of(
                        parts.name(),
                        parts.setUp().get(0),
                        parts.setUp().get(1),
                        "CREATE TABLE shop.other_part (id INT PRIMARY KEY, a INT)",
                        "INSERT INTO shop.other_part VALUES (13, 1), (14, 2)")
                .then("ALTER TABLE shop.partition_exchanged EXCHANGE PARTITION p1 WITH TABLE shop.other_part")
                .endsInTables("partition_exchanged", "other_part")
                .isLoadedFor("a partition of it was dropped, emptied or exchanged");
    }
}
