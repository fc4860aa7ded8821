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
    static boolean isDate(byte[] text) {
        int month = number(text, 5, 7);
        int day = number(text, 8, DATE_LENGTH);
        // Only what may be wrong in the given month is asked more of.
        return month >= 1
                && month <= 12
                && day >= 1
                && (day <= SHORTEST_MONTH
                        || day <= YearMonth.of(number(text, 0, 4), month).lengthOfMonth());
    }

    /** Days since 1970 of a date that is one, in the proleptic Gregorian calendar. */
    static int days(byte[] text) {
        int month = number(text, 5, 7);
        // Years begin in March here, so that the leap day ends them.
        int monthFromMarch = (month + 9) % 12;
        int year = number(text, 0, 4) + YEARS_BEFORE - (month <= 2 ? 1 : 0);
        int dayOfYear = (153 * monthFromMarch + 2) / 5 + number(text, 8, DATE_LENGTH) - 1;
        return year * 365 + year / 4 - year / 100 + year / 400 + dayOfYear - DAYS_BEFORE_1970;
    }

    static long micros(byte[] text) {
        long ofDay = text.length <= DATE_LENGTH ? 0 : time(text, TIME_START);
        return days(text) * MICROS_PER_DAY + ofDay;
    }

    /** Signed, up to 838 hours. */
    static long duration(byte[] text) {
        return text[0] == '-' ? -time(text, 1) : time(text, 0);
    }

    private static long time(byte[] text, int from) {
        int colon = from;
        while (text[colon] != ':') {
            colon++;
        }
        long seconds = number(text, from, colon) * 3600L
                + number(text, colon + 1, colon + 3) * 60L
                + number(text, colon + 4, colon + 6);
        long fraction = 0;
        int start = colon + 7;
        for (int i = start; i < start + FRACTION_DIGITS; i++) {
            fraction = fraction * 10 + (i < text.length ? text[i] - '0' : 0);
        }
        return seconds * MICROS_PER_SECOND + fraction;
    }

    private static int number(byte[] text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = number * 10 + text[i] - '0';
        }
        return number;
    }
}
