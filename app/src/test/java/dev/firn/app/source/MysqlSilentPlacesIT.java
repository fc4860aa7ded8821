package dev.firn.app.source;

import static org.assertj.core.api.Assertions.assertThat;

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
}
