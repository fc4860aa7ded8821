package dev.firn.app.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.app.demo.server.MysqlServer;
import dev.firn.app.servers.Servers;
import dev.firn.engine.event.ChangeEvent;
import dev.firn.engine.event.SourceMark;
import dev.firn.engine.source.ChangeStream;
import dev.firn.engine.source.DatabaseAddress;
import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import dev.firn.engine.source.SourceState;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What only MySQL's log has: definitions as statements, its own types, files that are purged. */
class MysqlLogIT {

    private static MysqlServer server;
    private MysqlFixture db;
    private final HeardEvents heard = new HeardEvents();

    @BeforeAll
    static void start(@TempDir Path directory) {
        server = Servers.mysql(directory);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void create() throws Exception {
        db = new MysqlFixture(server);
    }

    @AfterEach
    void close() throws Exception {
        db.execute("DROP DATABASE IF EXISTS " + db.schema());
        db.close();
    }

    private ChangeStream open(Optional<SourceState> from) throws InterruptedException {
        ChangeStream stream = db.source().open(from, heard);
        heard.watch(stream.ended());
        return stream;
    }

    private List<String> hear(String... statements) throws Exception {
        try (ChangeStream stream = open(Optional.empty())) {
            heard.awaitReached(db.now());
            db.execute(statements);
            heard.awaitReached(db.now());
        }
        return Transcript.of(heard.all());
    }

    private static Throwable end(ChangeStream stream) throws Exception {
        try {
            stream.ended().toCompletableFuture().get(30, TimeUnit.SECONDS);
            return new AssertionError("The stream ended in order");
        } catch (ExecutionException e) {
            return e.getCause();
        }
    }

    private static void assertCure(Throwable failure, Cure cure, String... words) {
        assertThat(failure).isInstanceOf(SourceException.class);
        assertThat(failure.getMessage()).contains("Cannot ").contains(words.length == 0 ? new String[] {";"} : words);
        assertThat(((SourceException) failure).cure()).as(failure.getMessage()).isEqualTo(cure);
    }

    @Test
    void valuesOfEveryCommonTypeAreExact() throws Exception {
        db.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, t1 TINYINT, t1u TINYINT UNSIGNED, b1 BOOL, s SMALLINT, su SMALLINT UNSIGNED,"
                        + " m MEDIUMINT, mu MEDIUMINT UNSIGNED, i INTEGER, iu INT UNSIGNED, l BIGINT, lu BIGINT UNSIGNED,"
                        + " d DECIMAL(20,4), d0 NUMERIC(38), du DECIMAL(5,2) UNSIGNED, f FLOAT, f2 FLOAT(7,2), f53 FLOAT(53), db DOUBLE,"
                        + " c CHAR(5), vc VARCHAR(10), lat VARCHAR(10) CHARACTER SET latin1, sj VARCHAR(10) CHARACTER SET sjis, tx TEXT,"
                        + " bi BINARY(4), vb VARBINARY(4), bl BLOB, bit1 BIT, bit12 BIT(12),"
                        + " da DATE, dt DATETIME(6), dt0 DATETIME, ts TIMESTAMP(6) NULL, ti TIME(6), y YEAR,"
                        + " e ENUM('a','b,c','d\\\\,','it''s'), st SET('x','y','z'), j JSON, zf INT(5) ZEROFILL)");
        List<String> lines = hear(
                "INSERT INTO t VALUES (1, 127, 255, TRUE, 32767, 65535, 8388607, 16777215, 2147483647, 4294967295,"
                        + " 9223372036854775807, 18446744073709551615, 1234567890123456.7891,"
                        + " 99999999999999999999999999999999999999, 999.99, 1.5, 12345.67, 0.1, 0.1, 'ab', 'grüße 😀', 'grüße',"
                        + " '日本', 'text', 'ab', 'ab', x'00ff', b'1', b'100000000001',"
                        + " '2026-02-28', '2026-02-28 12:34:56.123456', '1000-01-01 00:00:00', '2026-02-28 12:34:56.123456',"
                        + " '838:59:59', 2155, 'b,c', 'z,x', '{\"b\": 1}', 7)",
                "INSERT INTO t VALUES (2, -128, 0, FALSE, -32768, 0, -8388608, 0, -2147483648, 0, -9223372036854775808, 0,"
                        + " -0.0001, 0, 0, -1.5, -0.01, -1e300, -1e300, '', '', '', '', '', '', '', '', b'0', b'0',"
                        + " '0001-01-01', '9999-12-31 23:59:59.999999', '0001-01-01', '1970-01-01 00:00:01.000001',"
                        + " '-838:59:59', 0, 'a', '', 'null', 0)",
                "INSERT INTO t (id) VALUES (3)",
                "INSERT INTO t (id, e) VALUES (5, 3), (6, 4)",
                "INSERT INTO t (id, ti, y, ts, lu) VALUES (4, '-00:00:00.000001', 1901, '2038-01-19 03:14:07.999999', 9223372036854775808)");
        assertThat(lines.get(0))
                .isEqualTo(
                        "layout t(id:int!, t1:int, t1u:int, b1:int, s:int, su:int, m:int, mu:int, i:int, iu:long, l:long,"
                                + " lu:decimal(20, 0), d:decimal(20, 4), d0:decimal(38, 0), du:decimal(5, 2), f:float, f2:float,"
                                + " f53:double, db:double, c:string, vc:string, lat:string, sj:string, tx:string, bi:binary,"
                                + " vb:binary, bl:binary, bit1:boolean, bit12:binary, da:date, dt:timestamp, dt0:timestamp,"
                                + " ts:timestamptz, ti:long, y:int, e:string, st:string, j:string, zf:long)");
        assertThat(lines.subList(1, lines.size()))
                .containsExactly(
                        "insert t(1, 127, 255, 1, 32767, 65535, 8388607, 16777215, 2147483647, 4294967295,"
                                + " 9223372036854775807, 18446744073709551615, 1234567890123456.7891,"
                                + " 99999999999999999999999999999999999999, 999.99, 1.5, 12345.67, 0.1, 0.1, ab, grüße 😀,"
                                + " grüße, 日本, text, 0x61620000, 0x6162, 0x00ff, true, 0x0801, 20512, 1772282096123456,"
                                + " -30610224000000000, 1772282096123456, 3020399000000, 2155, b,c, x,z, {\"b\": 1}, 7)",
                        "insert t(2, -128, 0, 0, -32768, 0, -8388608, 0, -2147483648, 0, -9223372036854775808, 0, -0.0001, 0,"
                                + " 0.00, -1.5, -0.01, -1.0E300, -1.0E300, , , , , , 0x00000000, 0x, 0x, false, 0x0000, -719162,"
                                + " 253402300799999999, -62135596800000000, 1000001, -3020399000000, 0, a, , null, 0)",
                        "insert t(3" + ", null".repeat(38) + ")",
                        "insert t(5" + ", null".repeat(34) + ", d\\,, null, null, null)",
                        "insert t(6" + ", null".repeat(34) + ", it's, null, null, null)",
                        "insert t(4" + ", null".repeat(10) + ", 9223372036854775808" + ", null".repeat(20)
                                + ", 2147483647999999, -1, 1901, null, null, null, null)");
    }

    /** A row of the log must equal the same row of a query. */
    @Test
    void jsonIsWrittenAsTheServerWritesIt() throws Exception {
        db.execute("CREATE TABLE t (id INT PRIMARY KEY AUTO_INCREMENT, j JSON)");
        List<String> documents = List.of(
                "'{\"b\": [1, 2.50, -0.0, true, null, \"x\\\\\"y\\\\n\\\\u0001 ü\"], \"a\": {}, \"c\": []}'",
                "'1e100'",
                "'1.5e-7'",
                "'1e-15'",
                "'1.25e-15'",
                "'9.9e-16'",
                "'1e-16'",
                "'2e-3'",
                "'2e23'",
                "'-1.234e-14'",
                "'0.00001'",
                "'0.000012345'",
                "'123456789012345680'",
                "'1e15'",
                "'1e14'",
                "'123456.789e3'",
                "'0.1'",
                "'1E-5'",
                "'1.7976931348623157e308'",
                "'5e-324'",
                "'3.0'",
                "'100000000000000000000'",
                "'18446744073709551615'",
                "'-9223372036854775808'",
                "'70000'",
                "'\"grüße 😀\"'",
                "'\"a/b\"'",
                "JSON_OBJECT('d', CAST(1.50 AS DECIMAL(10,2)), 'dt', CAST('2026-02-28 12:34:56.123456' AS DATETIME(6)),"
                        + " 'da', CAST('2026-02-28' AS DATE), 't', CAST('-01:02:03.5' AS TIME(3)), 't2', CAST('-00:00:00.000001' AS TIME(6)), 't3', CAST('838:59:59' AS TIME), 'b', x'cafe', 'y', CAST(2026 AS YEAR))",
                "JSON_OBJECT('long', REPEAT('x', 70000))",
                "JSON_QUOTE('tab\\tback\\\\')");
        List<String> expected = new ArrayList<>();
        try (ChangeStream stream = open(Optional.empty())) {
            heard.awaitReached(db.now());
            for (String document : documents) {
                db.execute("INSERT INTO t (j) VALUES (" + document + ")");
            }
            heard.awaitReached(db.now());
        }
        try (Statement statement = db.connection().createStatement();
                ResultSet rows = statement.executeQuery("SELECT j FROM t ORDER BY id")) {
            while (rows.next()) {
                expected.add(rows.getString(1));
            }
        }
        assertThat(heard.of(ChangeEvent.Insert.class).stream().map(insert -> insert.row()[1]))
                .containsExactlyElementsOf(expected);
    }

    @Test
    void zeroDatesAreNullWhereNullIsAllowedAndStopTheirTableElse() throws Exception {
        db.execute(
                "SET SESSION sql_mode = ''",
                "CREATE TABLE t (id INT PRIMARY KEY, d DATE, dt DATETIME, ts TIMESTAMP NULL)",
                "CREATE TABLE u (id INT PRIMARY KEY, d DATE NOT NULL DEFAULT '0000-00-00')",
                "CREATE TABLE v (id INT PRIMARY KEY, dt DATETIME NOT NULL DEFAULT '0000-00-00 00:00:00')");
        List<String> lines = hear(
                "INSERT INTO t VALUES (1, '0000-00-00', '0000-00-00', '0000-00-00')",
                "INSERT INTO u VALUES (1, '0000-00-00')",
                "INSERT INTO v VALUES (1, '2026-00-00')",
                "INSERT INTO u VALUES (2, '2026-01-01')");
        assertThat(lines).hasSize(7);
        assertThat(lines.get(1)).isEqualTo("insert t(1, null, null, null)");
        assertThat(lines.get(3))
                .startsWith("unreadable u: ")
                .contains("Column d holds a zero or invalid date", "resync");
        assertThat(lines.get(5)).startsWith("unreadable v: ").contains("Column dt holds a zero timestamp");
        assertThat(lines.get(6)).isEqualTo("insert u(2, 20454)");
    }

    @Test
    void definitionsAreToldWhenTheyChange() throws Exception {
        db.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, a INT NOT NULL, b FLOAT, KEY (a))",
                "CREATE TABLE x (id INT PRIMARY KEY)");
        assertThat(hear(
                        "INSERT INTO t VALUES (1, 1, 1)",
                        "ALTER TABLE t ADD c VARCHAR(9) DEFAULT 'd' AFTER id, COMMENT 'x'",
                        "INSERT INTO t VALUES (2, 'c', 2, 2)",
                        "ALTER TABLE t DROP COLUMN b, MODIFY a BIGINT NULL, DROP KEY a",
                        "INSERT INTO t VALUES (3, 'x', NULL)",
                        "ALTER TABLE t ADD INDEX (cc), CHANGE c cc VARCHAR(20)",
                        "CREATE TABLE u LIKE t",
                        "INSERT INTO u VALUES (1, 'y', 2)",
                        "RENAME TABLE t TO t_old, u TO t",
                        "INSERT INTO t VALUES (4, 'z', 2)",
                        "CREATE TABLE not_this (id INT)",
                        "DROP TABLE not_this, t_old",
                        "DROP TABLE x",
                        "CREATE TABLE y SELECT * FROM t",
                        "DROP DATABASE " + db.schema()))
                .containsExactly(
                        "layout t(id:int!, a:int!, b:float)",
                        "insert t(1, 1, 1.0)",
                        "layout t(id:int!, c:string, a:int!, b:float)",
                        "insert t(2, c, 2, 2.0)",
                        "layout t(id:int!, c:string, a:long)",
                        "insert t(3, x, null)",
                        "layout t(id:int!, cc:string, a:long)",
                        "layout u(id:int!, cc:string, a:long)",
                        "insert u(1, y, 2)",
                        "renamed t to t_old",
                        "layout t_old(id:int!, cc:string, a:long)",
                        "renamed u to t",
                        "layout t(id:int!, cc:string, a:long)",
                        "insert t(4, z, 2)",
                        "dropped t_old",
                        "dropped x",
                        "layout y(id:int, cc:string, a:long, _firn_operation:string, _firn_source_timestamp:timestamptz,"
                                + " _firn_position:string)",
                        "append y(1, y, 2, c)",
                        "append y(4, z, 2, c)",
                        "dropped t",
                        "dropped y");
    }

    /** The definitions go with the mark, not with what the connector has read meanwhile. */
    @Test
    void aStreamGoesOnWithTheDefinitionsOfItsMark() throws Exception {
        db.execute("CREATE TABLE t (id INT PRIMARY KEY, a INT)");
        List<SourceMark> marks = new ArrayList<>();
        List<SourceState> states = new ArrayList<>();
        try (ChangeStream stream = open(Optional.empty())) {
            marks.add(heard.awaitReached(db.now()));
            for (String change : List.of(
                    "INSERT INTO t VALUES (1, 1)",
                    "ALTER TABLE t ADD b INT FIRST",
                    "INSERT INTO t VALUES (2, 2, 2)",
                    "ALTER TABLE t DROP COLUMN a",
                    "INSERT INTO t VALUES (3, 3)",
                    "RENAME TABLE t TO u",
                    "INSERT INTO u VALUES (4, 4)")) {
                db.execute(change);
                marks.add(heard.awaitReached(db.now()));
            }
            marks.forEach(mark -> states.add(stream.stateAt(mark)));
        }
        List<List<String>> runs = new ArrayList<>();
        for (SourceState state : states) {
            heard.clear();
            try (ChangeStream stream = open(Optional.of(state))) {
                heard.awaitReached(db.now());
            }
            runs.add(Transcript.of(heard.all()).stream()
                    .filter(line -> line.startsWith("insert"))
                    .toList());
        }
        List<String> all = List.of("insert t(1, 1)", "insert t(2, 2, 2)", "insert t(3, 3)", "insert u(4, 4)");
        assertThat(runs)
                .containsExactly(
                        all,
                        all.subList(1, 4),
                        all.subList(1, 4),
                        all.subList(2, 4),
                        all.subList(2, 4),
                        all.subList(3, 4),
                        all.subList(3, 4),
                        List.of());
    }

    @Test
    void aTableThatIsSelectedLaterIsReadAtOnce() throws Exception {
        db.execute("CREATE TABLE not_yet (id INT PRIMARY KEY)");
        SourceState state;
        try (ChangeStream stream = open(Optional.empty())) {
            state = stream.stateAt(heard.awaitReached(db.now()));
        }
        db.execute("INSERT INTO not_yet VALUES (1)");
        heard.clear();
        try (ChangeStream stream = db.sourceOfEverything().open(Optional.of(state), heard)) {
            heard.watch(stream.ended());
            heard.awaitReached(db.now());
        }
        assertThat(Transcript.of(heard.all())).containsExactly("layout not_yet(id:int!)", "insert not_yet(1)");
    }

    @Test
    void statementsThatDefineNoTableAreOfNoConcern() throws Exception {
        db.execute("CREATE TABLE t (id INT PRIMARY KEY, a INT)");
        assertThat(hear(
                        "CREATE PROCEDURE p() BEGIN DECLARE x INT; SELECT 1 INTO x; END",
                        "CREATE DEFINER=`root`@`%` FUNCTION f() RETURNS INT DETERMINISTIC RETURN 1",
                        "CREATE TRIGGER g BEFORE INSERT ON t FOR EACH ROW SET NEW.a = 5",
                        "CREATE VIEW v AS SELECT * FROM t",
                        "CREATE EVENT ev ON SCHEDULE EVERY 1 YEAR DO SELECT 1",
                        "CREATE USER u" + db.number,
                        "GRANT SELECT ON *.* TO u" + db.number,
                        "DROP USER u" + db.number,
                        "ANALYZE TABLE t",
                        "INSERT INTO t VALUES (1, 1)",
                        "CREATE TEMPORARY TABLE tmp (id INT)",
                        "DROP TEMPORARY TABLE tmp",
                        "DROP VIEW v",
                        "FLUSH BINARY LOGS",
                        "INSERT INTO t VALUES (2, 1)"))
                .containsExactly("layout t(id:int!, a:int)", "insert t(1, 5)", "insert t(2, 5)");
    }

    /** Their rows stand in the log from when they are prepared, also if they are then rolled back. */
    @Test
    void tablesOfDistributedTransactionsStop() throws Exception {
        db.execute("CREATE TABLE t (id INT PRIMARY KEY)", "CREATE TABLE u (id INT PRIMARY KEY)");
        List<String> lines = hear(
                "XA START 'x'",
                "INSERT INTO t VALUES (1), (2)",
                "INSERT INTO t VALUES (3)",
                "XA END 'x'",
                "XA PREPARE 'x'",
                "XA ROLLBACK 'x'",
                "INSERT INTO u VALUES (1)");
        assertThat(lines.get(0)).startsWith("unreadable t: ").contains("XA transaction", "resync");
        assertThat(lines).contains("layout u(id:int!)", "insert u(1)").doesNotContain("insert t(1)");
    }

    @Test
    void generatedAndInvisibleColumnsAreColumns() throws Exception {
        db.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, a INT, g INT AS (a + 1) VIRTUAL, s INT AS (a + 2) STORED, i INT INVISIBLE)");
        assertThat(hear("INSERT INTO t (id, a, i) VALUES (1, 1, 9)"))
                .containsExactly("layout t(id:int!, a:int, g:int, s:int, i:int)", "insert t(1, 1, 2, 3, 9)");
    }

    @Test
    void aTransactionIsNamedByItsGtid() throws Exception {
        db.execute("CREATE TABLE log (n INT)");
        hear("INSERT INTO log VALUES (1)", "TRUNCATE TABLE log");
        List<ChangeEvent.Append> appended = heard.of(ChangeEvent.Append.class);
        assertThat(appended).hasSize(2);
        assertThat(appended)
                .allSatisfy(append -> assertThat(append.transaction().text()).matches("[0-9a-f-]{36}:\\d+"));
    }

    @Test
    void aCutConnectionIsTriedAgain() throws Exception {
        try (ChangeStream stream = open(Optional.empty())) {
            heard.awaitReached(db.now());
            db.execute("CREATE TABLE t (id INT PRIMARY KEY)", "INSERT INTO t VALUES (1)");
            heard.await(event -> event instanceof ChangeEvent.Insert);
            db.execute("KILL "
                    + db.query(
                            "SELECT id FROM information_schema.processlist WHERE command LIKE 'Binlog Dump%' LIMIT 1"));
            assertCure(end(stream), Cure.RETRY, "Cannot read the binary log of");
        }
    }

    @Test
    void aServerThatIsGoneIsTriedAgain(@TempDir Path directory) throws Exception {
        try (MysqlServer other = Servers.mysql(directory);
                MysqlFixture there = new MysqlFixture(other);
                ChangeStream stream = there.source().open(Optional.empty(), heard)) {
            heard.watch(stream.ended());
            SourceState state = stream.stateAt(heard.awaitReached(there.now()));
            other.kill();
            assertCure(end(stream), Cure.RETRY, "Cannot read the binary log of");
            assertThatThrownBy(() -> there.source().open(Optional.of(state), heard))
                    .satisfies(failure -> assertCure(failure, Cure.RETRY));
        }
    }

    @Test
    void aPurgedLogNeedsTheOperator(@TempDir Path directory) throws Exception {
        try (MysqlServer other = Servers.mysql(directory);
                MysqlFixture there = new MysqlFixture(other)) {
            SourceState state;
            there.execute("CREATE TABLE t (id INT PRIMARY KEY)");
            try (ChangeStream stream = there.source().open(Optional.empty(), heard)) {
                heard.watch(stream.ended());
                state = stream.stateAt(heard.awaitReached(there.now()));
            }
            there.execute("INSERT INTO t VALUES (1)", "FLUSH BINARY LOGS", "INSERT INTO t VALUES (2)");
            there.execute("PURGE BINARY LOGS TO '" + there.now().file() + "'");
            assertCure(opened(there, state), Cure.OPERATOR, "no longer", "resync");
        }
    }

    private static Throwable opened(MysqlFixture there, SourceState state) throws Exception {
        try (ChangeStream stream = there.source().open(Optional.of(state), new HeardEvents())) {
            return end(stream);
        } catch (SourceException e) {
            return e;
        }
    }

    @Test
    void aUserWhoMayNotNeedsTheOperator() throws Exception {
        db.execute("CREATE USER weak" + db.number + " IDENTIFIED BY 'x'");
        assertCure(openedAs("weak" + db.number, "wrong"), Cure.OPERATOR, "weak" + db.number);
        assertCure(openedAs("weak" + db.number, "x"), Cure.OPERATOR);
        db.execute("GRANT SELECT, REPLICATION CLIENT ON *.* TO weak" + db.number);
        assertCure(openedAs("weak" + db.number, "x"), Cure.OPERATOR);
    }

    private Throwable openedAs(String user, String password) throws Exception {
        DatabaseAddress address = new DatabaseAddress(
                db.address().host(),
                db.address().port(),
                "",
                user,
                password,
                Map.of("allowPublicKeyRetrieval", "true"));
        try (ChangeStream stream =
                db.source(db.settings(address, Map.of())).open(Optional.empty(), new HeardEvents())) {
            return end(stream);
        } catch (SourceException e) {
            return e;
        }
    }

    @Test
    void twoStreamsOfOnePipelineDoNotGoOnSideBySide() throws Exception {
        try (ChangeStream first = open(Optional.empty())) {
            SourceState state = first.stateAt(heard.awaitReached(db.now()));
            try (ChangeStream second = db.source().open(Optional.of(state), new HeardEvents())) {
                // The server gives the id to whoever came last, and says so to the other.
                assertCure(end(first), Cure.OPERATOR, "server id");
            }
        }
    }
}
