package dev.firn.engine.load;

import java.util.concurrent.TimeUnit;

/**
 * How fast all loads of a run read together: a bucket of tokens that every read takes from, and that may go into debt, which whoever made
 * it sleeps off. Safe for use by several threads.
 */
public final class ReadPace {

    /** Reads as fast as it can. */
    public static final ReadPace UNLIMITED = new ReadPace(new ReadLimit(0, 0), Clock.SYSTEM);

    /** What was not used is kept for so long, no longer: after a pause nobody reads faster than the limit. */
    private static final long KEPT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Readers pay so often a second, so that a sleep stays short. */
    private static final int PAYMENTS_PER_SECOND = 20;

    private static final int MOST_ROWS_AT_ONCE = 1_024;

    private final ReadLimit limit;
    private final Clock clock;
    private long paidUntilNanos;

    /** Time, and how it is passed. */
    interface Clock {

        Clock SYSTEM = new Clock() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public void sleep(long nanos) throws InterruptedException {
                TimeUnit.NANOSECONDS.sleep(nanos);
            }
        };

        /** Nanoseconds since some moment. */
        long nanos();

        void sleep(long nanos) throws InterruptedException;
    }

    public ReadPace(ReadLimit limit) {
        this(limit, Clock.SYSTEM);
    }

    ReadPace(ReadLimit limit, Clock clock) {
        this.limit = limit;
        this.clock = clock;
        this.paidUntilNanos = clock.nanos();
    }

    /** Whether bytes need to be counted. */
    boolean limitsBytes() {
        return limit.bytesPerSecond() > 0;
    }

    /** After how many rows to pay. */
    int rowsAtOnce() {
        return limit.rowsPerSecond() == 0
                ? MOST_ROWS_AT_ONCE
                : (int) Math.max(1, Math.min(MOST_ROWS_AT_ONCE, limit.rowsPerSecond() / PAYMENTS_PER_SECOND));
    }

    /** After how many bytes to pay. */
    long bytesAtOnce() {
        return limitsBytes() ? Math.max(1, limit.bytesPerSecond() / PAYMENTS_PER_SECOND) : Long.MAX_VALUE;
    }

    /** Pays for what was read, and sleeps if that was too fast. */
    void pay(long rows, long bytes) throws InterruptedException {
        long cost = Math.max(nanos(rows, limit.rowsPerSecond()), nanos(bytes, limit.bytesPerSecond()));
        if (cost > 0) {
            long wait = debtAfter(cost);
            if (wait > 0) {
                clock.sleep(wait);
            }
        }
    }

    private synchronized long debtAfter(long cost) {
        long now = clock.nanos();
        if (now - paidUntilNanos > KEPT_NANOS) {
            paidUntilNanos = now - KEPT_NANOS;
        }
        paidUntilNanos += cost;
        return paidUntilNanos - now;
    }

    private static long nanos(long amount, long perSecond) {
        return perSecond == 0 ? 0 : (long) ((double) amount / perSecond * TimeUnit.SECONDS.toNanos(1));
    }
}
