package dev.firn.engine.source.mysql;

import java.time.DateTimeException;
import java.time.LocalDate;

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

    private TimeText() {}

    /** Whether it starts with a day that exists: MySQL also stores zeros, and with ALLOW_INVALID_DATES a 31st of February. */
    static boolean isDate(byte[] text) {
        try {
            return number(text, 5, 7) != 0 && number(text, 8, 10) != 0 && days(text) != Integer.MIN_VALUE;
        } catch (DateTimeException e) {
            return false;
        }
    }

    static int days(byte[] text) {
        return (int) LocalDate.of(number(text, 0, 4), number(text, 5, 7), number(text, 8, DATE_LENGTH))
                .toEpochDay();
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
