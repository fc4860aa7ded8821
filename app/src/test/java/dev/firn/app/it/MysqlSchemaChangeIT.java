package dev.firn.app.it;

import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.app.it.program.Dialect;
import dev.firn.app.servers.Servers;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

class MysqlSchemaChangeIT extends SchemaChangeContract {

    @Override
    DatabaseServer start(Path directory) {
        return Servers.mysql(directory);
    }

    @Override
    List<SchemaStory> stories() {
        return Stream.of(
                        CommonStories.of(Dialect.MYSQL),
                        OnlineChangeStories.all(),
                        UntoldValueStories.all(),
                        ownStories())
                .flatMap(List::stream)
                .toList();
    }

    private static List<SchemaStory> ownStories() {
        return List.of(
                SchemaStory.ofTable("added", "a INT")
                        .then(
                                "ALTER TABLE shop.added ADD COLUMN late VARCHAR(20)",
                                "INSERT INTO shop.added (id, a, late) VALUES (11, 1, 'late')")
                        .then(
                                "ALTER TABLE shop.added ADD COLUMN early INT FIRST",
                                "ALTER TABLE shop.added ADD COLUMN second DECIMAL(10, 2) AFTER id",
                                "UPDATE shop.added SET second = 1.5, early = 2 WHERE id = 1")
                        .endsWith("early int", "id int", "second decimal(10, 2)", "a int", "late string")
                        .isTold("add early int", "move early first", "move second after id")
                        .isFollowedInPlace(),
                SchemaStory.ofTable("odd_defaults", "a INT")
                        .then(
                                "ALTER TABLE shop.odd_defaults ADD hex INT NOT NULL DEFAULT 0x0A,"
                                        + " ADD hex_text VARCHAR(9) DEFAULT 0x6162, ADD x_text VARCHAR(9) DEFAULT x'4142',"
                                        + " ADD bits INT DEFAULT b'101'",
                                "ALTER TABLE shop.odd_defaults ADD two VARCHAR(9) DEFAULT 'a' 'b', ADD introduced VARCHAR(9)"
                                        + " DEFAULT _latin1'c', ADD national VARCHAR(9) DEFAULT N'abc', ADD truth INT DEFAULT TRUE,"
                                        + " ADD quoted VARCHAR(20) DEFAULT 'it''s \\'\\n\\t\\\\ \\%', ADD padded CHAR(5) DEFAULT 'a  '",
                                "INSERT INTO shop.odd_defaults (id) VALUES (10)")
                        .then(
                                "ALTER TABLE shop.odd_defaults ADD short_day DATE DEFAULT '2020-1-3',"
                                        + ""
                                        + " ADD hours TIME DEFAULT '12:00', ADD seconds TIME DEFAULT '10', ADD y YEAR DEFAULT '70',"
                                        + " ADD whole INT DEFAULT 1.5, ADD exact DECIMAL(6, 2) DEFAULT 1.005, ADD powered INT DEFAULT 1e3,"
                                        + " ADD worded INT DEFAULT ' 12', ADD negative BIGINT DEFAULT -5, ADD positive BIGINT DEFAULT +5",
                                "SET SESSION time_zone = '+05:00'",
                                "ALTER TABLE shop.odd_defaults ADD moment TIMESTAMP NOT NULL DEFAULT '2020-06-01 00:00:00',"
                                        + " ADD moment_number DATETIME DEFAULT 20200601121314, ADD rounded DATETIME DEFAULT '2020-06-01 12:13:14.6'",
                                "SET SESSION time_zone = DEFAULT",
                                "ALTER TABLE shop.odd_defaults ADD one CHAR BYTE DEFAULT 'x', ADD some VARCHAR(4) BYTE DEFAULT 'xy',"
                                        + " ADD e ENUM('p', 'q') DEFAULT 'Q', ADD s SET('p', 'q') DEFAULT 'q,p', ADD floating FLOAT DEFAULT 0.1,"
                                        + " ADD binary_text VARBINARY(4) DEFAULT 'ab', ADD fixed_binary BINARY(4) DEFAULT 'ab'",
                                "INSERT INTO shop.odd_defaults (id) VALUES (11)"),
                SchemaStory.ofTable("dropped", "a INT, b INT, c INT")
                        .then("ALTER TABLE shop.dropped DROP COLUMN a", "INSERT INTO shop.dropped (id) VALUES (10)")
                        .then("ALTER TABLE shop.dropped DROP COLUMN b", "UPDATE shop.dropped SET c = 7 WHERE id < 10")
                        .endsWith("id int", "c int")
                        .isFollowedInPlace(),
                SchemaStory.ofTable("reordered", "a INT, b VARCHAR(10), c INT")
                        .then(
                                "ALTER TABLE shop.reordered MODIFY COLUMN c INT FIRST",
                                "INSERT INTO shop.reordered (id, a, b, c) VALUES (10, 1, 'two', 3)")
                        .then(
                                "ALTER TABLE shop.reordered MODIFY COLUMN a INT AFTER b, MODIFY COLUMN c INT AFTER a",
                                "UPDATE shop.reordered SET a = 4, b = 'five', c = 6 WHERE id = 1")
                        .endsWith("id int", "b string", "a int", "c int")
                        .isTold("move c first")
                        .isFollowedInPlace(),
                SchemaStory.ofTable("widened", "a INT, b DECIMAL(8, 2), c FLOAT, d SMALLINT, e INT UNSIGNED")
                        .then(
                                "ALTER TABLE shop.widened MODIFY a BIGINT",
                                "INSERT INTO shop.widened (id, a) VALUES (10, 5000000000)")
                        .then(
                                "ALTER TABLE shop.widened MODIFY b DECIMAL(20, 2), MODIFY c DOUBLE",
                                "INSERT INTO shop.widened (id, b, c) VALUES (11, 12345678901234.99, 1e300)")
                        .then(
                                "ALTER TABLE shop.widened MODIFY d INT, MODIFY e BIGINT",
                                "INSERT INTO shop.widened (id, d, e) VALUES (12, 2000000000, -1)")
                        .endsWith("id int", "a long", "b decimal(20, 2)", "c double", "d int", "e long")
                        .isFollowedInPlace(),
                SchemaStory.ofTable("widened_key", "a INT")
                        .then(
                                "UPDATE shop.widened_key SET a = 1 WHERE id < 4",
                                "ALTER TABLE shop.widened_key MODIFY id BIGINT",
                                "INSERT INTO shop.widened_key (id, a) VALUES (5000000000, 1)",
                                "UPDATE shop.widened_key SET a = 2 WHERE id IN (2, 5000000000)",
                                "DELETE FROM shop.widened_key WHERE id = 3")
                        .then(
                                "DELETE FROM shop.widened_key WHERE id = 5000000000",
                                "ALTER TABLE shop.widened_key MODIFY id INT",
                                "UPDATE shop.widened_key SET a = 3 WHERE id IN (1, 2)")
                        // Why depends on whether the table is being loaded when the log comes to the change.
                        .isTold("load again: "),
                SchemaStory.ofTable("narrowed", "a BIGINT")
                        .then(
                                "ALTER TABLE shop.narrowed MODIFY a INT",
                                "INSERT INTO shop.narrowed (id, a) VALUES (10, 7)")
                        .isLoadedFor("a was bigint and is int"),
                SchemaStory.ofTable("shortened", "b DECIMAL(12, 2), c VARCHAR(50)")
                        .then(
                                "ALTER TABLE shop.shortened MODIFY b DECIMAL(8, 2), MODIFY c VARCHAR(20)",
                                "INSERT INTO shop.shortened (id, b, c) VALUES (11, 7.5, 'short')")
                        .isLoadedFor("b was decimal(12,2) and is decimal(8,2), c was varchar(50)"),
                SchemaStory.ofTable("retyped", "a INT, b VARCHAR(20)")
                        .then(
                                "ALTER TABLE shop.retyped MODIFY a VARCHAR(20)",
                                "INSERT INTO shop.retyped (id, a) VALUES (10, 'seven')")
                        .then(
                                "DELETE FROM shop.retyped WHERE a = 'seven'",
                                "ALTER TABLE shop.retyped MODIFY b INT",
                                "INSERT INTO shop.retyped (id, b) VALUES (11, 7)")
                        .endsWith("id int", "a string", "b int")
                        // Why depends on whether the table is being loaded when the log comes to the change.
                        .isTold("load again: "),
                SchemaStory.ofTable("required", "a INT, b INT NOT NULL DEFAULT 1")
                        .then(
                                "ALTER TABLE shop.required MODIFY b INT",
                                "INSERT INTO shop.required (id, b) VALUES (10, NULL)")
                        .then(
                                "LOCK TABLES shop.required WRITE",
                                "UPDATE shop.required SET a = 1 WHERE a IS NULL",
                                "ALTER TABLE shop.required MODIFY a INT NOT NULL DEFAULT 5",
                                "UNLOCK TABLES",
                                "INSERT INTO shop.required (id) VALUES (11)")
                        .endsWith("id int", "a int", "b int")
                        .isFollowedInPlace(),
                SchemaStory.ofTable("lengthened", "a VARCHAR(20), b CHAR(5)")
                        .then(
                                "ALTER TABLE shop.lengthened MODIFY a VARCHAR(200)",
                                "INSERT INTO shop.lengthened (id, a) VALUES (10, repeat('x', 200))")
                        .then(
                                "ALTER TABLE shop.lengthened MODIFY a MEDIUMTEXT",
                                "INSERT INTO shop.lengthened (id, a) VALUES (11, repeat('y', 70000))")
                        .endsWith("id int", "a string", "b string")
                        .isTold("not applied: a varchar(20) ")
                        .isFollowedInPlace(),
                SchemaStory.ofTable("described", "a INT, b INT COMMENT 'from the start'")
                        .then(
                                "ALTER TABLE shop.described MODIFY a INT COMMENT 'what it is', COMMENT 'a table'",
                                "INSERT INTO shop.described (id, a) VALUES (10, 1)")
                        .then(
                                "ALTER TABLE shop.described ALTER COLUMN b SET DEFAULT 9",
                                "ALTER TABLE shop.described ADD COLUMN c INT COMMENT 'it''s \"new\", große 漢字'",
                                "INSERT INTO shop.described (id) VALUES (11)")
                        .then(
                                "ALTER TABLE shop.described MODIFY a INT",
                                "INSERT INTO shop.described (id, a) VALUES (12, NULL)")
                        .endsWith("id int", "a int", "b int", "c int")
                        .says(Map.of("", "a table", "b", "from the start", "c", "it's \"new\", große 漢字"))
                        .isTold(
                                "comment of the table: 'a table'",
                                "not applied: another default of b",
                                "comment of c: 'it's \"new\"")
                        .isFollowedInPlace(),
                SchemaStory.ofTable("rekeyed", "k INT NOT NULL DEFAULT 0")
                        .then(
                                "ALTER TABLE shop.rekeyed DROP PRIMARY KEY, ADD PRIMARY KEY (k, id)",
                                "INSERT INTO shop.rekeyed (id, k) VALUES (1, 5), (10, 5)")
                        .isLoadedFor("the table's key is id, the source's is k, id"),
                SchemaStory.ofTable("unkeyed", "a INT")
                        .then(
                                "ALTER TABLE shop.unkeyed DROP PRIMARY KEY",
                                "INSERT INTO shop.unkeyed (id, a) VALUES (1, 5)")
                        .then("DELETE FROM shop.unkeyed WHERE id = 1 AND a = 5")
                        .isLoadedFor("the table's key is id, the source's is none"),
                SchemaStory.of(
                                "keyed",
                                "CREATE TABLE shop.keyed (id INT NOT NULL, a INT)",
                                "INSERT INTO shop.keyed VALUES (1, 1), (2, 2)")
                        .then(
                                "ALTER TABLE shop.keyed ADD PRIMARY KEY (id)",
                                "INSERT INTO shop.keyed (id, a) VALUES (10, 5)")
                        .isLoadedFor("the table's key is none, the source's is id"),
                SchemaStory.ofTable("renamed", "a INT")
                        .then(
                                "RENAME TABLE shop.renamed TO shop.called_now",
                                "INSERT INTO shop.called_now (id, a) VALUES (10, 5)")
                        .then("UPDATE shop.called_now SET a = 9 WHERE id = 1")
                        .endsInTables("called_now"),
                SchemaStory.ofTable("recreated", "a INT")
                        .then(
                                "DROP TABLE shop.recreated",
                                "CREATE TABLE shop.recreated (id INT PRIMARY KEY, b VARCHAR(20))",
                                "INSERT INTO shop.recreated VALUES (1, 'one')")
                        .then(
                                "DROP TABLE shop.recreated",
                                "CREATE TABLE shop.recreated (id INT PRIMARY KEY, c INT)",
                                "INSERT INTO shop.recreated VALUES (2, 2)")
                        .endsWith("id int", "c int"),
                SchemaStory.ofTable("truncated", "a INT")
                        .then("TRUNCATE shop.truncated", "INSERT INTO shop.truncated (id, a) VALUES (1, 5)")
                        .then(
                                "INSERT INTO shop.truncated (id) VALUES (20)",
                                "TRUNCATE TABLE shop.truncated",
                                "INSERT INTO shop.truncated (id) VALUES (21)")
                        .then("TRUNCATE shop.truncated")
                        .isFollowedInPlace(),
                SchemaStory.of(
                                "moods",
                                "CREATE TABLE shop.moods (id INT PRIMARY KEY, mood ENUM('sad', 'ok'), tags SET('x', 'y'))",
                                "INSERT INTO shop.moods VALUES (1, 'sad', 'x,y')")
                        .then(
                                "ALTER TABLE shop.moods MODIFY mood ENUM('sad', 'ok', 'glad')",
                                "INSERT INTO shop.moods VALUES (10, 'glad', 'x')")
                        .then(
                                "ALTER TABLE shop.moods MODIFY mood ENUM('süß', 'glad', 'ok', 'sad'), MODIFY tags SET('z', 'y', 'x')",
                                "UPDATE shop.moods SET mood = 'süß', tags = 'z,x' WHERE id = 1")
                        .endsWith("id int", "mood string", "tags string")
                        .isLoadedFor("tags was set('x','y')"),
                SchemaStory.of(
                                "charsets",
                                "CREATE TABLE shop.charsets (id INT PRIMARY KEY, a VARCHAR(20)) CHARACTER SET latin1",
                                "INSERT INTO shop.charsets VALUES (1, 'Ärger')")
                        .then(
                                "ALTER TABLE shop.charsets CONVERT TO CHARACTER SET utf8mb4",
                                "INSERT INTO shop.charsets VALUES (10, '漢字 Ä')")
                        .then(
                                "DELETE FROM shop.charsets WHERE id = 10",
                                "ALTER TABLE shop.charsets MODIFY a VARCHAR(20) CHARACTER SET latin2",
                                "UPDATE shop.charsets SET a = 'žluť' WHERE id = 1")
                        .endsWith("id int", "a string")
                        .isTold("not applied: a varchar(20) latin1_swedish_ci -> ")
                        .isLoadedFor("a was varchar(20) in utf8mb4 and is varchar(20) in latin2"),
                SchemaStory.of(
                                "parted",
                                "CREATE TABLE shop.parted (id INT PRIMARY KEY, a INT) PARTITION BY RANGE (id)"
                                        + " (PARTITION p1 VALUES LESS THAN (10), PARTITION p2 VALUES LESS THAN (1000),"
                                        + " PARTITION p3 VALUES LESS THAN (200000))",
                                "INSERT INTO shop.parted VALUES (1, 1), (2, 2), (20, 20)")
                        .then(
                                "ALTER TABLE shop.parted ADD PARTITION (PARTITION p4 VALUES LESS THAN (300000))",
                                "INSERT INTO shop.parted VALUES (200001, 1)")
                        .then("ALTER TABLE shop.parted ADD COLUMN b INT", "INSERT INTO shop.parted VALUES (1002, 1, 1)")
                        .endsWith("id int", "a int", "b int")
                        .isFollowedInPlace());
    }
}
