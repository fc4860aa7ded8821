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
    private long free = System.nanoTime();

    /** @param bytesPerSecond 0 for no limit */
    Pace(long bytesPerSecond, Stop stop) {
        this.bytesPerSecond = bytesPerSecond;
        this.stop = stop;
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
            long now = System.nanoTime();
            until = Math.max(free, now);
            free = until + (long) (1e9 * bytes / bytesPerSecond);
        }
        while (until - System.nanoTime() > 0) {
            stop.check();
            LockSupport.parkNanos(Math.min(LONGEST_PAUSE, until - System.nanoTime()));
        }
    }
}
