package dev.firn.app.demo.workload;

import java.util.List;

/**
 * A column of the table of all types.
 *
 * @param name the column
 * @param type as in CREATE TABLE
 * @param literals SQL literals of values in it, those at the edges first; null is added by whoever writes rows
 */
record TypeColumn(String name, String type, List<String> literals) {

    private static final List<String> TEXTS = List.of(
            "''",
            "' '",
            "'plain'",
            "'Straße, naïve, 漢字, 🧊'",
            "'it''s \"quoted\"'",
            "'line\nbreak\ttab'",
            "'null'",
            "'NULL'");
    private static final List<String> DATES = List.of(
            "'1000-01-01'",
            "'1582-10-04'",
            "'1582-10-10'",
            "'1899-12-31'",
            "'1969-12-31'",
            "'1970-01-01'",
            "'2000-02-29'",
            "'2026-11-20'",
            "'9999-12-31'");
    private static final List<String> TIMES =
            List.of("'00:00:00'", "'00:00:00.000001'", "'12:34:56'", "'12:34:56.7'", "'23:59:59.999999'");
    private static final List<String> TIMESTAMPS = List.of(
            "'1000-01-01 00:00:00'",
            "'1582-10-10 12:00:00.5'",
            "'1900-01-01 00:00:00.000001'",
            "'1969-12-31 23:59:59.999999'",
            "'1970-01-01 00:00:00'",
            // Hours that some time zones do not have: of no meaning to a timestamp without zone.
            "'2026-03-29 02:30:00'",
            "'2026-11-20 10:11:12.123456'",
            "'9999-12-31 23:59:59.999999'");
    private static final List<String> JSONS = List.of(
            "'{}'",
            "'[]'",
            "'null'",
            "'true'",
            "'\"text\"'",
            "'{\"a\": 1, \"b\": [1, 2, {\"c\": null}], \"z\": \"ß🧊\"}'",
            "'[1.5, -2, 12345678901, \"1\"]'");
    private static final List<String> DECIMALS = List.of(
            "0",
            "0.0000000001",
            "-0.0000000001",
            "1.5",
            "-1",
            "9999999999999999999999999999.9999999999",
            "-9999999999999999999999999999.9999999999");
    private static final List<String> MONEY = List.of("0", "0.01", "-0.01", "10", "99999999.99", "-99999999.99");
    private static final List<String> FLOATS =
            List.of("0", "1", "-1", "0.1", "3.1415927", "-123456.78", "16777216", "3.4e38", "1.2e-38");
    private static final List<String> DOUBLES = List.of(
            "0",
            "1",
            "-1",
            "0.1",
            "2.718281828459045",
            "9007199254740993",
            "1.7976931348623157e308",
            "2.2250738585072014e-308");

    static final List<TypeColumn> POSTGRES = List.of(
            new TypeColumn("c_smallint", "SMALLINT", List.of("-32768", "-1", "0", "1", "32767")),
            new TypeColumn("c_integer", "INTEGER", List.of("-2147483648", "-1", "0", "1", "2147483647")),
            new TypeColumn(
                    "c_bigint", "BIGINT", List.of("-9223372036854775808", "-1", "0", "1", "9223372036854775807")),
            new TypeColumn("c_numeric", "NUMERIC(38, 10)", DECIMALS),
            new TypeColumn("c_money", "NUMERIC(10, 2)", MONEY),
            new TypeColumn("c_whole", "NUMERIC(18)", List.of("0", "-1", "999999999999999999", "-999999999999999999")),
            new TypeColumn("c_real", "REAL", with(FLOATS, "'NaN'", "'Infinity'", "'-Infinity'", "'-0'")),
            new TypeColumn("c_double", "DOUBLE PRECISION", with(DOUBLES, "'NaN'", "'Infinity'", "'-Infinity'", "'-0'")),
            new TypeColumn("c_text", "TEXT", TEXTS),
            new TypeColumn("c_varchar", "VARCHAR(50)", TEXTS),
            new TypeColumn("c_char", "CHAR(10)", List.of("''", "'a'", "'ten chars!'", "'ß🧊'")),
            new TypeColumn(
                    "c_bytea", "BYTEA", List.of("'\\x'", "'\\x00'", "'\\x00ff10'", "'\\x5c78'", "'\\xdeadbeef'")),
            new TypeColumn("c_boolean", "BOOLEAN", List.of("true", "false")),
            new TypeColumn("c_date", "DATE", DATES),
            new TypeColumn("c_time", "TIME", TIMES),
            new TypeColumn("c_time_millis", "TIME(3)", List.of("'00:00:00'", "'23:59:59.999'", "'12:34:56.789'")),
            new TypeColumn("c_timestamp", "TIMESTAMP", with(TIMESTAMPS, "'0001-01-01 00:00:00'")),
            new TypeColumn(
                    "c_timestamp_seconds", "TIMESTAMP(0)", List.of("'1969-12-31 23:59:59'", "'2026-11-20 10:11:12'")),
            new TypeColumn(
                    "c_timestamptz",
                    "TIMESTAMPTZ",
                    List.of(
                            "'1000-01-01 00:00:00+00'",
                            "'1969-12-31 23:59:59.999999+00'",
                            "'1970-01-01 00:00:00+14'",
                            "'2026-10-25 02:30:00.123456 Europe/Berlin'",
                            "'2026-11-20 10:11:12.000001-08'",
                            "'9999-12-31 23:59:59.999999+00'")),
            new TypeColumn(
                    "c_uuid",
                    "UUID",
                    List.of(
                            "'00000000-0000-0000-0000-000000000000'",
                            "'ffffffff-ffff-ffff-ffff-ffffffffffff'",
                            "'6f1b0c7e-1c1d-4e57-9b3a-0a8f5b7c2d10'")),
            new TypeColumn("c_json", "JSON", with(JSONS, "' { \"kept\" :  \"as it is\", \"twice\":1, \"twice\":2 } '")),
            new TypeColumn("c_jsonb", "JSONB", JSONS),
            new TypeColumn("c_enum", "shop.mood", List.of("'happy'", "'sad'", "'so so'")));

    static final List<TypeColumn> MYSQL = List.of(
            new TypeColumn("c_tinyint", "TINYINT", List.of("-128", "-1", "0", "1", "127")),
            new TypeColumn("c_tinyint_unsigned", "TINYINT UNSIGNED", List.of("0", "1", "128", "255")),
            new TypeColumn("c_smallint", "SMALLINT", List.of("-32768", "-1", "0", "1", "32767")),
            new TypeColumn("c_smallint_unsigned", "SMALLINT UNSIGNED", List.of("0", "32768", "65535")),
            new TypeColumn("c_mediumint", "MEDIUMINT", List.of("-8388608", "-1", "0", "8388607")),
            new TypeColumn("c_mediumint_unsigned", "MEDIUMINT UNSIGNED", List.of("0", "8388608", "16777215")),
            new TypeColumn("c_int", "INT", List.of("-2147483648", "-1", "0", "1", "2147483647")),
            new TypeColumn("c_int_unsigned", "INT UNSIGNED", List.of("0", "2147483648", "4294967295")),
            new TypeColumn(
                    "c_bigint", "BIGINT", List.of("-9223372036854775808", "-1", "0", "1", "9223372036854775807")),
            new TypeColumn(
                    "c_bigint_unsigned",
                    "BIGINT UNSIGNED",
                    List.of("0", "9223372036854775808", "18446744073709551615")),
            new TypeColumn("c_decimal", "DECIMAL(38, 10)", DECIMALS),
            new TypeColumn("c_money", "DECIMAL(10, 2)", MONEY),
            new TypeColumn("c_float", "FLOAT", FLOATS),
            new TypeColumn("c_double", "DOUBLE", DOUBLES),
            new TypeColumn("c_text", "TEXT", TEXTS),
            new TypeColumn("c_varchar", "VARCHAR(50)", TEXTS),
            new TypeColumn("c_latin", "VARCHAR(50) CHARACTER SET latin1", List.of("''", "'plain'", "'Straße, naïve'")),
            new TypeColumn("c_char", "CHAR(10)", List.of("''", "'a'", "'ten chars!'", "'ß🧊'")),
            new TypeColumn("c_blob", "BLOB", List.of("x''", "x'00'", "x'00ff10'", "x'deadbeef'")),
            new TypeColumn("c_varbinary", "VARBINARY(20)", List.of("x''", "x'00'", "x'00ff1000'", "x'deadbeef'")),
            new TypeColumn("c_binary", "BINARY(4)", List.of("x'00000000'", "x'ff'", "x'00ff1000'", "x'deadbeef'")),
            new TypeColumn("c_boolean", "BOOLEAN", List.of("true", "false")),
            new TypeColumn("c_date", "DATE", DATES),
            new TypeColumn("c_time", "TIME(6)", TIMES),
            new TypeColumn("c_time_seconds", "TIME", List.of("'00:00:00'", "'23:59:59'", "'12:34:56'")),
            new TypeColumn("c_datetime", "DATETIME(6)", TIMESTAMPS),
            new TypeColumn("c_datetime_seconds", "DATETIME", List.of("'1969-12-31 23:59:59'", "'2026-11-20 10:11:12'")),
            new TypeColumn(
                    "c_timestamp",
                    "TIMESTAMP(6) NULL",
                    List.of(
                            "'1970-01-01 00:00:01'",
                            "'2026-11-20 10:11:12.123456'",
                            "'2026-03-29 02:30:00.5'",
                            "'2038-01-19 03:14:07.999999'")),
            new TypeColumn("c_json", "JSON", JSONS),
            new TypeColumn("c_enum", "ENUM('happy', 'sad', 'so so')", List.of("'happy'", "'sad'", "'so so'")));

    private static List<String> with(List<String> literals, String... more) {
        return java.util.stream.Stream.concat(literals.stream(), java.util.stream.Stream.of(more))
                .toList();
    }
}
