package dev.firn.engine.work;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before trying again: twice as long after each failure, spread at random so that many processes do not come back at
 * once.
 *
 * @param first the wait after the first failure, at most
 * @param longest the wait that is never exceeded
 * @param random where the spread comes from
 */
public record Backoff(Duration first, Duration longest, RandomGenerator random) {

    private static final int MOST_DOUBLINGS = 20;

    public Backoff {
        if (first.isNegative() || first.isZero() || longest.compareTo(first) < 0) {
            throw new IllegalArgumentException(
                    "A backoff goes from a positive wait to one that is not shorter, got " + first + " to " + longest);
        }
    }

    public Backoff(Duration first, Duration longest) {
        this(first, longest, RandomGenerator.getDefault());
    }

    /** One second to one minute. */
    public static Backoff standard() {
        return new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));
    }

    /**
     * The wait before the next attempt: between half and all of the doubled first wait.
     *
     * @param failures how often in a row it failed, at least 1
     */
    public Duration delay(int failures) {
        long doubled = first.toMillis() << Math.min(failures - 1, MOST_DOUBLINGS);
        long most = Math.max(1, Math.min(doubled, longest.toMillis()));
        return Duration.ofMillis(most - random.nextLong(most / 2 + 1));
    }
}
