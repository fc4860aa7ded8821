package dev.firn.app.types;

import static dev.firn.app.types.TypeCase.becomes;
import static dev.firn.app.types.TypeCase.quoted;
import static dev.firn.app.types.TypeCase.value;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** The types of PostgreSQL that Iceberg has no counterpart for, one a line: nearly all are what PostgreSQL prints. */
final class PostgresPrintedTypeCases {

    private static final Type LONG = Types.LongType.get();
    private static final Type STRING = Types.StringType.get();

    static final List<TypeCase> ALL = List.of(
            becomes("money", STRING, value("1234567.891", "$1,234,567.89"), value("-0.01", "-$0.01")),
            becomes("\"char\"", STRING, quoted("a"), quoted("")),
            becomes("name", STRING, quoted("a b"), quoted("")),
            becomes("timetz", STRING, quoted("12:00:00.5+05:45"), quoted("24:00:00-12"), quoted("00:00:00+00")),
            becomes(
                    "interval",
                    STRING,
                    value("'1 year 2 months 3 days 04:05:06.789'", "1 year 2 mons 3 days 04:05:06.789"),
                    value("'-1 days +02:03:00'", "-1 days +02:03:00"),
                    value("'0'", "00:00:00")),
            becomes("interval(0)", STRING, value("'1.5 s'", "00:00:02")),
            becomes("xml", STRING, quoted("<a b=\"1\">ß&lt;</a>")),
            becomes("jsonpath", STRING, value("'$.a[*] ? (@ > 1)'", "$.\"a\"[*]?(@ > 1)")),
            becomes("inet", STRING, quoted("10.0.0.1/8"), quoted("10.0.0.1"), quoted("::1"), quoted("fe80::/64")),
            becomes("cidr", STRING, quoted("10.0.0.0/8"), value("'10.0.0.1'", "10.0.0.1/32")),
            becomes("macaddr", STRING, value("'08-00-2B-01-02-03'", "08:00:2b:01:02:03")),
            becomes("macaddr8", STRING, quoted("08:00:2b:01:02:03:04:05")),
            becomes("bit", STRING, quoted("0"), quoted("1")),
            becomes("bit(12)", STRING, quoted("101010101010")),
            becomes("varbit", STRING, quoted(""), quoted("10101")),
            becomes(
                    "types.pair",
                    STRING,
                    value("ROW(1, 'x \"y\", \\z')", "(1,\"x \"\"y\"\", \\\\z\")"),
                    value("ROW(NULL, NULL)", "(,)"),
                    value("ROW(NULL, '')", "(,\"\")")),
            becomes("int4range", STRING, value("'[1,10]'", "[1,11)"), quoted("empty"), quoted("(,5)")),
            becomes(
                    "tstzrange",
                    STRING,
                    value(
                            "'[2026-01-01 00:00:00+02, 2026-06-01 12:00:00.5+02)'",
                            "[\"2025-12-31 22:00:00+00\",\"2026-06-01 10:00:00.5+00\")")),
            becomes("int4multirange", STRING, quoted("{[1,3),[5,7)}"), quoted("{}")),
            becomes("types.float_range", STRING, quoted("[0.1,1e+300]")),
            becomes("hstore", STRING, value("'b=>NULL, a=>\"1 \"'", "\"a\"=>\"1 \", \"b\"=>NULL"), quoted("")),
            becomes("ltree", STRING, quoted("Top.Science"), quoted("")),
            becomes("cube", STRING, quoted("(1, 2),(3, 0.1)")),
            becomes("isbn", STRING, quoted("0-393-04002-X")),
            becomes("tsvector", STRING, value("'fat:3 a:1A cat'", "'a':1A 'cat' 'fat':3"), quoted("")),
            becomes("tsquery", STRING, value("'fat & (rat | cat)'", "'fat' & ( 'rat' | 'cat' )")),
            becomes("point", STRING, quoted("(0.1,-2)"), quoted("(1e+300,NaN)")),
            becomes("line", STRING, quoted("{1,-1,0.1}")),
            becomes("lseg", STRING, quoted("[(0,0),(1,0.1)]")),
            becomes("box", STRING, quoted("(1,0.1),(0,0)")),
            becomes("path", STRING, quoted("((0,0),(1,0.1))"), quoted("[(0,0),(1,1)]")),
            becomes("polygon", STRING, quoted("((0,0),(1,1),(1,0.1))")),
            becomes("circle", STRING, quoted("<(0,0),0.1>")),
            becomes("oid", LONG, "0", "16384", "4294967295"),
            becomes("regclass", STRING, quoted("pg_class"), quoted("types.t000"), value("0", "-")),
            becomes("regtype", STRING, value("'types.mood'", "types.mood"), value("'int'", "integer")),
            becomes("xid8", STRING, quoted("18446744073709551615")),
            becomes("tid", STRING, quoted("(4294967295,65535)")),
            becomes("pg_lsn", STRING, quoted("16/B374D848")),
            becomes("pg_snapshot", STRING, quoted("10:20:10,14,15")),
            becomes("types.address", STRING, quoted("10.0.0.1")),
            becomes("bytea", STRING, value("'\\x00ff'", "\\x00ff"), value("''", "\\x"))
                    .as("string"),
            becomes("timestamptz", STRING, value("'2026-01-01 00:00+02'", "2025-12-31 22:00:00+00"))
                    .as("string"),
            becomes("char(4)", STRING, value("'a'", "a   ")).as("string"),
            // Large enough to be left out of an update that does not touch it.
            becomes(
                    "int4multirange",
                    STRING,
                    value(
                            "(SELECT range_agg(int4range(i * 3, i * 3 + 1)) FROM generate_series(1, 5000) i)",
                            IntStream.rangeClosed(1, 5_000)
                                    .mapToObj(i -> "[" + i * 3 + "," + (i * 3 + 1) + ")")
                                    .collect(Collectors.joining(",", "{", "}")))));

    static final List<TypeCase> ARRAYS = List.of(
            becomes(
                    "int4[]",
                    STRING,
                    quoted("{}"),
                    quoted("{1,NULL,-2147483648}"),
                    quoted("{{1,2},{3,4}}"),
                    quoted("[0:1]={1,2}"),
                    value(
                            "(SELECT array_agg(i) FROM generate_series(1, 20000) i)",
                            IntStream.rangeClosed(1, 20_000)
                                    .mapToObj(String::valueOf)
                                    .collect(Collectors.joining(",", "{", "}")))),
            becomes(
                    "text[][]",
                    STRING,
                    value("ARRAY['', 'NULL', NULL, 'a,b', '{\"ß\\}']", "{\"\",\"NULL\",NULL,\"a,b\",\"{\\\"ß\\\\}\"}"),
                    value("ARRAY[repeat('ß', 200000)]", "{" + "ß".repeat(200_000) + "}")),
            becomes("float8[]", STRING, quoted("{0.1,NaN,-Infinity,1e+300}")),
            becomes("numeric(10, 2)[]", STRING, value("'{1.5,NaN}'", "{1.50,NaN}")),
            becomes("bytea[]", STRING, value("ARRAY['\\x00ff'::bytea]", "{\"\\\\x00ff\"}")),
            becomes(
                    "timestamptz[]",
                    STRING,
                    value(
                            "'{2026-01-01 00:00:00+02, infinity, 4713-01-01 00:00:00+00 BC}'",
                            "{\"2025-12-31 22:00:00+00\",infinity,\"4713-01-01 00:00:00+00 BC\"}")),
            becomes(
                    "types.mood[]",
                    STRING,
                    value("ARRAY['sad', 'Happy, or so']::types.mood[]", "{sad,\"Happy, or so\"}")),
            becomes("types.pair[]", STRING, value("ARRAY[ROW(1, 'x')]::types.pair[]", "{\"(1,x)\"}")),
            becomes("types.cents[]", STRING, value("ARRAY[1.5]::types.cents[]", "{1.50}")),
            becomes("types.numbers", STRING, quoted("{1,2}")));

    private PostgresPrintedTypeCases() {}
}
