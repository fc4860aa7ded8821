package dev.firn.engine.source.debezium;

import com.github.shyiko.mysql.binlog.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import org.jspecify.annotations.Nullable;

/**
 * MySQL's dates as its log stores them. Null is a date with a zero for its month or its day, MySQL's own way to say that there is none.
 *
 * <p>The connector's reader ends the stream of all tables at a date that no calendar has, and takes every date of the year 0 for none. Hot.
 */
final class BinlogDates {

    private static final int NANOS_PER_MICRO = 1_000;

    private BinlogDates() {}

    /** DATE: 15 bits of year, 4 of month, 5 of day, the least byte first. */
    static @Nullable Serializable date(ByteArrayInputStream in) throws IOException {
        int packed = in.readInteger(3);
        return date(packed >>> 9, (packed >>> 5) & 0xF, packed & 0x1F);
    }

    private static @Nullable Serializable date(int year, int month, int day) {
        if (month == 0 || day == 0) {
            return null;
        }
        try {
            return LocalDate.of(year, month, day);
        } catch (DateTimeException e) {
            return NoDate.INVALID;
        }
    }

    /**
     * DATETIME: a sign, 17 bits of year and month (13 to a year), 5 of day, 5 of hour, 6 of minute, 6 of second, the greatest byte first, and a
     * fraction.
     *
     * @param digits of the fraction
     */
    static @Nullable Serializable datetime(int digits, ByteArrayInputStream in) throws IOException {
        long packed = bigEndian(in, 5);
        int micros = fraction(digits, in);
        int yearAndMonth = (int) (packed >>> 22) & 0x1FFFF;
        Serializable date = date(yearAndMonth / 13, yearAndMonth % 13, (int) (packed >>> 17) & 0x1F);
        if (!(date instanceof LocalDate day)) {
            return date;
        }
        int time = (int) packed & 0x1FFFF;
        try {
            return LocalDateTime.of(
                    day, LocalTime.of(time >>> 12, (time >>> 6) & 0x3F, time & 0x3F, micros * NANOS_PER_MICRO));
        } catch (DateTimeException e) {
            return NoDate.INVALID;
        }
    }

    /** A fraction of a second in microseconds: one byte for each two digits. */
    private static int fraction(int digits, ByteArrayInputStream in) throws IOException {
        return switch ((digits + 1) / 2) {
            case 0 -> 0;
            case 1 -> (int) bigEndian(in, 1) * 10_000;
            case 2 -> (int) bigEndian(in, 2) * 100;
            default -> (int) bigEndian(in, 3);
        };
    }

    private static long bigEndian(ByteArrayInputStream in, int length) throws IOException {
        long number = 0;
        for (int i = 0; i < length; i++) {
            number = (number << 8) | in.readInteger(1);
        }
        return number;
    }
}
