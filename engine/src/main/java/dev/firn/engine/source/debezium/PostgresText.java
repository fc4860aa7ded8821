package dev.firn.engine.source.debezium;

import dev.firn.engine.decode.RawValues;
import dev.firn.schema.mapping.PostgresTypes;
import dev.firn.schema.source.SourceType;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.HexFormat;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.apache.iceberg.types.Type;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's values as it prints them, read into the forms of {@link RawValues}. What each Iceberg type's values are printed like is
 * settled by the session ({@code PostgresOutput}). Hot.
 */
final class PostgresText {

    private static final long MICROS_PER_SECOND = 1_000_000L;
    private static final long MICROS_PER_DAY = 86_400 * MICROS_PER_SECOND;
    private static final String BEFORE_CHRIST = " BC";
    private static final int HEX_PREFIX = 2;

    private PostgresText() {}

    /** Reads a column's values by what they become; null where the text is the value, or a number to be converted. */
    static @Nullable UnaryOperator<Object> reading(SourceType source, Type type) {
        if (PostgresTypes.isConverted(source, type)) {
            return null;
        }
        return switch (type.typeId()) {
            case STRING, UUID, VARIANT -> null;
            case INTEGER -> text -> Integer.valueOf((String) text);
            case LONG -> text -> Long.valueOf((String) text);
            case FLOAT -> text -> Float.valueOf((String) text);
            case DOUBLE -> text -> Double.valueOf((String) text);
            case BOOLEAN -> text -> ((String) text).equals("t");
            case DECIMAL -> text -> decimal((String) text);
            case BINARY, FIXED -> text -> HexFormat.of().parseHex((String) text, HEX_PREFIX, ((String) text).length());
            case DATE -> text -> days((String) text);
            case TIME -> text -> Micros.ofDay((String) text);
            case TIMESTAMP, TIMESTAMP_NANO -> text -> micros((String) text);
            default -> throw new IllegalArgumentException("No text of PostgreSQL becomes " + type);
        };
    }

    /** A value that the catalog tells, which prints it as the log does. */
    static Optional<Object> constant(SourceType source, Type type, String text) {
        UnaryOperator<Object> reading = reading(source, type);
        return Optional.of(reading == null ? text : reading.apply(text));
    }

    private static BigDecimal decimal(String text) {
        char last = text.charAt(text.length() - 1);
        return last == 'N' || last == 'y' ? RawValues.NOT_FINITE : new BigDecimal(text);
    }

    static int days(String text) {
        if (text.endsWith("infinity")) {
            return text.charAt(0) == '-' ? RawValues.NEGATIVE_INFINITE_DAYS : RawValues.INFINITE_DAYS;
        }
        int year = text.indexOf('-');
        return (int) epochDay(text, year, text.endsWith(BEFORE_CHRIST));
    }

    /** Year, month and day, the year of any length. */
    private static long epochDay(String text, int yearEnd, boolean beforeChrist) {
        int year = Integer.parseInt(text, 0, yearEnd, 10);
        try {
            return LocalDate.of(beforeChrist ? 1 - year : year, two(text, yearEnd + 1), two(text, yearEnd + 4))
                    .toEpochDay();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("'" + text + "' is no date of PostgreSQL", e);
        }
    }

    static long micros(String text) {
        if (text.endsWith("infinity")) {
            return text.charAt(0) == '-' ? RawValues.NEGATIVE_INFINITE_MICROS : RawValues.INFINITE_MICROS;
        }
        boolean beforeChrist = text.endsWith(BEFORE_CHRIST);
        int end = beforeChrist ? text.length() - BEFORE_CHRIST.length() : text.length();
        int year = text.indexOf('-');
        int time = year + 7;
        int zone = zone(text, time, end);
        long ofDay = Micros.ofDay(text.substring(time, zone));
        try {
            long days = epochDay(text, year, beforeChrist);
            // A day more and a time less: the first microseconds that 64 bits count lie within a day.
            long base = days < 0
                    ? Math.multiplyExact(days + 1, MICROS_PER_DAY) - MICROS_PER_DAY + ofDay
                    : Math.addExact(Math.multiplyExact(days, MICROS_PER_DAY), ofDay);
            return zone == end ? base : base - offset(text, zone, end);
        } catch (ArithmeticException e) {
            return RawValues.UNREADABLE_MICROS;
        }
    }

    /** Where the zone begins, or the end. */
    private static int zone(String text, int from, int end) {
        for (int i = from; i < end; i++) {
            char c = text.charAt(i);
            if (c == '+' || c == '-') {
                return i;
            }
        }
        return end;
    }

    /** Of {@code +hh}, {@code +hh:mm} or {@code +hh:mm:ss}. */
    private static long offset(String text, int from, int end) {
        long seconds = 0;
        long unit = 3_600;
        for (int i = from + 1; i + 1 < end; i += 3) {
            seconds += two(text, i) * unit;
            unit /= 60;
        }
        return (text.charAt(from) == '-' ? -seconds : seconds) * MICROS_PER_SECOND;
    }

    private static int two(String text, int from) {
        return (text.charAt(from) - '0') * 10 + text.charAt(from + 1) - '0';
    }
}
