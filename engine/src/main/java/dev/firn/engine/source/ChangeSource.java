package dev.firn.engine.source;

import java.util.Optional;

/** The log of a source database. */
public interface ChangeSource {

    /**
     * Starts to stream, on threads of its own.
     *
     * @param from where to go on, exactly after the last event that was delivered before it; empty to prepare the source (slot,
     *     publication) and to start where it stands now
     * @throws SourceException if the stream cannot be started; it says whether trying again can help
     */
    ChangeStream open(Optional<SourceState> from, ChangeListener listener) throws InterruptedException;
}
