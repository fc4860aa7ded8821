package dev.firn.engine.pipeline;

import dev.firn.engine.load.TableLoad;
import dev.firn.schema.source.TableId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where a table stands in this run. */
sealed interface Standing {

    /** Every change is gathered and goes into the next checkpoint. */
    record Streaming() implements Standing {}

    /** It is being loaded, or waits for it. */
    record Loading(TableLoad load) implements Standing {}

    /** It is not replicated until an operator acts. */
    record Stopped(String reason, String remedy, Instant since) implements Standing {}

    /**
     * The source has no table of the name any more.
     *
     * @param renamedTo what it is called now; null if it was dropped
     */
    record Gone(Instant since, @Nullable TableId renamedTo) implements Standing {}
}
