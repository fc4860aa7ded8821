package dev.firn.engine.checkpoint;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.Owner;
import dev.firn.engine.lake.TableCommit;
import dev.firn.schema.source.TableId;

/** Who hears how a checkpoint goes, under the run's lock. */
public interface CheckpointListener {

    /** It is durable: whatever happens now, it will be completed. */
    void prepared(CheckpointId checkpoint);

    /** Another process owns the pipeline. */
    void fenced(CheckpointId checkpoint, Owner winner);

    /** A table stands at the checkpoint. */
    void committed(TableCommit commit);

    /** A table cannot take its part of the checkpoint; the others go on. */
    void rejected(TableId table, String reason);

    /** Every table has committed or was rejected. */
    void completed(CheckpointId checkpoint);

    /** A step failed in a way that time does not heal. */
    void failed(TableId table, Throwable failure);

    /** Preparing failed in a way that time does not heal. */
    void failed(CheckpointId checkpoint, Throwable failure);
}
