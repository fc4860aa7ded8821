package dev.firn.app.types;

import static dev.firn.app.types.TypeCase.becomes;
import static dev.firn.app.types.TypeCase.nulled;
import static dev.firn.app.types.TypeCase.quoted;
import static dev.firn.app.types.TypeCase.stops;
import static dev.firn.app.types.TypeCase.value;

import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** The types of MySQL, one a line, by family. */
final class MysqlTypeCases {

    private static final Type INT = Types.IntegerType.get();
    private static final Type LONG = Types.LongType.get();
    private static final Type FLOAT = Types.FloatType.get();
    private static final Type DOUBLE = Types.DoubleType.get();
    private static final Type STRING = Types.StringType.get();
    private static final Type BINARY = Types.BinaryType.get();
    private static final Type DATE = Types.DateType.get();
    private static final Type TIMESTAMP = Types.TimestampType.withoutZone();
    private static final Type TIMESTAMPTZ = Types.TimestampType.withZone();

    private static final String POINT_1_2 = "0101000000000000000000f03f0000000000000040";

    private static final String NINES = "9".repeat(38);

    private static final List<TypeCase> NUMBERS = List.of(
            becomes("TINYINT", INT, "-128", "-1", "0", "127"),
            becomes("TINYINT UNSIGNED", INT, "0", "128", "255"),
            becomes("BOOL", INT, "0", "1", "-128", "127").and(value("TRUE", "1")),
            becomes("SMALLINT", INT, "-32768", "-1", "32767"),
            becomes("SMALLINT UNSIGNED", INT, "0", "32768", "65535"),
            becomes("MEDIUMINT", INT, "-8388608", "-1", "8388607"),
            becomes("MEDIUMINT UNSIGNED", INT, "0", "8388608", "16777215"),
            becomes("INT", INT, "-2147483648", "-1", "0", "2147483647"),
            becomes("INT UNSIGNED", LONG, "0", "2147483648", "4294967295"),
            becomes("INT(8) ZEROFILL", LONG, "7", "4294967295"),
            becomes("BIGINT", LONG, "-9223372036854775808", "-1", "0", "9223372036854775807"),
            becomes("BIGINT UNSIGNED", decimal(20, 0), "0", "9223372036854775808", "18446744073709551615"),
            becomes("DECIMAL(38, 0)", decimal(38, 0), NINES, "-" + NINES, "0", "1"),
            becomes("DECIMAL(38, 30)", decimal(38, 30), "99999999." + "9".repeat(30), "-0.5"),
            becomes("DECIMAL(20, 4)", decimal(20, 4), "9999999999999999.9999", "-0.0001", "0", "1.50")
                    .and(value("1e3", "1000")),
            becomes("DECIMAL(9, 2)", decimal(9, 2), "9999999.99", "-9999999.99").and(value("0.005", "0.01")),
            becomes("DECIMAL(5, 2) UNSIGNED", decimal(5, 2), "0", "999.99"),
            becomes("DECIMAL", decimal(10, 0), "9999999999", "-1"),
            becomes("FLOAT", FLOAT, "1.5", "0.1", "3.40282e38", "1.17549e-38", "16777216", "-0.00012345678"),
            becomes("FLOAT(7, 2)", FLOAT, "12345.67", "-0.01"),
            becomes("FLOAT(53)", DOUBLE, "0.1", "-1e300"),
            becomes(
                            "DOUBLE",
                            DOUBLE,
                            "1.5",
                            "0.1",
                            "1.7976931348623157e308",
                            "2.2250738585072014e-308",
                            "123456789.12345678")
                    .and(value("-0e0", "-0.0")),
            becomes("DOUBLE(10, 3)", DOUBLE, "1234567.891"),
            becomes("BIT", Types.BooleanType.get(), value("b'0'", "false"), value("b'1'", "true")),
            becomes("BIT(8)", BINARY, value("b'0'", "00"), value("b'11111111'", "ff"), value("b'1'", "01")),
            becomes("BIT(12)", BINARY, value("0", "0000"), value("4095", "0fff"), value("2049", "0801")),
            becomes(
                    "BIT(64)",
                    BINARY,
                    value("0", "0".repeat(16)),
                    value("~0", "f".repeat(16)),
                    value("1 << 63", "8" + "0".repeat(15))));

    private static final List<TypeCase> TEXTS = List.of(
            becomes("CHAR(5)", STRING, quoted(""), quoted("ß€😀é"), value("'ab  '", "ab")),
            becomes("CHAR(5) COLLATE utf8mb4_bin", STRING, quoted(""), value("'ab  '", "ab"), quoted("  ab")),
            becomes("VARCHAR(20)", STRING, texts()),
            becomes("VARCHAR(20) COLLATE utf8mb4_general_ci", STRING, texts()),
            becomes("VARCHAR(8000)", STRING, value("REPEAT('€', 8000)", "€".repeat(8_000))),
            becomes("TINYTEXT", STRING, texts()).and(value("REPEAT('x', 255)", "x".repeat(255))),
            becomes("TEXT", STRING, texts()).and(value("REPEAT('x', 65535)", "x".repeat(65_535))),
            becomes("MEDIUMTEXT", STRING, texts()).and(value("REPEAT('ß', 500000)", "ß".repeat(500_000))),
            becomes("LONGTEXT", STRING, texts()).and(value("REPEAT('😀', 500000)", "😀".repeat(500_000))),
            becomes("VARCHAR(20) CHARACTER SET utf8mb3", STRING, quoted(""), quoted("grüße €日本")),
            becomes(
                    "VARCHAR(20) CHARACTER SET latin1",
                    STRING,
                    quoted(""),
                    quoted("Straße naïve ÿ"),
                    quoted("€‚ƒ„…†‡ˆ‰Š‹ŒŽ"),
                    quoted("‘’“”•–—˜™š›œžŸ"),
                    value("CONVERT(x'818d8f909d' USING latin1)", "\u0081\u008d\u008f\u0090\u009d")),
            becomes("VARCHAR(20) CHARACTER SET ascii", STRING, quoted("plain ~")),
            becomes("VARCHAR(20) CHARACTER SET latin2", STRING, quoted("žluťoučký kůň")),
            becomes("VARCHAR(20) CHARACTER SET latin5", STRING, quoted("ğüşiöç")),
            becomes("VARCHAR(20) CHARACTER SET cp1251", STRING, quoted("Привет №")),
            becomes("VARCHAR(20) CHARACTER SET koi8r", STRING, quoted("Привет")),
            becomes("VARCHAR(20) CHARACTER SET greek", STRING, quoted("Γειά")),
            becomes("VARCHAR(20) CHARACTER SET sjis", STRING, quoted("日本ｱ")),
            becomes("VARCHAR(20) CHARACTER SET cp932", STRING, quoted("日本①髙")),
            becomes("VARCHAR(20) CHARACTER SET hp8", STRING, quoted("Ärger")),
            becomes("VARCHAR(20) CHARACTER SET keybcs2", STRING, quoted("žluť")),
            becomes("VARCHAR(20) CHARACTER SET koi8u", STRING, quoted("Привіт")),
            becomes("VARCHAR(20) CHARACTER SET swe7", STRING, quoted("åäö"), value("CONVERT(x'40' USING swe7)", "É")),
            becomes("VARCHAR(20) CHARACTER SET geostd8", STRING, quoted("აბგ")),
            becomes(
                    "VARCHAR(20) CHARACTER SET ujis",
                    STRING,
                    quoted("日本"),
                    // The server's own table has the wave dash there, and no full-width tilde.
                    quoted("\u301C"),
                    value("CONVERT(x'8fa2b7' USING ujis)", "~")),
            becomes("VARCHAR(20) CHARACTER SET gbk", STRING, quoted("中文")),
            becomes("VARCHAR(20) CHARACTER SET gb2312", STRING, quoted("中文")),
            becomes("VARCHAR(20) CHARACTER SET gb18030", STRING, quoted("中文😀")),
            becomes("VARCHAR(20) CHARACTER SET big5", STRING, quoted("中文")),
            becomes("VARCHAR(20) CHARACTER SET euckr", STRING, quoted("한글"), quoted("갂")),
            becomes("VARCHAR(20) CHARACTER SET ucs2", STRING, quoted("grüße €日本")),
            becomes("VARCHAR(20) CHARACTER SET utf16", STRING, quoted("grüße 😀")),
            becomes("VARCHAR(20) CHARACTER SET utf16le", STRING, quoted("grüße 😀")),
            becomes("VARCHAR(20) CHARACTER SET utf32", STRING, quoted("grüße 😀")),
            becomes("NCHAR(5)", STRING, quoted("ß")),
            becomes("NATIONAL VARCHAR(5)", STRING, quoted("ß")),
            becomes(
                    "ENUM('sad', 'Happy, or so', 'ß', '', 'it''s', 'back\\\\slash')",
                    STRING,
                    quoted("sad"),
                    quoted("Happy, or so"),
                    quoted("ß"),
                    quoted(""),
                    value("'it''s'", "it's"),
                    value("6", "back\\slash")),
            becomes("ENUM('😀', '?', 'ß')", STRING, quoted("😀"), quoted("?"), quoted("ß"), value("1", "😀")),
            becomes("ENUM('ä', 'ÿ', '?') CHARACTER SET latin1", STRING, quoted("ä"), quoted("ÿ"), quoted("?")),
            becomes("SET('😀', '?', 'ß') CHARACTER SET utf16", STRING, quoted("😀,ß"), quoted("?"), quoted("")),
            becomes(
                    "SET('a', 'b c', 'ß', 'it''s')",
                    STRING,
                    quoted(""),
                    quoted("a"),
                    quoted("b c,ß"),
                    value("'ß,a,it''s'", "a,ß,it's")),
            becomes(
                    "JSON",
                    STRING,
                    quoted("null"),
                    quoted("true"),
                    quoted("\"\""),
                    quoted("[]"),
                    value(
                            "'{\"b\": 1,  \"a\": [1, 2.50, 1e3, -0.0], \"b\": \"ß\\\\u0041😀\"}'",
                            "{\"a\": [1, 2.5, 1000.0, -0.0], \"b\": \"ßA😀\"}"),
                    value("JSON_OBJECT('k', REPEAT('z', 100000))", "{\"k\": \"" + "z".repeat(100_000) + "\"}")));

    private static final List<TypeCase> BYTES = List.of(
            becomes(
                    "BINARY(4)",
                    BINARY,
                    value("''", "00000000"),
                    value("x'ff00'", "ff000000"),
                    value("x'00ff5c27'", "00ff5c27")),
            becomes(
                    "VARBINARY(4)",
                    BINARY,
                    value("''", ""),
                    value("x'ff00'", "ff00"),
                    value("x'00ff5c27'", "00ff5c27")),
            becomes("TINYBLOB", BINARY, value("''", ""), value("x'ff00'", "ff00")),
            becomes("BLOB", BINARY, value("''", ""), value("REPEAT(x'00ff', 30000)", "00ff".repeat(30_000))),
            becomes("MEDIUMBLOB", BINARY, value("''", ""), value("REPEAT(x'00ff', 300000)", "00ff".repeat(300_000))),
            becomes("LONGBLOB", BINARY, value("''", ""), value("x'00'", "00")));

    private static final List<TypeCase> TIMES = List.of(
            becomes(
                    "DATE",
                    DATE,
                    quoted("1970-01-01"),
                    quoted("1000-01-01"),
                    quoted("9999-12-31"),
                    quoted("0001-01-01"),
                    quoted("1582-10-10"),
                    quoted("2024-02-29"),
                    quoted("0000-01-01"),
                    value("'0000-00-00'", null),
                    value("'0000-02-00'", null),
                    value("'2026-00-00'", null),
                    value("'2026-01-00'", null)),
            becomes(
                    "DATETIME",
                    TIMESTAMP,
                    value("'2026-02-28 12:34:56.5'", "2026-02-28T12:34:57"),
                    value("'0001-01-01 00:00:00'", "0001-01-01T00:00:00"),
                    value("'9999-12-31 23:59:59'", "9999-12-31T23:59:59"),
                    value("'2026-03-29 02:30:00'", "2026-03-29T02:30:00"),
                    value("'0000-12-31 00:00:01'", "0000-12-31T00:00:01"),
                    value("'2026-00-01 00:00:01'", null),
                    value("'0000-00-00 00:00:00'", null)),
            becomes(
                    "DATETIME(3)",
                    TIMESTAMP,
                    value("'2026-02-28 12:34:56.1239'", "2026-02-28T12:34:56.124"),
                    value("'1969-12-31 23:59:59.999'", "1969-12-31T23:59:59.999")),
            becomes(
                    "DATETIME(6)",
                    TIMESTAMP,
                    value("'2026-02-28 12:34:56.000001'", "2026-02-28T12:34:56.000001"),
                    value("'9999-12-31 23:59:59.999999'", "9999-12-31T23:59:59.999999"),
                    value("'1000-01-01 00:00:00.000001'", "1000-01-01T00:00:00.000001")),
            becomes(
                    "TIMESTAMP NULL",
                    TIMESTAMPTZ,
                    value("'1970-01-01 00:00:01+00:00'", "1970-01-01T00:00:01Z"),
                    value("'2038-01-19 03:14:07+00:00'", "2038-01-19T03:14:07Z"),
                    value("'2026-02-28 12:34:56+05:45'", "2026-02-28T06:49:56Z"),
                    value("'0000-00-00 00:00:00'", null)),
            becomes(
                    "TIMESTAMP(6) NULL",
                    TIMESTAMPTZ,
                    value("'2026-10-25 00:30:00.123456+00:00'", "2026-10-25T00:30:00.123456Z"),
                    value("'2026-10-25 01:30:00.123456+00:00'", "2026-10-25T01:30:00.123456Z"),
                    value("'2038-01-19 03:14:07.999999+00:00'", "2038-01-19T03:14:07.999999Z")),
            becomes(
                    "TIMESTAMP(2) NULL",
                    TIMESTAMPTZ,
                    value("'2026-02-28 12:34:56.129+00:00'", "2026-02-28T12:34:56.13Z")),
            becomes(
                    "TIME",
                    LONG,
                    value("'-838:59:59'", "-3020399000000"),
                    value("'838:59:59'", "3020399000000"),
                    value("'25:00:01.5'", "90002000000"),
                    value("'00:00:00'", "0"),
                    value("'-00:00:01'", "-1000000")),
            becomes("TIME(3)", LONG, value("'-00:00:00.001'", "-1000"), value("'23:59:59.9996'", "86400000000")),
            becomes(
                    "TIME(6)",
                    LONG,
                    value("'-00:00:00.000001'", "-1"),
                    value("'-838:59:58.999999'", "-3020398999999"),
                    value("'12:34:56.123456'", "45296123456")),
            becomes("YEAR", INT, "0", "1901", "2155").and(value("'0000'", "0"), value("'69'", "2069")));

    /** Where a value has no counterpart. */
    private static final List<TypeCase> STOPS = List.of(
            stops("DECIMAL(39, 30)", "1e8", "plain").as("decimal(38, 30)"),
            stops("BIGINT UNSIGNED", "18446744073709551615", "plain").as("long"),
            stops("DATE", "'2023-02-31'", "plain"),
            stops("DATETIME(3)", "'2023-04-31 01:02:03.004'", "plain"),
            stops("DATE NOT NULL", "'0000-00-00'", "plain"),
            stops("DATETIME NOT NULL", "'0000-00-00'", "plain"),
            stops("TIMESTAMP NOT NULL", "'0000-00-00'", "plain"));

    /** Shapes of MySQL's function for text, and their WKB, the least significant byte first. */
    private static final List<TypeCase> SHAPES = List.of(
            becomes(
                    "GEOMETRY",
                    BINARY,
                    value("ST_GeomFromText('POINT(1 2)')", POINT_1_2),
                    value("ST_GeomFromText('POINT(2 1)', 4326)", POINT_1_2),
                    value("ST_GeomFromText('GEOMETRYCOLLECTION EMPTY')", "010700000000000000")),
            becomes("POINT", BINARY, value("POINT(1, 2)", POINT_1_2)),
            becomes(
                    "LINESTRING",
                    BINARY,
                    value(
                            "ST_GeomFromText('LINESTRING(1 2, 0 0)')",
                            "010200000002000000" + POINT_1_2.substring(10) + "00".repeat(16))),
            becomes(
                    "POLYGON SRID 4326",
                    BINARY,
                    value(
                            "ST_GeomFromText('POLYGON((0 0, 2 1, 0 1, 0 0))', 4326)",
                            "01030000000100000004000000" + "00".repeat(16) + POINT_1_2.substring(10)
                                    + "000000000000f03f0000000000000000" + "00".repeat(16))),
            becomes(
                    "MULTIPOINT",
                    BINARY,
                    value("ST_GeomFromText('MULTIPOINT(1 2)')", "010400000001000000" + POINT_1_2)),
            becomes(
                    "MULTILINESTRING",
                    BINARY,
                    value(
                            "ST_GeomFromText('MULTILINESTRING((1 2, 0 0))')",
                            "010500000001000000010200000002000000" + POINT_1_2.substring(10) + "00".repeat(16))),
            becomes(
                    "MULTIPOLYGON",
                    BINARY,
                    value(
                            "ST_GeomFromText('MULTIPOLYGON(((0 0, 1 2, 0 1, 0 0)))')",
                            "01060000000100000001030000000100000004000000" + "00".repeat(16) + POINT_1_2.substring(10)
                                    + "0000000000000000000000000000f03f" + "00".repeat(16))),
            becomes(
                    "GEOMETRYCOLLECTION",
                    BINARY,
                    value("ST_GeomFromText('GEOMETRYCOLLECTION(POINT(1 2))')", "010700000001000000" + POINT_1_2)));

    /** Exact numbers beyond what a decimal of Iceberg holds, and what the configuration makes of numbers. */
    private static final List<TypeCase> CHOSEN = List.of(
            becomes("DECIMAL(65, 30)", STRING, quoted("9".repeat(35) + "." + "9".repeat(30)))
                    .and(value("-0.5", "-0.5" + "0".repeat(29)), value("0", "0." + "0".repeat(30))),
            becomes("DECIMAL(39) ZEROFILL", STRING, value("7", "7"), quoted("9".repeat(39))),
            becomes("DECIMAL(65, 30)", decimal(38, 30), "99999999." + "9".repeat(30), "-0.5", "0")
                    .as("decimal(38,30)"),
            becomes("DECIMAL(9, 2)", STRING, "9999999.99", "-0.50", "0.00").as("string"),
            becomes("DECIMAL(9, 2)", DOUBLE, "9999999.99", "-0.5").as("double"),
            becomes("INT(8) ZEROFILL", STRING, "7", "4294967295").as("string"),
            becomes("BIGINT UNSIGNED", LONG, "0", "9223372036854775807").as("long"));

    /** What tables of format version 3 have. */
    private static final List<TypeCase> VERSION_3 = List.of(
            becomes(
                            "DATETIME(6)",
                            Types.TimestampNanoType.withoutZone(),
                            value("'2026-02-28 12:34:56.000001'", "2026-02-28T12:34:56.000001"),
                            value("'1677-09-21 00:12:43.145225'", "1677-09-21T00:12:43.145225"),
                            value("'2262-04-11 23:47:16.854775'", "2262-04-11T23:47:16.854775"),
                            value("'0000-00-00 00:00:00'", null))
                    .as("timestamp_ns"),
            becomes(
                            "TIMESTAMP(6) NULL",
                            Types.TimestampNanoType.withZone(),
                            value("'2026-02-28 12:34:56.000001+05:45'", "2026-02-28T06:49:56.000001Z"))
                    .as("timestamptz_ns"),
            stops("DATETIME(6)", "'2262-04-11 23:47:16.854776'", "plain", "1678", "column-types")
                    .as("timestamp_ns"),
            becomes(
                            "JSON",
                            Types.VariantType.get(),
                            quoted("null"),
                            quoted("true"),
                            quoted("\"\""),
                            quoted("[]"),
                            quoted("{}"),
                            quoted("-9223372036854775808"),
                            quoted("18446744073709551615"),
                            value("CAST(1.50 AS JSON)", "1.5"),
                            quoted("[127, 128, 32768, 2147483648, 1e300, 5e-324, 0.1, -0.0]"),
                            value(
                                    "'{\"b\": 1,  \"a\": [1, 2.50, 1e3, null, {\"\": []}], \"b\": \"ß\\\\u0041😀\"}'",
                                    "{\"a\": [1, 2.5, 1000.0, null, {\"\": []}], \"b\": \"ßA😀\"}"),
                            value("JSON_OBJECT('k', REPEAT('z', 100000))", "{\"k\": \"" + "z".repeat(100_000) + "\"}"))
                    .as("variant"),
            becomes(
                            "GEOMETRY",
                            Types.GeometryType.crs84(),
                            value("ST_GeomFromText('POINT(1 2)')", POINT_1_2),
                            value("ST_GeomFromText('POINT(2 1)', 4326)", POINT_1_2))
                    .as("geometry"),
            becomes("POINT", Types.GeometryType.of("srid:3857"), value("POINT(1, 2)", POINT_1_2))
                    .as("geometry(srid:3857)"));

    /** The same where null is wanted instead. */
    private static final List<TypeCase> NULLED = List.of(
            nulled("DATE", DATE, "'0000-00-00'", "'2023-02-31'"),
            nulled("DATETIME(6)", TIMESTAMP, "'0000-00-00'", "'2023-02-31 01:02:03.000004'"),
            nulled("TIMESTAMP", TIMESTAMPTZ, "'0000-00-00'"));

    private MysqlTypeCases() {}

    static List<TypeCase> all() {
        return Stream.of(NUMBERS, TEXTS, BYTES, TIMES, SHAPES, CHOSEN, VERSION_3, STOPS, NULLED)
                .flatMap(List::stream)
                .toList();
    }

    private static Type decimal(int precision, int scale) {
        return Types.DecimalType.of(precision, scale);
    }

    private static TypeCase.Value[] texts() {
        return new TypeCase.Value[] {
            quoted(""),
            quoted("  a  "),
            quoted("null"),
            value("'\\0\\t\\r\\n\\\\'", "\0\t\r\n\\"),
            quoted("ß€😀é👩‍👩‍👧日本")
        };
    }
}
