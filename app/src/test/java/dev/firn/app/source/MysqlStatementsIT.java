package dev.firn.app.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.source.ChangeStream;
import dev.firn.engine.source.DatabaseAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Statements as sessions may write them, which the log has as they were written. */
class MysqlStatementsIT extends MysqlLogScenario {

    /** What is heard of statements that a client sends in a character set of its own. */
    private List<String> toldBy(String encoding, String... statements) throws Exception {
        DatabaseAddress address = db.server().address();
        try (ChangeStream stream = open(db.source(), Optional.empty())) {
            heard.awaitReached(db.now());
            try (Connection client = DriverManager.getConnection(
                            "jdbc:mysql://" + address.host() + ":" + address.port() + "/" + db.schema()
                                    + "?characterEncoding=" + encoding,
                            address.user(),
                            address.password());
                    Statement statement = client.createStatement()) {
                for (String sql : statements) {
                    statement.execute(sql);
                }
            }
            heard.awaitReached(db.now());
        }
        return Transcript.of(heard.all());
    }

    @ParameterizedTest
    @ValueSource(strings = {"Cp1252", "UTF-8", "GBK"})
    void namesAreReadInTheCharacterSetOfTheClient(String encoding) throws Exception {
        String size = encoding.equals("GBK") ? "大小" : "größe";
        assertThat(toldBy(
                        encoding,
                        "CREATE TABLE t (id INT PRIMARY KEY)",
                        "INSERT INTO t VALUES (1)",
                        "ALTER TABLE t ADD " + size + " INT DEFAULT 5 COMMENT '" + size + "'",
                        "INSERT INTO t VALUES (2, 7)",
                        "CREATE TABLE " + size + " SELECT id, " + size + " FROM t",
                        "RENAME TABLE " + size + " TO u",
                        "DROP TABLE u"))
                .containsExactly(
                        "layout t(id:int!)",
                        "insert t(1)",
                        "layout t(id:int!, " + size + ":int)",
                        "insert t(2, 7)",
                        "layout " + size + "(id:int, " + size
                                + ":int, _firn_operation:string, _firn_source_timestamp:timestamptz,"
                                + " _firn_position:string)",
                        "append " + size + "(1, 5, c)",
                        "append " + size + "(2, 7, c)",
                        "renamed " + size + " to u",
                        "layout u(id:int, " + size + ":int, _firn_operation:string,"
                                + " _firn_source_timestamp:timestamptz, _firn_position:string)",
                        "dropped u");
    }

    /** The second byte of some of its characters is a backslash. */
    @Test
    void aClientOfShiftJisIsUnderstood() throws Exception {
        assertThat(toldBy(
                        "SJIS",
                        "CREATE TABLE t (id INT PRIMARY KEY, e ENUM('ソ','表') COMMENT '表')",
                        "INSERT INTO t VALUES (1, 'ソ'), (2, '表')",
                        "ALTER TABLE t ADD 表 VARCHAR(9) DEFAULT 'ソ' AFTER id",
                        "INSERT INTO t (id) VALUES (3)"))
                .containsExactly(
                        "layout t(id:int!, e:string)",
                        "insert t(1, ソ)",
                        "insert t(2, 表)",
                        "layout t(id:int!, 表:string, e:string)",
                        "insert t(3, ソ, null)");
    }

    @Test
    void namesInDoubleQuotesAreNames() throws Exception {
        assertThat(told(
                        "SET SESSION sql_mode = 'ANSI,NO_BACKSLASH_ESCAPES'",
                        "CREATE DATABASE \"un\"\"selected" + db.schema() + "\"",
                        "CREATE TABLE \"un\"\"selected" + db.schema() + "\".\"t\" (\"id\" INT, \"back\\\" INT)",
                        "DROP DATABASE \"un\"\"selected" + db.schema() + "\"",
                        "CREATE TABLE \"order\" (\"id\" INT PRIMARY KEY, \"a\"\"b\" REAL, c VARCHAR(9) DEFAULT '\\')",
                        "INSERT INTO \"order\" (\"id\", \"a\"\"b\") VALUES (1, 0.1)",
                        "ALTER TABLE \"order\" CHANGE \"a\"\"b\" \"it's\" REAL, ADD \"x\" INT DEFAULT 3",
                        "INSERT INTO \"order\" VALUES (2, 0.5, 'y\\', 4)"))
                .containsExactly(
                        "layout order(id:int!, a\"b:float, c:string)",
                        "insert order(1, 0.1, \\)",
                        "layout order(id:int!, it's:float, c:string, x:int)",
                        "insert order(2, 0.5, y\\, 4)");
    }

    @Test
    void whatDependsOnAModeIsReadByTheModeOfItsSession() throws Exception {
        assertThat(told(
                        "SET SESSION sql_mode = 'IGNORE_SPACE,PIPES_AS_CONCAT'",
                        "CREATE TABLE t (id INT PRIMARY KEY, a REAL, d DATE DEFAULT (DATE_ADD ('2020-01-01', INTERVAL 1 DAY)),"
                                + " e ENUM(\"it's\", \"b\"\"c\"), g VARCHAR(20) AS (id || 'x') STORED)",
                        "INSERT INTO t (id, a, d, e) VALUES (1, 0.1, '2020-01-02', 'b\"c')",
                        "/* an application's */ ALTER TABLE t /*!80000 DROP g */ /*!99999 , DROP e */ -- away"))
                .containsExactly(
                        "layout t(id:int!, a:double, d:date, e:string, g:string)",
                        "insert t(1, 0.1, 18263, b\"c, 1x)",
                        "layout t(id:int!, a:double, d:date, e:string)");
    }
}
