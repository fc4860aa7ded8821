package dev.firn.engine.checkpoint;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.Owner;

/** Who hears how recording a checkpoint goes, under the run's lock. */
public interface PrepareListener {

    /** It is durable: whatever happens now, it will be completed. */
    void prepared(CheckpointId checkpoint);

    /** Another process owns the pipeline. */
    void fenced(CheckpointId checkpoint, Owner winner);

    /** Preparing failed in a way that time does not heal. */
    void failed(CheckpointId checkpoint, Throwable failure);
}
