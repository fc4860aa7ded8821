package dev.firn.engine.lake;

import java.util.Optional;

/**
 * The pipeline's own table of checkpoints. Its newest entry is all that a process needs to go on (I4), and adding one is the
 * fence between two processes of one pipeline (I10).
 */
public interface CheckpointLog {

    /**
     * Sets aside a log to which nothing can be added, since parts of it are gone; then {@link #newest} is empty. Who gives up all that it says
     * calls this first.
     */
    default void setAsideIfBroken() {}

    /**
     * The newest prepared checkpoint, read anew; empty before the first. This call is what {@link #prepare} compares with.
     *
     * @throws StateLost if there is one and its state cannot be read; {@link #prepare} compares with it all the same
     */
    Optional<PreparedCheckpoint> newest();

    /** The newest checkpoint for who only looks: unlike {@link #newest}, this is nothing that {@link #prepare} compares with. Any thread may ask. */
    Optional<PreparedCheckpoint> peek();

    /**
     * Records a checkpoint if its predecessor still is the newest. Preparing the same checkpoint again by the same owner gives {@link
     * PrepareOutcome.Prepared}.
     */
    PrepareOutcome prepare(PreparedCheckpoint checkpoint);
}
