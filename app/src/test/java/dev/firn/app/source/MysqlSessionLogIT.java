package dev.firn.app.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.source.ChangeStream;
import dev.firn.engine.source.DatabaseAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions that write the log otherwise than the server is set to, which no check can see. */
class MysqlSessionLogIT extends MysqlLogScenario {

    @ParameterizedTest
    @ValueSource(strings = {"MINIMAL", "NOBLOB"})
    void rowsWithoutAllColumnsStopTheirTableAndNoOther(String image) throws Exception {
        db.execute("CREATE TABLE t (id INT PRIMARY KEY, a INT, b TEXT)", "CREATE TABLE u (id INT PRIMARY KEY, a INT)");
        List<String> lines = told(
                "INSERT INTO t VALUES (1, 1, 'x'), (2, 2, 'y')",
                "SET SESSION binlog_row_image = " + image,
                "UPDATE t SET a = 7 WHERE id = 1",
                "DELETE FROM t WHERE id = 2",
                "SET SESSION binlog_row_image = FULL",
                "INSERT INTO u VALUES (1, 1)");
        assertThat(lines)
                .anySatisfy(line -> assertThat(line)
                        .startsWith("unreadable t: ")
                        .contains("binlog_row_image", "set it to FULL", "resync"))
                .contains("insert u(1, 1)")
                .noneMatch(line -> line.startsWith("update t") || line.startsWith("delete t"));
    }

    @Test
    void anInsertOfSomeColumnsIsNotTakenForNulls() throws Exception {
        db.execute("CREATE TABLE t (id INT PRIMARY KEY, a INT DEFAULT 5)");
        assertThat(told("SET SESSION binlog_row_image = MINIMAL", "INSERT INTO t (id) VALUES (1)"))
                .singleElement()
                .asString()
                .startsWith("unreadable t: ")
                .contains("binlog_row_image");
    }

    /** Every update of such a session is written in another form, also where no part of a value is. */
    @Test
    void changedPartsOfJsonStopTheirTableAndNoOther() throws Exception {
        db.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, j JSON)",
                "CREATE TABLE u (id INT PRIMARY KEY, a INT)",
                "CREATE TABLE v (id INT PRIMARY KEY, a INT, j JSON, k JSON, l JSON)");
        List<String> lines = told(
                "INSERT INTO t VALUES (1, '{\"a\": 1, \"b\": \"long enough for a part of it to be written alone\"}')",
                "SET SESSION binlog_row_value_options = PARTIAL_JSON",
                "UPDATE t SET j = JSON_SET(j, '$.a', 2)",
                "INSERT INTO u VALUES (1, 1)",
                "UPDATE u SET a = 2",
                "INSERT INTO v VALUES (1, 1, '{}', NULL, '[]'), (2, 2, '[1]', '1', NULL)",
                "UPDATE v SET a = a + 5");
        assertThat(lines)
                .anySatisfy(line ->
                        assertThat(line).startsWith("unreadable t: ").contains("binlog_row_value_options", "resync"))
                .contains("insert u(1, 1)", "update u(1, 2)")
                .contains("update v(1, 6, {}, null, [])", "update v(2, 7, [1], 1, null)")
                .noneMatch(line -> line.startsWith("update t"));
    }

    @Test
    void statementsInsteadOfRowsStopTheirTableAndNoOther() throws Exception {
        db.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, a INT)",
                "CREATE TABLE `u v` (id INT PRIMARY KEY, a INT)",
                "CREATE TABLE w (id INT PRIMARY KEY, a INT)",
                "CREATE TABLE x (id INT PRIMARY KEY, a INT)");
        List<String> lines = told(
                "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ",
                "SET SESSION binlog_format = STATEMENT",
                "INSERT INTO t VALUES (1, 1)",
                "/* of the shop */ UPDATE `" + db.schema() + "`.`u v` SET a = 2",
                "DELETE FROM w WHERE id = 1 AND EXISTS (SELECT 1 FROM x)",
                "SET SESSION binlog_format = ROW",
                "INSERT INTO x VALUES (1, 1)");
        for (String table : List.of("t", "u v", "w")) {
            assertThat(lines)
                    .anySatisfy(line -> assertThat(line)
                            .startsWith("unreadable " + table + ": ")
                            .contains("binlog_format", "resync"));
        }
        assertThat(lines).contains("insert x(1, 1)").noneMatch(line -> line.startsWith("unreadable x"));
    }

    private List<String> toldOfStatements(String... statements) throws Exception {
        List<String> all = new ArrayList<>(List.of(
                "SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ", "SET SESSION binlog_format = STATEMENT"));
        all.addAll(List.of(statements));
        return told(all.toArray(String[]::new)).stream()
                .map(line -> line.startsWith("unreadable ") ? line.replaceAll(":.*", "") : line)
                .distinct()
                .sorted()
                .toList();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE t, u SET t.a = 2, u.a = 3 WHERE t.id = u.id",
                "UPDATE t AS x LEFT JOIN `u` AS y USING (id) SET y.a = 3",
                "DELETE x, y FROM t x JOIN u y ON x.id = y.id",
                "DELETE FROM t, u USING t INNER JOIN u ON t.id = u.id WHERE t.a = 1",
            })
    void allTablesOfAStatementStop(String statement) throws Exception {
        db.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, a INT)",
                "CREATE TABLE u (id INT PRIMARY KEY, a INT)",
                "CREATE TABLE v (id INT PRIMARY KEY, a INT)",
                "INSERT INTO t VALUES (1, 1)",
                "INSERT INTO u VALUES (1, 1)");
        assertThat(toldOfStatements(statement, "SET SESSION binlog_format = ROW", "INSERT INTO v VALUES (1, 1)"))
                .containsExactly("insert v(1, 1)", "layout v(id:int!, a:int)", "unreadable t", "unreadable u");
    }

    /** What a trigger, a routine or a view changes stands in no statement of the log. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "INSERT INTO t VALUES (7, 1)",
                "SELECT changing(1)",
                "DO changing(1)",
                "INSERT INTO v (id, a) SELECT 7, changing(1)",
                "CALL change_all()",
                "UPDATE seen SET a = 3",
                "WITH x AS (SELECT 1 id) UPDATE u JOIN x ON u.id = x.id SET a = 5",
            })
    void whereOthersMayHaveChangedAllOfTheDatabaseStop(String statement) throws Exception {
        db.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, a INT)",
                "CREATE TABLE u (id INT PRIMARY KEY, a INT)",
                "CREATE TABLE v (id INT PRIMARY KEY, a INT)",
                "INSERT INTO u VALUES (1, 1)",
                "SET GLOBAL log_bin_trust_function_creators = ON",
                "CREATE TRIGGER also AFTER INSERT ON t FOR EACH ROW UPDATE u SET a = a + 1",
                "CREATE FUNCTION changing(x INT) RETURNS INT BEGIN UPDATE u SET a = a + x; RETURN x; END",
                "CREATE PROCEDURE change_all() BEGIN DO changing(2); END",
                "CREATE VIEW seen AS SELECT * FROM u");
        assertThat(toldOfStatements(statement)).contains("unreadable t", "unreadable u", "unreadable v");
    }

    /** The log has the file, and says in another event than all other statements where it went. */
    @Test
    void aFileThatIsReadStopsItsTable(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("rows.txt"), "1\t1\n2\t2\n");
        db.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, a INT)",
                "CREATE TABLE u (id INT PRIMARY KEY, a INT)",
                "SET GLOBAL local_infile = ON");
        DatabaseAddress address = db.server().address();
        try (ChangeStream stream = open(db.source(), Optional.empty())) {
            heard.awaitReached(db.now());
            try (Connection client = DriverManager.getConnection(
                            "jdbc:mysql://" + address.host() + ":" + address.port() + "/" + db.schema()
                                    + "?allowLoadLocalInfile=true",
                            address.user(),
                            address.password());
                    Statement statement = client.createStatement()) {
                statement.execute("SET SESSION TRANSACTION ISOLATION LEVEL REPEATABLE READ");
                statement.execute("SET SESSION binlog_format = STATEMENT");
                statement.execute("LOAD DATA LOCAL INFILE '" + file + "' INTO TABLE t");
            }
            db.execute("INSERT INTO u VALUES (1, 1)");
            heard.awaitReached(db.now());
        }
        assertThat(Transcript.of(heard.all()))
                .anyMatch(line -> line.startsWith("unreadable t: "))
                .contains("insert u(1, 1)")
                .noneMatch(line -> line.startsWith("unreadable u"));
    }

    @Test
    void aTableThatOnlyASessionHasIsOfNoConcern() throws Exception {
        db.execute("CREATE TABLE t (id INT PRIMARY KEY, a INT)", "CREATE TABLE u (id INT PRIMARY KEY, a INT)");
        assertThat(toldOfStatements(
                        "CREATE TEMPORARY TABLE t (id INT PRIMARY KEY, b TEXT)",
                        "INSERT INTO t VALUES (1, 'of this session')",
                        "INSERT INTO u SELECT id, 7 FROM t",
                        "DROP TEMPORARY TABLE t",
                        "SET SESSION binlog_format = ROW",
                        "INSERT INTO t VALUES (2, 2)"))
                .containsExactly("insert t(2, 2)", "layout t(id:int!, a:int)", "unreadable u");
    }

    @Test
    void aCompressedTransactionIsReadAsAnyOther() throws Exception {
        db.execute("CREATE TABLE t (id INT PRIMARY KEY, d DATE, b TEXT)");
        assertThat(told(
                        "SET SESSION sql_mode = 'ALLOW_INVALID_DATES'",
                        "SET SESSION binlog_transaction_compression = ON",
                        "INSERT INTO t VALUES (1, '2026-02-28', REPEAT('x', 100)), (2, '0000-01-01', 'y')",
                        "UPDATE t SET b = 'z' WHERE id = 1",
                        "DELETE FROM t WHERE id = 2",
                        "INSERT INTO t VALUES (3, '2026-02-31', 'z')"))
                .satisfiesExactly(
                        line -> assertThat(line).startsWith("layout t"),
                        line -> assertThat(line).isEqualTo("insert t(1, 20512, " + "x".repeat(100) + ")"),
                        line -> assertThat(line).isEqualTo("insert t(2, -719528, y)"),
                        line -> assertThat(line).isEqualTo("update t(1, 20512, z)"),
                        line -> assertThat(line).startsWith("delete t(2"),
                        line -> assertThat(line).startsWith("unreadable t: ").contains("Column d"));
    }
}
