package dev.firn.app.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.event.ChangeEvent;
import dev.firn.engine.source.ChangeStream;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How values of MySQL come out of its log. */
class MysqlLogValuesIT extends MysqlLogScenario {

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
        List<String> lines = told(
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
        List<String> lines = told(
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
    void generatedAndInvisibleColumnsAreColumns() throws Exception {
        db.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, a INT, g INT AS (a + 1) VIRTUAL, s INT AS (a + 2) STORED, i INT INVISIBLE)");
        assertThat(told("INSERT INTO t (id, a, i) VALUES (1, 1, 9)"))
                .containsExactly("layout t(id:int!, a:int, g:int, s:int, i:int)", "insert t(1, 1, 2, 3, 9)");
    }

    /** The server's catalog has them in three bytes of UTF-8 a character. */
    @Test
    void labelsAreThoseThatTheLogTells() throws Exception {
        db.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, e ENUM('😀','?','ß'), l ENUM('ä','?') CHARACTER SET latin1, s SET('😀','b'))");
        assertThat(told(
                        "INSERT INTO t VALUES (1, '😀', 'ä', '😀,b'), (2, '?', '?', ''), (3, NULL, NULL, NULL)",
                        "ALTER TABLE t MODIFY e ENUM('😀','?','ß','🎉')",
                        "INSERT INTO t VALUES (4, '🎉', 'ä', 'b')"))
                .containsExactly(
                        "layout t(id:int!, e:string, l:string, s:string)",
                        "insert t(1, 😀, ä, 😀,b)",
                        "insert t(2, ?, ?, )",
                        "insert t(3, null, null, null)",
                        "insert t(4, 🎉, ä, b)");
    }

    @Test
    void aLabelThatNobodyTellsStopsItsTable() throws Exception {
        db.execute(
                "SET GLOBAL binlog_row_metadata = MINIMAL",
                "CREATE TABLE t (id INT PRIMARY KEY, e ENUM('😀','b'))",
                "CREATE TABLE u (id INT PRIMARY KEY, e ENUM('a','b'))");
        try {
            List<String> lines = told("INSERT INTO t VALUES (1, 'b'), (2, '😀')", "INSERT INTO u VALUES (1, 'b')");
            assertThat(lines)
                    .contains("insert t(1, b)", "insert u(1, b)")
                    .anySatisfy(line -> assertThat(line)
                            .startsWith("unreadable t: ")
                            .contains("Column e holds a label", "binlog_row_metadata = FULL"));
        } finally {
            db.execute("SET GLOBAL binlog_row_metadata = FULL");
        }
    }
}
