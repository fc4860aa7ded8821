package dev.firn.engine.source.mysql;

import java.time.YearMonth;

/**
 * MySQL's dates and times from the text protocol: {@code YYYY-MM-DD}, {@code YYYY-MM-DD hh:mm:ss[.ffffff]} and {@code
 * [-]hhh:mm:ss[.ffffff]}. Hot.
 */
final class TimeText {

    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final long MICROS_PER_DAY = 86_400 * MICROS_PER_SECOND;
    private static final int DATE_LENGTH = 10;
    private static final int TIME_START = 11;
    private static final int FRACTION_DIGITS = 6;
    private static final int SHORTEST_MONTH = 28;
    /** A whole cycle of leap years, so that no year is negative. */
    private static final int YEARS_BEFORE = 400;

    private static final int DAYS_BEFORE_1970 = 719_468 + 146_097;

    private TimeText() {}

    /** Whether it starts with a day that exists: MySQL also stores zeros, and with ALLOW_INVALID_DATES a 31st of February. */
    static boolean isDate(byte[] bytes, int from) {
        int month = two(bytes, from + 5);
        int day = two(bytes, from + 8);
        // Only what may be wrong in the given month is asked more of.
        return month >= 1
                && month <= 12
                && day >= 1
                && (day <= SHORTEST_MONTH
                        || day <= YearMonth.of(year(bytes, from), month).lengthOfMonth());
    }

    /** Whether it starts with a date whose month or day is zero. */
    static boolean isZero(byte[] bytes, int from) {
        return two(bytes, from + 5) == 0 || two(bytes, from + 8) == 0;
    }

    /** Days since 1970 of a date that is one, in the proleptic Gregorian calendar. */
    static int days(byte[] bytes, int from) {
        int month = two(bytes, from + 5);
        // Years begin in March here, so that the leap day ends them.
        int monthFromMarch = (month + 9) % 12;
        int year = year(bytes, from) + YEARS_BEFORE - (month <= 2 ? 1 : 0);
        int dayOfYear = (153 * monthFromMarch + 2) / 5 + two(bytes, from + 8) - 1;
        return year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - DAYS_BEFORE_1970;
    }

    static long micros(byte[] bytes, int from, int length) {
        long ofDay = length <= DATE_LENGTH ? 0 : time(bytes, from + TIME_START, from + TIME_START + 2, from + length);
        return days(bytes, from) * MICROS_PER_DAY + ofDay;
    }

    /** Signed, up to 838 hours. */
    static long duration(byte[] bytes, int from, int length) {
        int start = bytes[from] == '-' ? from + 1 : from;
        int colon = start;
        while (bytes[colon] != ':') {
            colon++;
        }
        long micros = time(bytes, start, colon, from + length);
        return start == from ? micros : -micros;
    }

    /** Hours up to a colon, minutes, seconds and a fraction. */
    private static long time(byte[] bytes, int start, int colon, int end) {
        long hours = 0;
        for (int i = start; i < colon; i++) {
            hours = hours * 10 + bytes[i] - '0';
        }
        long seconds = hours * 3600L + two(bytes, colon + 1) * 60L + two(bytes, colon + 4);
        int point = colon + 6;
        return seconds * MICROS_PER_SECOND + (point < end ? fraction(bytes, point + 1, end) : 0);
    }

    private static int fraction(byte[] bytes, int from, int end) {
        int fraction = 0;
        for (int i = from; i < from + FRACTION_DIGITS; i++) {
            fraction = fraction * 10 + (i < end ? bytes[i] - '0' : 0);
        }
        return fraction;
    }

    private static int year(byte[] bytes, int from) {
        return two(bytes, from) * 100 + two(bytes, from + 2);
    }

    private static int two(byte[] bytes, int from) {
        return bytes[from] * 10 + bytes[from + 1] - '0' * 11;
    }
}
