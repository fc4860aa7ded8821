package dev.firn.engine.source.mysql;

import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.Locale;

/**
 * One column's dates or times as numbers and back, to calculate with: a date that does not exist is taken for the nearest that does. For exact
 * values see {@link TimeText}.
 */
enum TemporalText {
    DATE {
        @Override
        long units(String text) {
            return date(text).toEpochDay();
        }

        @Override
        String text(long units) {
            return LocalDate.ofEpochDay(units).toString();
        }
    },
    DATETIME {
        @Override
        long units(String text) {
            long seconds = date(text).toEpochDay() * SECONDS_PER_DAY;
            return seconds * MICROS + time(text.substring(Math.min(text.length(), 11)));
        }

        @Override
        String text(long units) {
            LocalDateTime time = LocalDateTime.ofEpochSecond(Math.floorDiv(units, MICROS), 0, ZoneOffset.UTC);
            return time.toLocalDate() + " " + clock(Math.floorMod(units, SECONDS_PER_DAY * MICROS));
        }
    },
    TIME {
        @Override
        long units(String text) {
            return text.startsWith("-") ? -time(text.substring(1)) : time(text);
        }

        @Override
        String text(long units) {
            return units < 0 ? "-" + clock(-units) : clock(units);
        }
    };

    private static final long MICROS = 1_000_000;
    private static final long SECONDS_PER_DAY = 86_400;
    private static final int DATE_LENGTH = 10;

    /** The kind that a value is of. */
    static TemporalText like(String value) {
        if (value.length() < DATE_LENGTH || value.charAt(4) != '-') {
            return TIME;
        }
        return value.length() == DATE_LENGTH ? DATE : DATETIME;
    }

    /** Days, or microseconds. */
    abstract long units(String text);

    abstract String text(long units);

    private static LocalDate date(String text) {
        int year = Integer.parseInt(text, 0, 4, 10);
        int month = Math.max(1, Integer.parseInt(text, 5, 7, 10));
        int day = Math.max(1, Integer.parseInt(text, 8, DATE_LENGTH, 10));
        LocalDate first = LocalDate.of(year, month, 1);
        return first.withDayOfMonth(Math.min(day, first.lengthOfMonth()));
    }

    /** {@code hh:mm:ss[.ffffff]} in microseconds; nothing is midnight. */
    private static long time(String text) {
        if (text.isEmpty()) {
            return 0;
        }
        String[] parts = text.split("[:.]");
        long seconds = Long.parseLong(parts[0]) * 3600 + Long.parseLong(parts[1]) * 60 + Long.parseLong(parts[2]);
        return seconds * MICROS + (parts.length > 3 ? Long.parseLong((parts[3] + "00000").substring(0, 6)) : 0);
    }

    private static String clock(long micros) {
        long seconds = micros / MICROS;
        return String.format(
                Locale.ROOT, "%02d:%02d:%02d.%06d", seconds / 3600, seconds / 60 % 60, seconds % 60, micros % MICROS);
    }
}
