package dev.firn.app.types;

import static dev.firn.app.types.TypeCase.becomes;
import static dev.firn.app.types.TypeCase.nulled;
import static dev.firn.app.types.TypeCase.quoted;
import static dev.firn.app.types.TypeCase.refused;
import static dev.firn.app.types.TypeCase.stops;
import static dev.firn.app.types.TypeCase.value;

import java.util.List;
import java.util.stream.Stream;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** The types of PostgreSQL, one a line, by family. */
final class PostgresTypeCases {

    private static final Type INT = Types.IntegerType.get();
    private static final Type LONG = Types.LongType.get();
    private static final Type FLOAT = Types.FloatType.get();
    private static final Type DOUBLE = Types.DoubleType.get();
    private static final Type STRING = Types.StringType.get();
    private static final Type BINARY = Types.BinaryType.get();
    private static final Type TIMESTAMP = Types.TimestampType.withoutZone();
    private static final Type TIMESTAMPTZ = Types.TimestampType.withZone();

    private static final String NINES = "9".repeat(38);

    /** What the types below need to exist. */
    static final List<String> NEEDED = List.of(
            "CREATE EXTENSION citext",
            "CREATE EXTENSION hstore",
            "CREATE EXTENSION ltree",
            "CREATE EXTENSION cube",
            "CREATE EXTENSION isn",
            "CREATE TYPE types.mood AS ENUM ('sad', 'Happy, or so', 'ß''\"\\')",
            "CREATE TYPE types.\"Mixed Case\" AS ENUM ('a')",
            "CREATE TYPE types.pair AS (a int, b text)",
            "CREATE TYPE types.float_range AS RANGE (subtype = float8)",
            "CREATE DOMAIN types.cents AS numeric(10, 2) CHECK (VALUE > -1000)",
            "CREATE DOMAIN types.price AS types.cents",
            "CREATE DOMAIN types.code AS varchar(5)",
            "CREATE DOMAIN types.numbers AS int[]",
            "CREATE DOMAIN types.feeling AS types.mood",
            "CREATE DOMAIN types.address AS inet",
            // Types of the names of others, which must not be taken for them.
            "CREATE SCHEMA elsewhere",
            "CREATE TYPE elsewhere.mood AS (a int)",
            "CREATE TYPE types.int4 AS ENUM ('one')",
            "CREATE DOMAIN types.date AS text");

    private static final List<TypeCase> NUMBERS = List.of(
            becomes("int2", INT, "-32768", "-1", "0", "32767"),
            becomes("int4", INT, "-2147483648", "-1", "0", "2147483647"),
            becomes("int8", LONG, "-9223372036854775808", "-1", "0", "9223372036854775807"),
            becomes("numeric(38, 0)", decimal(38, 0), NINES, "-" + NINES, "0", "1"),
            becomes("numeric(38, 38)", decimal(38, 38), "0." + NINES, "-0." + NINES, "0.5"),
            becomes("numeric(20, 4)", decimal(20, 4), "9999999999999999.9999", "-0.0001", "0", "1.50")
                    .and(value("1e3", "1000")),
            becomes("numeric(18)", decimal(18, 0), "999999999999999999", "-999999999999999999"),
            becomes("numeric(9, 2)", decimal(9, 2), "9999999.99", "-9999999.99").and(value("0.005", "0.01")),
            becomes("numeric", STRING, numerals()),
            becomes("numeric(50, 10)", STRING, value("1e39", "1" + "0".repeat(39) + ".0000000000"), quoted("NaN")),
            becomes("numeric", decimal(20, 10), "1.5", "-0.0000000001", "9999999999.9999999999", "0")
                    .as("decimal(20,10)"),
            becomes("numeric", DOUBLE, "1.5", "-0.0000000001", "0.1", "1e300", "5e-324")
                    .and(quoted("NaN"), quoted("-Infinity"))
                    .as("double"),
            becomes("numeric(30)", decimal(30, 0), "9".repeat(30), "-1"),
            becomes("numeric(30)", LONG, "9223372036854775807", "-9223372036854775808")
                    .as("long"),
            becomes("int4", decimal(10, 0), "2147483647", "-1").as("decimal(10,0)"),
            becomes("int8", DOUBLE, "1", "-1")
                    .and(value("9007199254740993", "9007199254740992"))
                    .as("double"),
            becomes("int8", STRING, "-9223372036854775808", "0").as("string"),
            becomes("float4", FLOAT, "1.5", "0.1", "3.4028235e38", "1e-45").and(special()),
            becomes("float8", DOUBLE, "1.5", "0.1", "1.7976931348623157e308", "5e-324")
                    .and(special()),
            becomes("bool", Types.BooleanType.get(), "true", "false"),
            becomes("float4", STRING, "1.5", "0.1", "1e-45")
                    .and(quoted("NaN"), value("'-0'", "-0"))
                    .as("string"),
            becomes("bool", STRING, value("true", "t"), value("false", "f")).as("string"),
            becomes("types.cents", decimal(10, 2), "99999999.99", "-0.01"),
            becomes("types.price", decimal(10, 2), "1.50"));

    private static final List<TypeCase> TEXTS = List.of(
            becomes("text", STRING, texts()).and(longTexts()),
            becomes("varchar", STRING, texts()).and(longTexts()),
            becomes("varchar(6)", STRING, quoted(""), quoted("  a  "), quoted("ß€😀é日本")),
            becomes("bpchar", STRING, quoted(""), quoted("ab  ")),
            becomes("char(4)", STRING, value("''", "    "), value("'ß'", "ß   "), quoted("abcd")),
            becomes("citext", STRING, quoted(""), quoted("GRÜẞE ß")),
            becomes("types.code", STRING, quoted(""), quoted("abcde")),
            becomes("types.mood", STRING, quoted("sad"), quoted("Happy, or so"), value("'ß''\"\\'", "ß'\"\\")),
            becomes("types.\"Mixed Case\"", STRING, quoted("a")),
            becomes("types.feeling", STRING, quoted("sad"), quoted("Happy, or so")),
            becomes("types.int4", STRING, quoted("one")),
            becomes("types.date", STRING, quoted("2026-13-32")),
            becomes(
                    "uuid",
                    Types.UUIDType.get(),
                    quoted("00000000-0000-0000-0000-000000000000"),
                    quoted("ffffffff-ffff-ffff-ffff-ffffffffffff")),
            becomes(
                    "json",
                    STRING,
                    quoted("null"),
                    quoted("{\"b\": 1,  \"a\": [1, 2.50, 1e400], \"b\": \"ß\\u0041😀\"}"),
                    longJson()),
            becomes(
                    "jsonb",
                    STRING,
                    quoted("null"),
                    quoted("\"\""),
                    value(
                            "'{\"b\": 1,  \"a\": [1, 2.50, 1e3], \"b\": \"ß\\u0041😀\"}'",
                            "{\"a\": [1, 2.50, 1000], \"b\": \"ßA😀\"}"),
                    longJson()),
            becomes(
                    "bytea",
                    BINARY,
                    value("''", ""),
                    value("'\\x00'", "00"),
                    value("'\\x00ff5c27'", "00ff5c27"),
                    value("decode(repeat('00ff', 200000), 'hex')", "00ff".repeat(200_000))));

    private static final List<TypeCase> TIMES = List.of(
            becomes(
                    "date",
                    Types.DateType.get(),
                    quoted("1970-01-01"),
                    quoted("0001-01-01"),
                    quoted("9999-12-31"),
                    quoted("1582-10-10"),
                    value("'4713-01-01 BC'", "-4712-01-01"),
                    value("'0001-02-29 BC'", "0000-02-29"),
                    value("'5874897-12-31'", "+5874897-12-31")),
            becomes(
                    "time",
                    Types.TimeType.get(),
                    quoted("00:00:00"),
                    quoted("23:59:59.999999"),
                    value("'23:59:59.9999994'", "23:59:59.999999")),
            becomes("time(0)", Types.TimeType.get(), value("'12:00:00.5'", "12:00:01"), quoted("12:00:00")),
            becomes("timestamp", TIMESTAMP, instants("")),
            becomes("timestamp(0)", TIMESTAMP, value("'2026-02-28 12:34:56.5'", "2026-02-28T12:34:57")),
            becomes("timestamp(3)", TIMESTAMP, value("'2026-02-28 12:34:56.123456'", "2026-02-28T12:34:56.123")),
            becomes("timestamptz", TIMESTAMPTZ, instants("Z"))
                    .and(
                            value("'2026-10-25 02:30:00 CEST'", "2026-10-25T00:30:00Z"),
                            value("'2026-10-25 02:30:00 CET'", "2026-10-25T01:30:00Z"),
                            value("'2026-03-29 02:30:00 Europe/Berlin'", "2026-03-29T01:30:00Z"),
                            value("'1883-11-18 12:03:57-00:00:02'", "1883-11-18T12:03:59Z")),
            becomes(
                    "timestamptz(2)",
                    TIMESTAMPTZ,
                    value("'2026-02-28 12:34:56.129+05:45'", "2026-02-28T06:49:56.13Z")));

    /** Where a value has no counterpart. */
    private static final List<TypeCase> STOPS = List.of(
            stops("numeric(5, 2)", "'NaN'", "plain", "NaN"),
            stops("numeric", "'NaN'", "plain", "no number of digits").as("decimal(10,2)"),
            stops("numeric", "1.005", "plain", "more fractional digits", "column-types")
                    .as("decimal(10,2)"),
            stops("numeric", "1e9", "plain", "more digits", "column-types").as("decimal(10,2)"),
            stops("numeric", "0.5", "plain", "whole").as("long"),
            stops("numeric", "1e400", "plain", "beyond").as("double"),
            refused("text", "column-types makes it long", "string").as("long"),
            stops("date", "'infinity'", "plain", "infinity"),
            stops("date", "'-infinity'", "plain", "infinity"),
            stops("timestamp", "'infinity'", "plain", "infinity"),
            stops("timestamptz", "'-infinity'", "plain", "infinity"),
            stops("time", "'24:00'", "plain", "24:00:00"),
            stops("timestamp", "'294276-12-31 23:59:59.999999'", "plain"));

    /** What servers before version 15 do not take. */
    private static final List<TypeCase> SINCE_15 = List.of(
            becomes("numeric(5, -2)", decimal(7, 0), "9999900", "-100", "0").and(value("1234567", "1234600")),
            becomes("numeric(3, 5)", decimal(5, 5), "0.00999", "-0.00001"),
            becomes("numeric(38, -1)", STRING, value("12", "10")));

    /** What tables of format version 3 have. */
    private static final List<TypeCase> VERSION_3 = List.of(
            becomes(
                            "timestamp",
                            Types.TimestampNanoType.withoutZone(),
                            quoted("1969-12-31T23:59:59.999999"),
                            value("'1677-09-21 00:12:43.145225'", "1677-09-21T00:12:43.145225"),
                            value("'2262-04-11 23:47:16.854775'", "2262-04-11T23:47:16.854775"))
                    .as("timestamp_ns"),
            becomes(
                            "timestamptz",
                            Types.TimestampNanoType.withZone(),
                            value("'2026-02-28 12:34:56.123456+05:45'", "2026-02-28T06:49:56.123456Z"))
                    .as("timestamptz_ns"),
            stops("timestamp", "'2262-04-11 23:47:16.854776'", "plain", "1678", "column-types")
                    .as("timestamp_ns"),
            stops("timestamptz", "'infinity'", "plain", "infinity").as("timestamptz_ns"),
            becomes(
                            "json",
                            Types.VariantType.get(),
                            quoted("null"),
                            quoted(" \"a\" "),
                            quoted("[]"),
                            quoted("-9223372036854775808"),
                            quoted("9223372036854775808"),
                            quoted("[" + "9".repeat(38) + ", -0." + "9".repeat(38)
                                    + ", 1e37, 1e300, 5e-324, 0.1, -0.0]"),
                            quoted("[127, 128, 32768, 2147483648, 1.50, 1.00]"),
                            quoted(
                                    "{\"b\": 1,  \"a\": [1, 2.50, null, {\"\": []}], \"b\": \"ß\\u0041😀\\ud83d\\ude00\"}"),
                            longJson())
                    .as("variant"),
            becomes(
                            "jsonb",
                            Types.VariantType.get(),
                            quoted("null"),
                            quoted("true"),
                            quoted("{}"),
                            quoted("{\"b\": 1,  \"a\": [1, 2.50, 1e3], \"b\": \"ß\\u0041😀\"}"),
                            longJson())
                    .as("variant"),
            stops("json", "'[1e400]'", "plain", "38 digits", "variant").as("variant"),
            stops("jsonb", "'[1." + "1".repeat(38) + "]'", "plain", "38 digits").as("variant"),
            stops("json", "'[\"\\ud800\"]'", "plain", "half a character").as("variant"),
            refused("text", "column-types makes it variant", "json").as("variant"));

    /** Where a value has no counterpart, and null is wanted instead. */
    private static final List<TypeCase> NULLED = List.of(
            nulled("numeric(5, 2)", decimal(5, 2), "'NaN'"),
            nulled("date", Types.DateType.get(), "'infinity'", "'-infinity'"),
            nulled("timestamp", TIMESTAMP, "'infinity'", "'-infinity'", "'294276-12-31 23:59:59.999999'"),
            nulled("timestamptz", TIMESTAMPTZ, "'infinity'", "'-infinity'"),
            nulled("time", Types.TimeType.get(), "'24:00'"));

    private PostgresTypeCases() {}

    /** @param version of the server, the number before the point */
    static List<TypeCase> of(int version) {
        return Stream.of(
                        NUMBERS,
                        version < 15 ? List.<TypeCase>of() : SINCE_15,
                        TEXTS,
                        TIMES,
                        PostgresPrintedTypeCases.ALL,
                        PostgresPrintedTypeCases.ARRAYS,
                        VERSION_3,
                        STOPS,
                        NULLED)
                .flatMap(List::stream)
                .toList();
    }

    private static Type decimal(int precision, int scale) {
        return Types.DecimalType.of(precision, scale);
    }

    private static TypeCase.Value[] numerals() {
        String digits = "123456789".repeat(1_000);
        return new TypeCase.Value[] {
            quoted("0"),
            quoted("1.50"),
            value("1e20", "100000000000000000000"),
            value("1e-20", "0.00000000000000000001"),
            quoted("-" + digits + "." + digits),
            quoted("NaN"),
            quoted("Infinity"),
            quoted("-Infinity")
        };
    }

    private static TypeCase.Value[] special() {
        return new TypeCase.Value[] {
            quoted("NaN"), quoted("Infinity"), quoted("-Infinity"), value("'-0'", "-0.0"), value("0", "0.0")
        };
    }

    private static TypeCase.Value[] texts() {
        return new TypeCase.Value[] {
            quoted(""),
            quoted("  a  "),
            quoted("null"),
            quoted("__debezium_unavailable_value"),
            value("E'\\x01\\t\\r\\n\\\\'", "\u0001\t\r\n\\"),
            quoted("ß€😀é👩‍👩‍👧日本")
        };
    }

    /** Long enough to be stored out of line, compressed and not. */
    private static TypeCase.Value[] longTexts() {
        String words = "0123456789ß".repeat(1_000);
        return new TypeCase.Value[] {
            value("repeat('x', 1000000)", "x".repeat(1_000_000)), value("repeat('0123456789ß', 1000)", words)
        };
    }

    private static TypeCase.Value longJson() {
        return value(
                "concat('{\"k\": \"', repeat('z', 100000), '\"}')::json", "{\"k\": \"" + "z".repeat(100_000) + "\"}");
    }

    /** Points in time as both timestamp types have them. */
    private static TypeCase.Value[] instants(String zone) {
        return new TypeCase.Value[] {
            quoted("1970-01-01T00:00:00" + zone),
            quoted("1969-12-31T23:59:59.999999" + zone),
            quoted("0001-01-01T00:00:00" + zone),
            quoted("9999-12-31T23:59:59.999999" + zone),
            quoted("1582-10-10T12:00:00" + zone),
            quoted("2026-03-29T02:30:00" + zone),
            value("'4713-01-01 00:00:00" + zone + " BC'", "-4712-01-01T00:00:00" + zone),
            value("'2016-12-31 23:59:60" + zone + "'", "2017-01-01T00:00:00" + zone),
            value("'294246-12-31 23:59:59.999999" + zone + "'", "+294246-12-31T23:59:59.999999" + zone)
        };
    }
}
