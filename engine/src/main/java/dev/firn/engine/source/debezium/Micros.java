package dev.firn.engine.source.debezium;

import dev.firn.engine.decode.RawValues;
import java.time.Duration;
import java.time.Instant;

/** Times as microseconds; {@link RawValues#UNREADABLE_MICROS} for what has no such number. */
final class Micros {

    private static final long PER_SECOND = 1_000_000L;

    private Micros() {}

    static long since1970(Instant instant) {
        return of(instant.getEpochSecond(), instant.getNano());
    }

    /** Signed; exact for every duration that MySQL has. */
    static long of(Duration duration) {
        return of(duration.getSeconds(), duration.getNano());
    }

    private static long of(long seconds, int nanos) {
        try {
            return Math.addExact(Math.multiplyExact(seconds, PER_SECOND), nanos / 1_000);
        } catch (ArithmeticException e) {
            return RawValues.UNREADABLE_MICROS;
        }
    }

    /** Reads PostgreSQL's {@code hh:mm:ss[.ffffff]}, also its {@code 24:00:00}. */
    static long ofDay(String text) {
        int length = text.length();
        if (length < 8 || text.charAt(2) != ':' || text.charAt(5) != ':' || length > 15) {
            return RawValues.UNREADABLE_MICROS;
        }
        long fraction = 0;
        for (int i = 9; i < 15; i++) {
            int digit = i < length ? text.charAt(i) - '0' : 0;
            fraction = fraction * 10 + digit;
        }
        long seconds = two(text, 0) * 3600L + two(text, 3) * 60L + two(text, 6);
        return seconds * PER_SECOND + fraction;
    }

    private static int two(String text, int from) {
        return (text.charAt(from) - '0') * 10 + text.charAt(from + 1) - '0';
    }
}
