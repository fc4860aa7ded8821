package dev.firn.sink.maintenance;

import dev.firn.sink.resolve.KeyLookup;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Holds work back so that it takes no more than so many bytes a second, all threads together. */
final class Pace implements KeyLookup.Pace {

    private static final long LONGEST_PAUSE = TimeUnit.MILLISECONDS.toNanos(100);

    private final long bytesPerSecond;
    private final Stop stop;
    private final Clock clock;
    private long free;

    /** Time, and how it is passed. */
    interface Clock {

        Clock SYSTEM = new Clock() {
            @Override
            public long nanos() {
                return System.nanoTime();
            }

            @Override
            public void park(long nanos) {
                LockSupport.parkNanos(nanos);
            }
        };

        /** Nanoseconds since some moment. */
        long nanos();

        /** Lets time pass, at most so much. */
        void park(long nanos);
    }

    /** @param bytesPerSecond 0 for no limit */
    Pace(long bytesPerSecond, Stop stop) {
        this(bytesPerSecond, stop, Clock.SYSTEM);
    }

    Pace(long bytesPerSecond, Stop stop, Clock clock) {
        this.bytesPerSecond = bytesPerSecond;
        this.stop = stop;
        this.clock = clock;
        this.free = clock.nanos();
    }

    /**
     * Waits until bytes may be taken.
     *
     * @throws CancellationException if the work is to stop
     */
    @Override
    public void take(long bytes) {
        stop.check();
        if (bytesPerSecond == 0) {
            return;
        }
        long until;
        synchronized (this) {
            // The clock may have turned over, so that differences alone count.
            long now = clock.nanos();
            until = free - now > 0 ? free : now;
            free = until + (long) (1e9 * bytes / bytesPerSecond);
        }
        while (until - clock.nanos() > 0) {
            stop.check();
            clock.park(Math.min(LONGEST_PAUSE, until - clock.nanos()));
        }
    }
}
