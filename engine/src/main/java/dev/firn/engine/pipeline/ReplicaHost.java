package dev.firn.engine.pipeline;

import dev.firn.engine.event.SourcePosition;
import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.source.TableId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a replica asks of the run that it belongs to. All under the run's lock. */
interface ReplicaHost {

    /** The checkpoint that is being filled. */
    CheckpointId filling();

    /** The replica takes no part in a sealed checkpoint that is not prepared yet. */
    void abandonSealed(Replica replica);

    /**
     * The replica waits for its load's turn.
     *
     * @param after the stream must have passed it before; null if it need not
     * @param delay how long to wait at least
     */
    void queueLoad(Replica replica, @Nullable SourcePosition after, Duration delay);

    /** The log has rows again of a table that is gone. */
    void reappeared(Replica replica, TableLayout layout);

    /** Files that are not wanted any more; a checkpoint that is durable may still name them, the next one will not. */
    void discardLater(TableId table, List<StagedFiles> files);

    /** Some more rows of a load are staged, which is worth remembering before the next checkpoint. */
    void chunkFinished();

    /** The state of a table changed in a way that the next checkpoint must record. */
    void stateChanged(Replica replica);

    /** Something that a checkpoint or a load waits for may have happened. */
    void progressed();

    /** A failure that concerns more than one table. */
    void failed(FailurePolicy.Verdict verdict);
}
