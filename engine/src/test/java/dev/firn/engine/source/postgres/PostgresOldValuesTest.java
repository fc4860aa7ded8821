package dev.firn.engine.source.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.source.postgres.PostgresOldValues.ColumnType;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresOldValuesTest {

    private static final Pattern SPELLING = Pattern.compile("([a-z0-9]+)(?:\\((\\d+)(?:;(\\d+))?\\))?");

    private static final Map<String, Integer> OIDS = Map.ofEntries(
            Map.entry("int2", 21),
            Map.entry("int4", 23),
            Map.entry("int8", 20),
            Map.entry("oid", 26),
            Map.entry("float4", 700),
            Map.entry("float8", 701),
            Map.entry("numeric", 1700),
            Map.entry("text", 25),
            Map.entry("varchar", 1043),
            Map.entry("bpchar", 1042),
            Map.entry("bit", 1560),
            Map.entry("varbit", 1562),
            Map.entry("time", 1083),
            Map.entry("timestamp", 1114),
            Map.entry("timestamptz", 1184),
            Map.entry("json", 114),
            Map.entry("jsonb", 3802),
            Map.entry("cidr", 650),
            Map.entry("inet", 869),
            Map.entry("mood", 17000));

    /** A type as people spell it, such as {@code numeric(10;2)}. */
    private static ColumnType type(String spelling) {
        Matcher parts = SPELLING.matcher(spelling);
        assertThat(parts.matches()).as(spelling).isTrue();
        String name = parts.group(1);
        int oid = OIDS.get(name);
        if (parts.group(2) == null) {
            return new ColumnType(oid, -1);
        }
        int length = Integer.parseInt(parts.group(2));
        int scale = parts.group(3) == null ? 0 : Integer.parseInt(parts.group(3));
        return new ColumnType(
                oid,
                switch (name) {
                    case "numeric" -> (length << 16 | scale) + 4;
                    case "varchar", "bpchar" -> length + 4;
                    default -> length;
                });
    }

    @ParameterizedTest
    @CsvSource({
        "int4, int4, true",
        "int4, int8, true",
        "int8, int2, true",
        "int4, oid, false",
        "int4, numeric, false",
        "float4, float8, true",
        "float8, float4, false",
        "numeric(10;2), numeric(20;2), true",
        "numeric(20;2), numeric(10;2), true",
        "numeric(10;2), numeric(10;4), false",
        "numeric(10;4), numeric(10;2), false",
        "numeric, numeric(10;2), false",
        "numeric(10;2), numeric, false",
        "varchar(20), varchar(50), true",
        "varchar(20), varchar, true",
        "varchar(20), text, true",
        "varchar, text, true",
        "text, varchar, true",
        "varchar(50), varchar(20), false",
        "text, varchar(20), false",
        "bpchar(9), varchar(9), false",
        "varchar(9), bpchar(9), false",
        "bpchar(5), bpchar(9), false",
        "bit(3), bit(5), false",
        "varbit(3), varbit(5), true",
        "time(0), time(6), true",
        "timestamp(6), timestamp(0), false",
        "timestamp, timestamp(0), false",
        "timestamp(0), timestamp, true",
        "timestamp, timestamptz, false",
        "json, jsonb, false",
        "cidr, inet, false",
        "mood, mood, true",
        "mood, text, false",
    })
    void areKept(String before, String after, boolean kept) {
        assertThat(PostgresOldValues.areKept(type(before), type(after))).isEqualTo(kept);
    }
}
