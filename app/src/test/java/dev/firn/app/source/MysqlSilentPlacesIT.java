package dev.firn.app.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.event.ChangeEvent;
import dev.firn.schema.change.ColumnLineage;
import java.util.List;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Statements of which the log might tell less than they do, or something else. */
class MysqlSilentPlacesIT extends MysqlLogScenario {

    /** To MySQL it is one key before and after, to Iceberg another: the old row has to go. */
    @Test
    void aKeyThatIsSpelledOtherwiseLeavesItsOldRowBehindNowhere() throws Exception {
        db.execute("CREATE TABLE t (id VARCHAR(9) COLLATE utf8mb4_general_ci PRIMARY KEY, a INT)");
        assertThat(told(
                        "INSERT INTO t VALUES ('a', 1), ('b', 1), ('é', 1), ('d', 1)",
                        "UPDATE t SET id = 'A' WHERE id = 'a'",
                        "UPDATE t SET id = 'b ' WHERE id = 'b'",
                        "REPLACE INTO t VALUES ('E', 2)",
                        "INSERT INTO t VALUES ('D', 2) ON DUPLICATE KEY UPDATE a = 3, id = VALUES(id)",
                        "DELETE FROM t WHERE id = 'a'"))
                .containsExactly(
                        "layout t(id:string!, a:int)",
                        "insert t(a, 1)",
                        "insert t(b, 1)",
                        "insert t(é, 1)",
                        "insert t(d, 1)",
                        "delete t(a)",
                        "insert t(A, 1)",
                        "delete t(b)",
                        "insert t(b , 1)",
                        "delete t(é)",
                        "insert t(E, 2)",
                        "delete t(d)",
                        "insert t(D, 3)",
                        "delete t(A)");
    }

    /** One statement, which deletes as many rows as it has conflicts with. */
    @Test
    void aReplaceThatHitsSeveralRowsDeletesThemAll() throws Exception {
        db.execute("CREATE TABLE t (id INT PRIMARY KEY, u INT UNIQUE, v INT UNIQUE)");
        assertThat(told(
                        "INSERT INTO t VALUES (1, 1, 1), (2, 2, 2), (3, 3, 3)",
                        "REPLACE INTO t VALUES (4, 1, 2)",
                        "INSERT INTO t VALUES (5, 3, 9) ON DUPLICATE KEY UPDATE v = 7",
                        "INSERT INTO t VALUES (6, 3, 9) ON DUPLICATE KEY UPDATE id = 8"))
                .containsSequence("delete t(1)")
                .containsSequence("delete t(2)", "insert t(4, 1, 2)")
                .endsWith("update t(3, 3, 7)", "delete t(3)", "insert t(8, 3, 7)");
    }

    @Test
    void whatASavepointTookBackIsNotTold() throws Exception {
        db.execute("CREATE TABLE t (id INT PRIMARY KEY)");
        assertThat(told(
                        "START TRANSACTION",
                        "INSERT INTO t VALUES (1)",
                        "SAVEPOINT a",
                        "INSERT INTO t VALUES (2)",
                        "SAVEPOINT b",
                        "INSERT INTO t VALUES (3)",
                        "ROLLBACK TO SAVEPOINT a",
                        "INSERT INTO t VALUES (4)",
                        "COMMIT"))
                .containsExactly("layout t(id:int!)", "insert t(1)", "insert t(4)");
    }

    /** An instant is the same whichever zone a session writes it in, also in the hour that a clock shows twice. */
    @Test
    void instantsDoNotDependOnTheZoneOfASession() throws Exception {
        db.execute("CREATE TABLE t (id INT PRIMARY KEY, ts TIMESTAMP(6) NULL, dt DATETIME)");
        assertThat(told(
                        "SET SESSION time_zone = '+02:00'",
                        "INSERT INTO t VALUES (1, '2026-10-25 02:30:00', '2026-10-25 02:30:00')",
                        "SET SESSION time_zone = '+01:00'",
                        "INSERT INTO t VALUES (2, '2026-10-25 02:30:00', '2026-10-25 02:30:00')",
                        "SET SESSION time_zone = '+00:00'",
                        "INSERT INTO t VALUES (3, '2026-10-25 00:30:00.4999996', '2026-10-25 02:30:00.5')"))
                .containsExactly(
                        "layout t(id:int!, ts:timestamptz, dt:timestamp)",
                        "insert t(1, 1792888200000000, 1792895400000000)",
                        "insert t(2, 1792891800000000, 1792895400000000)",
                        "insert t(3, 1792888200500000, 1792895401000000)");
    }

    @Test
    void columnsOfSeveralUnicodeSetsKeepTheirTexts() throws Exception {
        db.execute("CREATE TABLE t (id INT PRIMARY KEY, a VARCHAR(9) CHARACTER SET utf8mb3, b VARCHAR(9), c CHAR(3))");
        assertThat(told(
                        "SET SESSION sql_mode = ''",
                        "INSERT INTO t VALUES (1, 'ß€', 'ß€😀', 'é  ')",
                        "SET NAMES latin1",
                        "INSERT INTO t VALUES (2, _latin1 x'df80', _utf8mb4 x'f09f9880', _latin1 x'e9')"))
                .endsWith("insert t(1, ß€, ß€😀, é)", "insert t(2, ß€, 😀, é)");
    }

    /** The server computes them in old rows too, when they come, when they are defined anew, and when what they are made of is. */
    @Test
    void generatedColumnsHaveValuesInOldRows() throws Exception {
        db.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, b INT, c VARCHAR(9) CHARACTER SET latin1, at TIMESTAMP NULL, g INT AS (b * 2))",
                "CREATE TABLE u (id INT AUTO_INCREMENT PRIMARY KEY, b INT)",
                "CREATE TABLE v LIKE t");
        assertThat(lineages(
                        "INSERT INTO t (id, b) VALUES (1, 1)",
                        "ALTER TABLE t ADD h INT AS (b * 2) STORED, ADD i INT GENERATED ALWAYS AS (b * 3) VIRTUAL NOT NULL",
                        "ALTER TABLE t MODIFY g INT AS (b * 3)",
                        "ALTER TABLE t CHANGE g j INT AS (b * 4) VIRTUAL AFTER id",
                        "ALTER TABLE t MODIFY b BIGINT",
                        "ALTER TABLE t MODIFY c VARCHAR(9) CHARACTER SET utf8mb4",
                        "ALTER TABLE t MODIFY at TIMESTAMP NULL FIRST, ADD k INT",
                        "ALTER TABLE u MODIFY b BIGINT",
                        "ALTER TABLE u MODIFY id INT AUTO_INCREMENT COMMENT 'counted'",
                        "ALTER TABLE v MODIFY b BIGINT",
                        "RENAME TABLE v TO w",
                        "ALTER TABLE w MODIFY b INT UNSIGNED, DROP g",
                        "CREATE TABLE x LIKE t",
                        "ALTER TABLE x DROP h, DROP j, MODIFY b DECIMAL(10, 2)"))
                .containsExactly(
                        "t {}",
                        "t {h=Computed[], i=Computed[]}",
                        "t {} {g=is computed anew}",
                        "t {} {j=is computed anew}",
                        "t {} {h=may be computed of b, which has another definition, i=may be computed of b, which has another definition,"
                                + " j=may be computed of b, which has another definition}",
                        "t {} {h=may be computed of c, which has another definition, i=may be computed of c, which has another definition,"
                                + " j=may be computed of c, which has another definition}",
                        "t {k=Empty[]}",
                        "u {}",
                        "u {}",
                        "v {} {g=may be computed of b, which has another definition}",
                        "w {}",
                        "w {} {b=was bigint and is int unsigned}",
                        "x {}",
                        "x {} {b=was bigint and is decimal(10,2), i=may be computed of b, which has another definition}");
    }

    /** What a session that is not as most are makes of rows that are there, without a word in the log about them. */
    @Test
    void sessionsConvertOldRowsInTheirOwnWays() throws Exception {
        db.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, a INT, b INT, c TIMESTAMP NULL, d TIMESTAMP NULL, e CHAR(5), f INT NOT NULL,"
                        + " g TEXT CHARACTER SET latin1, h INT AS (i * 2), i INT, j INT)",
                "CREATE TABLE u (id INT PRIMARY KEY, a INT)",
                "INSERT INTO t (id, e, f) VALUES (1, 'ab', 0)");
        assertThat(lineages(
                        "UPDATE t SET j = 0 WHERE id = 1",
                        "ALTER TABLE t MODIFY j INT NOT NULL",
                        "SET SESSION sql_mode = ''",
                        "ALTER TABLE t MODIFY a INT NOT NULL",
                        "ALTER TABLE t MODIFY a INT NOT NULL COMMENT 'was null', ADD k INT",
                        "ALTER TABLE t CHANGE b j INT NOT NULL, CHANGE j b INT NOT NULL, CHANGE h h INT AS (i * 3)",
                        "ALTER TABLE t MODIFY g TEXT CHARACTER SET utf8mb4",
                        "SET SESSION sql_mode = 'STRICT_ALL_TABLES,PAD_CHAR_TO_FULL_LENGTH'",
                        "ALTER TABLE t MODIFY c TIMESTAMP NOT NULL, ALGORITHM = COPY",
                        "ALTER TABLE t MODIFY e VARCHAR(5)",
                        "SET SESSION explicit_defaults_for_timestamp = OFF",
                        "ALTER TABLE t MODIFY d TIMESTAMP, ADD l TIMESTAMP, ALGORITHM = COPY",
                        "SET SESSION explicit_defaults_for_timestamp = ON, sql_mode = 'STRICT_TRANS_TABLES'",
                        "ALTER TABLE t MODIFY f INT NOT NULL AUTO_INCREMENT UNIQUE",
                        "INSERT INTO u VALUES (1, NULL), (2, 0)",
                        "ALTER TABLE u DROP PRIMARY KEY, MODIFY a INT NOT NULL AUTO_INCREMENT PRIMARY KEY",
                        "CREATE TABLE v (a INT, b INT NOT NULL)",
                        "SET SESSION sql_mode = ''",
                        "ALTER TABLE v ADD PRIMARY KEY (a)"))
                .containsExactly(
                        "t {}",
                        "t {}",
                        "t {} {a=forbids null now, and what was null may have become a value}",
                        "t {k=Empty[]}",
                        "t {} {h=is computed anew, j=forbids null now, and what was null may have become a value}",
                        "t {} {g=was text in latin1 and is text in utf8mb4, h=may be computed of g, which has another definition}",
                        "t {} {c=forbids null now, and what was null may have become a value}",
                        "t {} {e=may be filled with spaces, h=may be computed of e, which has another definition}",
                        "t {l=Computed[]} {d=forbids null now, and what was null may have become a value}",
                        "t {} {f=counts up now, and what had no number may have got one}",
                        "u {}",
                        "u {} {a=counts up now, and what had no number may have got one}",
                        "v {}",
                        "v {} {a=forbids null now, and what was null may have become a value}");
    }

    /** What the layouts that statements make tell of old rows. */
    private List<String> lineages(String... statements) throws Exception {
        return hear(statements).stream()
                .filter(ChangeEvent.LayoutChanged.class::isInstance)
                .map(ChangeEvent.LayoutChanged.class::cast)
                .map(event -> {
                    ColumnLineage.Told told = (ColumnLineage.Told) event.lineage();
                    return event.table().name() + " " + new TreeMap<>(told.added())
                            + (told.converted().isEmpty() ? "" : " " + new TreeMap<>(told.converted()));
                })
                .toList();
    }
}
