package dev.firn.engine.source;

import dev.firn.engine.event.ChangeEvent;
import java.util.List;

/** Who receives a stream's events, on one thread of the stream. */
@FunctionalInterface
public interface ChangeListener {

    /**
     * Takes events in log order; blocks to hold the source back.
     *
     * @throws InterruptedException if the stream is being closed; an interruption is never success
     */
    void onEvents(List<ChangeEvent> events) throws InterruptedException;
}
