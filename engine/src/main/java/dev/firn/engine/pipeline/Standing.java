package dev.firn.engine.pipeline;

import dev.firn.engine.load.TableLoad;
import java.time.Instant;

/** Where a table stands in this run. */
sealed interface Standing {

    /** Every change is gathered and goes into the next checkpoint. */
    record Streaming() implements Standing {}

    /** It is being loaded, or waits for it. */
    record Loading(TableLoad load) implements Standing {}

    /** It is not replicated until an operator acts. */
    record Stopped(String reason, String remedy, Instant since) implements Standing {}

    /** The source dropped it. */
    record Gone(Instant since) implements Standing {}
}
