package dev.firn.engine.pipeline;

import dev.firn.engine.pipeline.PipelineStatus.LastCheckpoint;
import dev.firn.schema.source.TableId;
import java.util.Set;
import java.util.concurrent.CompletionStage;

/**
 * What an operator can ask of a running pipeline. Nothing waits: each answer completes when no crash can take it back, or with {@link
 * RequestRefused}; some of the time under a lock, so that whatever depends on it must be quick or go elsewhere.
 */
public interface PipelineControls {

    /** The pipeline at this moment. */
    PipelineStatus status();

    /** Asks for a checkpoint of all that the source has committed by now, without waiting for the interval; completes when it has committed. */
    CompletionStage<LastCheckpoint> flush();

    /**
     * Loads tables again, as the source has them now; their readers see the old content until the new is complete. Completes when a checkpoint
     * says so.
     *
     * @param tables of any state, known to the pipeline
     */
    CompletionStage<Resynced> resync(Set<TableId> tables);

    /**
     * Leaves the source's log alone until {@link #resume}, also over restarts of the process. Completes when a checkpoint says so and
     * the stream is closed.
     */
    CompletionStage<Paused> pause();

    /** Goes on with a pipeline that is paused. Completes when a checkpoint says so and the stream is open. */
    CompletionStage<Resumed> resume();
}
