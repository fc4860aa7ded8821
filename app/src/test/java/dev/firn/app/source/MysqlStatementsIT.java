package dev.firn.app.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.source.ChangeStream;
import dev.firn.engine.source.DatabaseAddress;
import dev.firn.engine.source.SourceState;
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

    /** What the connector's parser does not know. */
    private static final String ODD = "CHECK (JSON_VALUE(CAST(id AS JSON), '$' RETURNING SIGNED) > 0)";

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

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE t ADD c DATE, ADD " + ODD,
                "ALTER TABLE t ADD c DATE, ADD INDEX ((JSON_VALUE(j, '$.a' RETURNING SIGNED)))",
            })
    void aStatementThatIsNotUnderstoodStopsNothing(String statement) throws Exception {
        db.execute("CREATE TABLE t (id INT PRIMARY KEY, j JSON)", "CREATE TABLE u (id INT PRIMARY KEY)");
        try (ChangeStream stream = open(db.source(), Optional.empty())) {
            heard.awaitReached(db.now());
            db.execute("INSERT INTO t VALUES (1, '1')", statement, "INSERT INTO t VALUES (2, '2', NULL)");
            db.execute("INSERT INTO u VALUES (1)");
            heard.awaitReached(db.now());
            assertThat(Transcript.of(heard.all()))
                    .startsWith("layout t(id:int!, j:string)", "insert t(1, 1)", "untold t")
                    .contains("insert u(1)")
                    .doesNotContain("dropped t");
            db.execute("INSERT INTO u VALUES (2)");
            heard.awaitReached(db.now());
            heard.clear();
            db.execute("INSERT INTO t VALUES (3, '3', '2020-01-02')", "ALTER TABLE t ADD d INT", "DELETE FROM t");
            heard.awaitReached(db.now());
            assertThat(Transcript.of(heard.all()))
                    .containsSubsequence(
                            "insert t(3, 3, 18263)", "layout t(id:int!, j:string, c:date, d:int)", "delete t(1)")
                    .doesNotContain("untold t");
        }
    }

    /** The catalog is far ahead of the log when the statement is met: what stands between is none of the stream's. */
    @Test
    void whatFollowsBeforeTheDefinitionIsReadIsPassedOver() throws Exception {
        db.execute("CREATE TABLE t (id INT PRIMARY KEY)", "CREATE TABLE gone (id INT PRIMARY KEY)");
        SourceState state;
        try (ChangeStream stream = open(db.source(), Optional.empty())) {
            state = stream.stateAt(heard.awaitReached(db.now()));
        }
        heard.clear();
        db.execute(
                "INSERT INTO t VALUES (1)",
                "ALTER TABLE t ADD c DATE, ADD " + ODD,
                "ALTER TABLE gone ADD c DATE, ADD " + ODD,
                "INSERT INTO t VALUES (2, NULL)",
                "ALTER TABLE t DROP c, ADD b VARCHAR(9), ADD a INT",
                "INSERT INTO t VALUES (3, 'x', 3)",
                "RENAME TABLE t TO w",
                "INSERT INTO w VALUES (4, 'y', 4)",
                "DROP TABLE gone");
        try (ChangeStream stream = open(db.source(), Optional.of(state))) {
            state = stream.stateAt(heard.awaitReached(db.now()));
            db.execute("INSERT INTO w VALUES (5, 'z', 5)");
            heard.awaitReached(db.now());
        }
        assertThat(Transcript.of(heard.all()))
                .startsWith("layout t(id:int!)", "insert t(1)", "dropped t", "dropped gone", "untold w")
                .endsWith("layout w(id:int!, b:string, a:int)", "untold w", "insert w(5, z, 5)");
        heard.clear();
        try (ChangeStream stream = open(db.source(), Optional.of(state))) {
            heard.awaitReached(db.now());
        }
        assertThat(Transcript.of(heard.all()))
                .containsExactly("layout w(id:int!, b:string, a:int)", "insert w(5, z, 5)");
    }

    @Test
    void whatIsNotUnderstoodOfOtherDatabasesIsNoConcern() throws Exception {
        db.execute("CREATE TABLE t (id INT PRIMARY KEY)", "CREATE DATABASE other" + db.number);
        assertThat(told(
                        "USE other" + db.number,
                        "CREATE TABLE x (id INT PRIMARY KEY, c DATE, " + ODD + ")",
                        "INSERT INTO x VALUES (1, NULL)",
                        "CREATE TABLE y (id INT PRIMARY KEY)",
                        "ALTER TABLE y ADD c DATE, ADD " + ODD,
                        "ALTER DATABASE CHARACTER SET latin1",
                        "INSERT INTO " + db.schema() + ".t VALUES (1)",
                        "RENAME TABLE y TO " + db.schema() + ".y",
                        "INSERT INTO " + db.schema() + ".t VALUES (2)",
                        "DROP DATABASE other" + db.number))
                .startsWith("layout t(id:int!)", "insert t(1)", "untold y")
                .contains("insert t(2)")
                .doesNotContain("untold t");
    }

    @Test
    void aDefinitionThatWasChangedPastTheLogIsReadFromTheCatalog() throws Exception {
        db.execute("CREATE TABLE t (id INT PRIMARY KEY)", "CREATE TABLE u (id INT PRIMARY KEY)");
        assertThat(told(
                        "INSERT INTO t VALUES (1)",
                        "SET SESSION sql_log_bin = 0",
                        "ALTER TABLE t ADD a INT",
                        "CREATE TABLE v (id INT PRIMARY KEY)",
                        "SET SESSION sql_log_bin = 1",
                        "INSERT INTO t VALUES (2, 2)",
                        "INSERT INTO v VALUES (1)",
                        "INSERT INTO u VALUES (1)"))
                .startsWith("layout t(id:int!)", "insert t(1)", "untold t")
                .contains("untold v", "insert u(1)");
    }

    /** How the server shows definitions depends on a session's mode, and that of a new one on the server. */
    @Test
    void definitionsAreReadWhateverTheServerIsSetTo() throws Exception {
        db.execute("CREATE TABLE `order` (id INT PRIMARY KEY, `a\"b` VARCHAR(9) DEFAULT '\\\\' COMMENT '\"')");
        try (Connection administrator = db.server().connect();
                Statement statement = administrator.createStatement()) {
            statement.execute("SET @mode = @@GLOBAL.sql_mode");
            statement.execute("SET GLOBAL sql_mode = 'ANSI,NO_BACKSLASH_ESCAPES'");
            try {
                assertThat(told("INSERT INTO `order` VALUES (1, 'x')", "INSERT INTO `order` (id) VALUES (2)"))
                        .containsExactly(
                                "layout order(id:int!, a\"b:string)", "insert order(1, x)", "insert order(2, \\)");
            } finally {
                statement.execute("SET GLOBAL sql_mode = @mode");
            }
        }
    }
}
