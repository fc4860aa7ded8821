package dev.firn.engine.pipeline;

import dev.firn.engine.event.SourcePosition;
import dev.firn.engine.load.TableLoad;
import dev.firn.schema.source.TableId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where a table stands in this run. */
sealed interface Standing {

    /** Whether rows were read, or are being read, that a change of which no event tells came too late for. */
    default boolean mayMissSilentChanges() {
        return this instanceof Streaming
                || (this instanceof Loading loading && loading.load().keepsChanges());
    }

    /** Whether a checkpoint at the position would leave no load of the table open. */
    default boolean isLoadedAt(SourcePosition position) {
        return !(this instanceof Loading loading) || loading.load().isCompleteAt(position);
    }

    /** Ends work under way without changing what the table is; the run is over. */
    default void release() {
        if (this instanceof Loading loading) {
            loading.load().cancel();
        }
    }

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
