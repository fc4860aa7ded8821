package dev.firn.engine.source.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.source.debezium.AlteringSession.Habit;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MysqlOldValuesTest {

    private static final Pattern SPELLING =
            Pattern.compile("([a-z]+)(?:\\(([^)]*)\\))?( unsigned)?(?: in (\\w+))?( not null)?( auto_increment)?");

    /** A column as people spell it, such as {@code decimal(10;2) unsigned}, {@code enum(a;b)} or {@code varchar(5) in latin1}. */
    private static MysqlColumn column(String spelling) {
        Matcher parts = SPELLING.matcher(spelling);
        assertThat(parts.matches()).as(spelling).isTrue();
        String name = parts.group(1) + (parts.group(3) == null ? "" : parts.group(3));
        List<String> in = parts.group(2) == null
                ? List.of()
                : Arrays.asList(parts.group(2).split(";"));
        boolean labelled = name.equals("enum") || name.equals("set");
        int length = labelled || in.isEmpty() ? -1 : Integer.parseInt(in.get(0));
        int scale = labelled || in.size() < 2 ? -1 : Integer.parseInt(in.get(1));
        String charset = parts.group(4) == null ? "" : parts.group(4);
        return new MysqlColumn(
                "c",
                MysqlTypeNames.type(name, length, scale),
                charset,
                labelled ? in : List.of(),
                MysqlColumn.Generated.NO,
                parts.group(5) == null,
                parts.group(6) != null);
    }

    @ParameterizedTest
    @CsvSource({
        "int, int, true",
        "int(11), int, true",
        "int, bigint, true",
        "tinyint(1), tinyint, true",
        "int unsigned, bigint, true",
        "smallint unsigned, int, true",
        "int, bigint unsigned, false",
        "int unsigned, int, false",
        "bigint, int, false",
        "bigint unsigned, bigint, false",
        "decimal(10;2), decimal(20;2), true",
        "decimal, decimal(10;0), true",
        "decimal(10;2), decimal(8;2), false",
        "decimal(10;2), decimal(12;4), false",
        "decimal(10;4), decimal(10;2), false",
        "decimal(10;2), decimal(10;2) unsigned, false",
        "float, double, true",
        "double, float, false",
        "float(53), double, true",
        "double, float(53), true",
        "double, double(10;2), false",
        "double(10;2), double(12;4), true",
        "double(10;2), double, true",
        "double, double unsigned, false",
        "datetime, datetime(6), true",
        "datetime(0), datetime, true",
        "datetime(6), datetime(3), false",
        "timestamp(6), timestamp, false",
        "time(3), time(6), true",
        "date, datetime, false",
        "year, int, false",
        "varchar(20), varchar(50), true",
        "varchar(50), varchar(20), false",
        "varchar(20), text, true",
        "varchar(63), tinytext, true",
        "varchar(64), tinytext, false",
        "text, mediumtext, true",
        "mediumtext, text, false",
        "text, varchar(20), false",
        "text, text(10), false",
        "char, char(1), true",
        "char(5), char(9), true",
        "char(5), varchar(5), true",
        "char(5), text, true",
        "varchar(5), char(9), false",
        "text, char(9), false",
        "text, json, false",
        "json, text, false",
        "binary(5), binary(5), true",
        "binary(5), binary(10), false",
        "binary(5), varbinary(10), true",
        "varbinary(10), binary(10), false",
        "varbinary(10), varbinary(9), false",
        "varbinary(10), blob, true",
        "blob, longblob, true",
        "longblob, blob, false",
        "bit(8), bit(8), true",
        "bit(8), bit(16), false",
        "varchar(5) in latin1, varchar(5) in utf8mb4, true",
        "varchar(5) in utf8mb4, varchar(5) in latin1, false",
        "text in latin1, text in latin2, false",
        "enum(a;b), enum(a;b;c), true",
        "enum(a;b), enum(c;b;a), true",
        "enum(a;b), enum(a;c), false",
        "enum(a;b), enum(A;b), false",
        "enum(a;b), varchar(5), false",
        "set(a;b), set(a;c;b), true",
        "set(a;b), set(b;a), false",
        "set(a;b), set(a), false",
        "point, point, true",
        "point, geometry, false",
    })
    void areKept(String before, String after, boolean kept) {
        assertThat(MysqlOldValues.change(column(before), column(after), true, AlteringSession.USUAL)
                        .isEmpty())
                .isEqualTo(kept);
    }

    /** What a strict session refuses, another one does. */
    @ParameterizedTest
    @CsvSource({
        "int, int not null, LENIENT, forbids null now",
        "int, int not null, KEEPS_ZEROS, ",
        "int not null, int not null, LENIENT, ",
        "int not null, int, LENIENT, ",
        "varchar(5), varchar(9) not null, LENIENT, forbids null now",
        "int, bigint not null, LENIENT, forbids null now",
        "timestamp, timestamp not null, KEEPS_ZEROS, forbids null now",
        "timestamp, timestamp(3) not null, KEEPS_ZEROS, forbids null now",
        "timestamp, timestamp, KEEPS_ZEROS, ",
        "timestamp, timestamp, FILLS_TIMESTAMPS, forbids null now",
        "timestamp not null, timestamp, FILLS_TIMESTAMPS, ",
        "datetime, datetime, FILLS_TIMESTAMPS, ",
        "int not null, int not null auto_increment, LENIENT, counts up now",
        "int not null, int not null auto_increment, KEEPS_ZEROS, ",
        "int, int not null auto_increment, KEEPS_ZEROS, counts up now",
        "int not null auto_increment, bigint not null auto_increment, LENIENT, ",
        "int not null auto_increment, bigint not null, LENIENT, ",
        "char(5), varchar(5), PADS, may be filled with spaces",
        "char(5), text, PADS, may be filled with spaces",
        "char(5), char(9), PADS, ",
        "varchar(5), varchar(9), PADS, ",
        "text in latin1, text in utf8mb4, LENIENT, was text in latin1",
        "text in latin1, text in utf8mb4, PADS, ",
        "text in latin1, mediumtext in utf8mb4, LENIENT, ",
        "varchar(40000) in latin1, text in utf8mb4, LENIENT, was varchar(40000) in latin1",
        "varchar(4000) in latin1, text in utf8mb4, LENIENT, ",
        "varchar(5) in latin1, varchar(5) in utf8mb4, LENIENT, ",
    })
    void aSessionMayChangeThem(String before, String after, Habit habit, @Nullable String change) {
        AlteringSession session = new AlteringSession(Set.of(habit));
        String found = MysqlOldValues.change(column(before), column(after), true, session)
                .orElse("");
        assertThat(found).startsWith(change == null ? "" : change);
        assertThat(found.isEmpty()).isEqualTo(change == null);
    }
}
