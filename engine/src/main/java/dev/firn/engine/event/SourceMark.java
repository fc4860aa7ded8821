package dev.firn.engine.event;

import java.time.Instant;

/**
 * A place between two source transactions to which the stream can go back. Cheap to make for every transaction: what is
 * costly is computed when it is asked for.
 */
public interface SourceMark {

    /** Where it is in the source's log. */
    SourcePosition position();

    /** When the source committed the last transaction before it; for an idle source, when it was last heard. */
    Instant sourceTimestamp();
}
