package dev.firn.engine.work;

import java.time.Duration;
import java.time.Instant;

/** What the clock says, and what is to happen later. A test brings its own and decides when time passes. */
public interface Timeline {

    /** The time of day. */
    Instant now();

    /** Runs a short action once, not before the delay has passed; dropped if the process ends before. */
    void after(Duration delay, Runnable action);
}
