package dev.firn.engine.checkpoint;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.TableCommit;
import dev.firn.schema.source.TableId;

/** Who hears how a checkpoint's tables commit, under the run's lock. */
public interface CommitListener {

    /** A table stands at the checkpoint. */
    void committed(TableCommit commit);

    /** A table cannot take its part of the checkpoint; the others go on. */
    void rejected(TableId table, String reason);

    /** A table cannot take its part of the checkpoint, since somebody else changed it. */
    void changedByOthers(TableId table, String finding);

    /** Files that were staged for a table are gone, and with them its part of the checkpoint: it must be loaded again. */
    void filesGone(TableId table, String finding);

    /** A step failed in a way that time does not heal. */
    void failed(TableId table, Throwable failure);

    /** Every table has committed, was rejected, or lost its files. */
    void completed(CheckpointId checkpoint);
}
