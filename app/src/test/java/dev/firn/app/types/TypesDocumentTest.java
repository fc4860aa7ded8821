package dev.firn.app.types;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * {@code docs/types.md} says what the type matrix proves. To write it anew:
 * {@code ./mvnw -q test -pl app -am -Dtest=TypesDocumentTest -Dsurefire.failIfNoSpecifiedTests=false -Dfirn.docs.write=true}
 */
class TypesDocumentTest {

    private static final String COMMAND = "./mvnw -q test -pl app -am -Dtest=TypesDocumentTest"
            + " -Dsurefire.failIfNoSpecifiedTests=false -Dfirn.docs.write=true";

    private static final String INTRODUCTION = """
            # Types

            What each type becomes in the lake. The rows are the cases of the type matrix (`PostgresTypeMatrixIT`, `MysqlTypeMatrixIT`), which
            loads, inserts and updates edge values of every one of them on a real server and reads them back; this file is written from them by

                %s

            and a test compares the two. Every value of a type has exactly one value in the lake, the same whether it was loaded or streamed. Where a
            value has no counterpart its table stops and names it, unless a policy of the configuration says otherwise
            ([configuration.md](configuration.md)); nothing is rounded, clipped or replaced in silence. A column whose type has no rule is refused by name,
            and its table with it, until the column is excluded.

            `column-types` of an override gives a column another type: `string` for any (the text that the database prints), and for exact numbers
            also `decimal(p,s)`, `double` and `long`. The table shows those that the matrix proves.

            Types of Iceberg are as a table of format version 2 has them: decimals have at most 38 digits, times and timestamps microseconds.
            With `sink.format-version: 3`, `column-types` may also say

            - `timestamp_ns` and `timestamptz_ns`: nanoseconds, from 1677 to 2262. The sources have microseconds, so no digit is won; it is for readers that
              want that type.
            - `variant` for JSON. Objects lose the order of their members and all but the last of those that share a name. A number is a whole one of 64
              bits, else a decimal if 38 digits hold it, else a double if in as many digits that is the same number; one that is neither has no counterpart,
              and so has half a character (an escaped surrogate that stands alone) and a document of more than 1000 levels. A variant cannot be a key.
            - `geometry`, or `geometry(<reference system>)`, for MySQL's shapes: WKB as without it. Without a reference system named it is Iceberg's OGC:CRS84.
              PostGIS's shapes stay text: what PostgreSQL prints of them is no WKB.

            Iceberg's `unknown` is not offered: its values are null and nothing else, for which excluding the column does as well.

            `timestamp` is a wall clock's time and `timestamptz` an instant, in Iceberg as in the source.
            """.formatted(COMMAND);

    private static final Map<String, String> POSTGRES = Map.ofEntries(
            Map.entry("int2", "fits; Iceberg has no smaller integer"),
            Map.entry("numeric", "no precision, or one that no decimal has: the text, with NaN and the infinities"),
            Map.entry("numeric(", "exact"),
            Map.entry("numeric(50", "more than 38 digits: the text"),
            Map.entry("numeric(5, -2", "a negative scale is digits before the point"),
            Map.entry("float4", "the same bits; NaN and the infinities too"),
            Map.entry("float8", "the same bits; NaN and the infinities too"),
            Map.entry("char(", "with its padding"),
            Map.entry("json", "the text as it was written"),
            Map.entry("jsonb", "the text that PostgreSQL prints, its keys in its order"),
            Map.entry("date", "from 4713 BC on; year 0 in the lake is 1 BC"),
            Map.entry("timestamp", "any session's time zone; microseconds"),
            Map.entry(
                    "timestamptz",
                    "an instant, in UTC; the zone that it was written in is not kept by PostgreSQL either"),
            Map.entry("money", "the text that PostgreSQL prints"),
            Map.entry("interval", "months, days and time stand apart, so no number holds it"),
            Map.entry("timetz", "Iceberg has no time with a zone"),
            Map.entry("oid", "unsigned"),
            Map.entry("bit", "its digits"),
            Map.entry("types.pair", "a composite type: the text of a row"),
            Map.entry("types.mood", "an enumeration: the label"),
            Map.entry("types.feeling", "a domain over an enumeration"),
            Map.entry("types.cents", "a domain: as the type that it restricts"),
            Map.entry("types.price", "a domain over a domain"),
            Map.entry("types.code", "a domain over varchar"),
            Map.entry("types.int4", "a type of the user, whatever its name"),
            Map.entry("types.date", "a type of the user, whatever its name"),
            Map.entry("types.address", "a domain over inet"),
            Map.entry("types.float_range", "a range type of the user"));

    private static final Map<String, String> MYSQL = Map.ofEntries(
            Map.entry("tinyint", "a number, also as BOOL: MySQL stores -128 to 127 in it"),
            Map.entry("tinyint unsigned", "0 to 255"),
            Map.entry("bool", "MySQL's word for tinyint(1), in which it stores -128 to 127"),
            Map.entry("int unsigned", "does not fit an int"),
            Map.entry("bigint unsigned", "does not fit a long"),
            Map.entry("decimal", "exact, up to 38 digits"),
            Map.entry("float", "the value that MySQL stores, not the six digits that it shows"),
            Map.entry("float(53", "MySQL's FLOAT of more than 24 bits is a DOUBLE"),
            Map.entry("bit", "BIT(1) is a boolean; a longer one n/8 bytes, rounded up, the most significant first"),
            Map.entry("char(", "without the trailing spaces, as MySQL reads it"),
            Map.entry("binary(", "padded with zero bytes, as MySQL stores it"),
            Map.entry("enum", "the label"),
            Map.entry("set", "the labels, comma separated, in the order of the definition"),
            Map.entry("json", "the text that MySQL prints"),
            Map.entry("date", "zero dates are null where the column allows it"),
            Map.entry("datetime", "zero dates are null where the column allows it"),
            Map.entry("timestamp", "an instant, whatever the session's time zone"),
            Map.entry("time", "microseconds: a signed duration of up to 838 hours, no time of day"),
            Map.entry("year", "1901 to 2155, and 0"));

    @Test
    void theDocumentSaysWhatTheMatrixProves() throws IOException {
        String wanted = INTRODUCTION
                + "\n## PostgreSQL\n\n"
                + TypesDocument.of(PostgresTypeCases.of(Integer.MAX_VALUE), POSTGRES)
                + "\n## MySQL\n\n"
                + TypesDocument.of(MysqlTypeCases.all(), MYSQL);
        Path document = Path.of("..", "docs", "types.md");
        if (Boolean.getBoolean("firn.docs.write")) {
            Files.writeString(document, wanted);
        }
        assertThat(document).as("write it anew by: " + COMMAND).content().isEqualTo(wanted);
    }
}
