package dev.firn.app.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.schema.layout.TableMode;
import dev.firn.schema.layout.TableRules;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** How values of PostgreSQL come out of its log. */
class PostgresLogValuesIT extends PostgresLogScenario {

    @Test
    void valuesOfEveryCommonTypeAreExact() throws Exception {
        db.execute(
                "CREATE TYPE mood AS ENUM ('sad', 'Happy, or so')",
                "CREATE DOMAIN cents AS NUMERIC(10,2)",
                "CREATE TABLE t (id INT PRIMARY KEY, i2 INT2, i8 INT8, f4 FLOAT4, f8 FLOAT8, n NUMERIC(20,4), n0 NUMERIC(38),"
                        + " tx TEXT, vc VARCHAR(10), bc CHAR(5), by BYTEA, bo BOOLEAN, da DATE, ti TIME, ts TIMESTAMP,"
                        + " tz TIMESTAMPTZ, u UUID, j JSON, jb JSONB, m mood, c cents)");
        List<String> lines = told(
                "INSERT INTO t VALUES (1, 32767, 9223372036854775807, 1.5, 0.1, 1234567890123456.7891,"
                        + " 99999999999999999999999999999999999999, 'grüße 😀', 'abc', 'ab', '\\x00ff', true, '2026-02-28',"
                        + " '23:59:59.999999', '2026-02-28 12:34:56.123456', '2026-02-28 12:34:56.123456+05:30',"
                        + " '123e4567-e89b-12d3-a456-426614174000', '{\"b\": 1,  \"a\": [1, 2.50]}', '{\"b\": 1,  \"a\": [1, 2.50]}',"
                        + " 'Happy, or so', 12.5)",
                "INSERT INTO t VALUES (2, -32768, -9223372036854775808, 'NaN', '-Infinity', -0.0001, 0, '', '', '', '', false,"
                        + " '0044-03-15 BC', '00:00', '4713-01-01 00:00:00 BC', '1883-11-18 12:03:57-00:00:02',"
                        + " '00000000-0000-0000-0000-000000000000', 'null', 'null', 'sad', -99999999.99)",
                "INSERT INTO t (id) VALUES (3)",
                "INSERT INTO t (id, da, ts, tz, n) VALUES (4, '5874897-12-31', '294246-12-31 23:59:59.999999',"
                        + " '0001-01-01 00:00:00 BC', 1e3)");
        String days = db.query("SELECT DATE '5874897-12-31' - DATE '1970-01-01'");
        String micros =
                db.query("SELECT (extract(epoch FROM TIMESTAMP '294246-12-31 23:59:59.999999') * 1000000)::bigint");
        assertThat(lines.subList(1, lines.size()))
                .containsExactly(
                        "insert t(1, 32767, 9223372036854775807, 1.5, 0.1, 1234567890123456.7891,"
                                + " 99999999999999999999999999999999999999, grüße 😀, abc, ab   , 0x00ff, true, 20512,"
                                + " 86399999999, 1772282096123456, 1772262296123456, 123e4567-e89b-12d3-a456-426614174000,"
                                + " {\"b\": 1,  \"a\": [1, 2.50]}, {\"a\": [1, 2.50], \"b\": 1}, Happy, or so, 12.50)",
                        "insert t(2, -32768, -9223372036854775808, NaN, -Infinity, -0.0001, 0, , ,      , 0x, false, -735160, 0,"
                                + " -210863520000000000, -2717668561000000, 00000000-0000-0000-0000-000000000000, null, null,"
                                + " sad, -99999999.99)",
                        "insert t(3" + ", null".repeat(20) + ")",
                        "insert t(4, null, null, null, null, 1000.0000, null, null, null, null, null, null, " + days
                                + ", null," + " " + micros + ", -62167219200000000, null, null, null, null, null)");
        assertThat(lines.get(0))
                .isEqualTo(
                        "layout t(id:int!, i2:int, i8:long, f4:float, f8:double, n:decimal(20, 4), n0:decimal(38, 0),"
                                + " tx:string, vc:string, bc:string, by:binary, bo:boolean, da:date, ti:time, ts:timestamp,"
                                + " tz:timestamptz, u:uuid, j:string, jb:string, m:string, c:decimal(10, 2))");
    }

    /** I6: the table says what it cannot have, the others go on, and so does the stream. */
    @Test
    void valuesThatIcebergHasNotStopTheirTableAlone() throws Exception {
        db.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, n NUMERIC(5,2), d DATE, ts TIMESTAMP, tz TIMESTAMPTZ, ti TIME)",
                "CREATE TABLE u (id INT PRIMARY KEY)");
        List<String> lines = told(
                "INSERT INTO t (id, n) VALUES (1, 'NaN')",
                "INSERT INTO t (id, d) VALUES (2, 'infinity')",
                "INSERT INTO t (id, d) VALUES (3, '-infinity')",
                "INSERT INTO t (id, ts) VALUES (4, 'infinity')",
                "INSERT INTO t (id, tz) VALUES (5, '-infinity')",
                "INSERT INTO t (id, ti) VALUES (6, '24:00')",
                "INSERT INTO t (id, ts) VALUES (7, '294276-12-31 23:59:59')",
                "INSERT INTO u VALUES (1)",
                "INSERT INTO t (id) VALUES (8)");
        assertThat(lines).hasSize(11);
        assertThat(lines.subList(1, 8))
                .allMatch(line -> line.startsWith("unreadable t: Cannot read a change of public.t: Column "));
        assertThat(lines.get(1)).contains("Column n holds NaN", "resync");
        assertThat(lines.get(2)).contains("Column d holds the date infinity");
        assertThat(lines.get(4)).contains("Column ts holds the timestamp infinity");
        assertThat(lines.get(6)).contains("Column ti holds 24:00:00");
        assertThat(lines.subList(8, 11))
                .containsExactly("layout u(id:int!)", "insert u(1)", "insert t(8, null, null, null, null, null)");
    }

    @Test
    void unchangedLargeValuesAreKnownToBeMissing() throws Exception {
        db.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, small INT, big TEXT, bin BYTEA, js JSONB, num NUMERIC(38,2))",
                "ALTER TABLE t ALTER big SET STORAGE EXTERNAL",
                "ALTER TABLE t ALTER bin SET STORAGE EXTERNAL",
                "ALTER TABLE t ALTER js SET STORAGE EXTERNAL",
                "INSERT INTO t VALUES (1, 0, repeat('x', 9000), convert_to(repeat('y', 9000), 'UTF8'),"
                        + " jsonb_build_object('k', repeat('z', 9000)), 1)");
        List<String> lines = told(
                "UPDATE t SET small = 1",
                "UPDATE t SET big = 'short'",
                "UPDATE t SET bin = '\\x01', js = NULL",
                "UPDATE t SET big = repeat('w', 9000)",
                "UPDATE t SET id = 2",
                "ALTER TABLE t REPLICA IDENTITY FULL",
                "UPDATE t SET small = 9");
        assertThat(lines.stream().map(line -> line.replaceAll("w{9000}", "W")))
                .containsExactly(
                        "layout t(id:int!, small:int, big:string, bin:binary, js:string, num:decimal(38, 2))",
                        "partial t(1, 1, null, null, null, 1.00) lacks {2, 3, 4}",
                        "partial t(1, 1, short, null, null, 1.00) lacks {3, 4}",
                        "update t(1, 1, short, 0x01, null, 1.00)",
                        "update t(1, 1, W, 0x01, null, 1.00)",
                        "delete t(1)",
                        "partial t(2, 1, null, 0x01, null, 1.00) lacks {2}",
                        "update t(2, 9, W, 0x01, null, 1.00)");
    }

    @Test
    void aChangelogWithoutFullIdentitySaysThatItNeedsOne() throws Exception {
        db.execute(
                "CREATE TABLE t (id INT PRIMARY KEY, small INT NOT NULL, big TEXT)",
                "ALTER TABLE t ALTER big SET STORAGE EXTERNAL",
                "INSERT INTO t VALUES (1, 7, repeat('x', 9000)), (2, 7, 'x')");
        TableRules rules = new TableRules(TableMode.CHANGELOG, List.of(), Set.of(), Map.of());
        List<String> lines = Transcript.of(hear(
                Map.of(db.table("t"), rules), "UPDATE t SET small = 1 WHERE id = 1", "DELETE FROM t WHERE id = 2"));
        assertThat(lines.get(1)).contains("unreadable t", "REPLICA IDENTITY FULL");
        // What the log does not say of a deleted row is null, not the zero that the connector would put there.
        assertThat(lines.get(2)).isEqualTo("append t(2, null, null, d)");
    }
}
