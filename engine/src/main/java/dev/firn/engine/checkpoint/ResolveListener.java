package dev.firn.engine.checkpoint;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.TableCommit;
import dev.firn.schema.source.TableId;

/** Who hears where the rows are that a checkpoint deletes, under the run's lock. */
public interface ResolveListener {

    /** A table's deleted rows were looked up, if its lake does that. */
    void resolved(TableCommit commit);

    /** They cannot be looked up, and time does not heal that. */
    void failed(TableId table, Throwable failure);

    /** Every table was looked at. */
    void allResolved(CheckpointId checkpoint);
}
