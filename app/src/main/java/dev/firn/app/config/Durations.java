package dev.firn.app.config;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** How durations are written: {@code 5m}, {@code 30s}, {@code 1h30m}, {@code 500ms}. */
public final class Durations {

    private static final Pattern NOTATION =
            Pattern.compile("(?:(\\d{1,6})d)?(?:(\\d{1,6})h)?(?:(\\d{1,8})m(?!s))?(?:(\\d{1,9})s)?(?:(\\d{1,12})ms)?");

    private Durations() {}

    /**
     * Reads a duration.
     *
     * @throws IllegalArgumentException if the text is nothing of the kind; the message says what is
     */
    public static Duration parse(String text) {
        Matcher matcher = NOTATION.matcher(text.strip());
        if (text.isBlank() || !matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a duration; write a number and ms, s, m, h or d, such as 30s or 5m");
        }
        return Duration.ofDays(amount(matcher, 1))
                .plusHours(amount(matcher, 2))
                .plusMinutes(amount(matcher, 3))
                .plusSeconds(amount(matcher, 4))
                .plusMillis(amount(matcher, 5));
    }

    /** Writes a duration as {@link #parse} reads it. */
    public static String format(Duration duration) {
        StringBuilder text = new StringBuilder();
        append(text, duration.toDays(), "d");
        append(text, duration.toHoursPart(), "h");
        append(text, duration.toMinutesPart(), "m");
        append(text, duration.toSecondsPart(), "s");
        append(text, duration.toMillisPart(), "ms");
        return text.isEmpty() ? "0s" : text.toString();
    }

    private static void append(StringBuilder text, long amount, String unit) {
        if (amount > 0) {
            text.append(amount).append(unit);
        }
    }

    private static long amount(Matcher matcher, int group) {
        String digits = matcher.group(group);
        return digits == null ? 0 : Long.parseLong(digits);
    }
}
