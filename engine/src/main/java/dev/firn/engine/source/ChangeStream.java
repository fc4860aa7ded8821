package dev.firn.engine.source;

import dev.firn.engine.event.SourceMark;
import java.util.concurrent.CompletionStage;

/** A running stream. It never reconnects: any error ends it, and the supervisor opens another. */
public interface ChangeStream extends AutoCloseable {

    /** What must be kept so that {@link ChangeSource#open} can go on right after the mark. */
    SourceState stateAt(SourceMark mark);

    /** Tells the source that everything up to the mark is durable and may be forgotten (I3). Returns at once. */
    void acknowledge(SourceMark mark);

    /** Completes exceptionally with a {@link SourceException} when the stream ends by itself, normally after {@link #close}. */
    CompletionStage<Void> ended();

    /** Stops and waits, bounded; idempotent. */
    @Override
    void close();
}
