package dev.firn.sink.maintenance;

import java.util.concurrent.CancellationException;

/** Whether maintenance is to end now: asked between any two rows and files that it touches, by any thread. */
public final class Stop {

    private volatile boolean asked;

    /** From now on every {@link #check} throws. */
    public void ask() {
        asked = true;
    }

    public boolean isAsked() {
        return asked;
    }

    /** Throws if maintenance is to end; what was not committed is thrown away then. */
    void check() {
        if (asked || Thread.currentThread().isInterrupted()) {
            throw new CancellationException("maintenance was stopped");
        }
    }
}
