package dev.firn.engine.lake;

import java.util.Optional;

/**
 * The pipeline's own table of checkpoints. Its newest entry is all that a process needs to go on (I4), and adding one is the
 * fence between two processes of one pipeline (I10).
 */
public interface CheckpointLog {

    /** The newest prepared checkpoint, read anew; empty before the first. This call is what {@link #prepare} compares with. */
    Optional<PreparedCheckpoint> newest();

    /**
     * Records a checkpoint if its predecessor still is the newest. Preparing the same checkpoint again by the same owner gives {@link
     * PrepareOutcome.Prepared}.
     */
    PrepareOutcome prepare(PreparedCheckpoint checkpoint);
}
