package dev.firn.engine.pipeline;

import dev.firn.engine.event.SourceMark;
import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.schema.source.TableId;
import java.time.Duration;

/** Hears what a pipeline does, to count it. Called on many threads, some under the pipeline's lock: must be quick, and must not throw. */
public interface PipelineObserver {

    /** Hears nothing. */
    PipelineObserver NONE = new PipelineObserver() {};

    /** Events were taken from the stream; once per delivery, not per event. */
    default void eventsReceived(EventCounts counts) {}

    /** Events were not applied; once per delivery and table. */
    default void eventsSkipped(TableId table, SkipCause cause, long events) {}

    /** A generation was staged. */
    default void generationStaged(TableId table, StagedFiles files) {}

    /** A table's rows are read from the first one on, be it the first time or again. */
    default void loadBegan(TableId table) {}

    /** A table's columns changed while it was loaded, and the load goes on. */
    default void columnsCarried(TableId table) {}

    /** Some of a table's rows were loaded. */
    default void rowsLoaded(TableId table, StagedFiles files) {}

    /** A phase of a checkpoint has ended. */
    default void checkpointPhase(CheckpointPhase phase, Duration took) {}

    /** A table stands at a checkpoint. */
    default void tableCommitted(TableId table, CheckpointId checkpoint) {}

    /** Every table of a checkpoint has committed, and the source was told. */
    default void checkpointCommitted(CheckpointId checkpoint, SourceMark mark) {}

    /** How much heap rows take now; once per delivery and per staged generation. */
    default void bufferedBytes(long bytes) {}

    /** A table's state is now another. */
    default void tableState(TableId table, TableStatus.State state) {}

    /** Something failed and is tried again. */
    default void retrying(String what, int attempt) {}

    /** A run failed; the pipeline goes on from the last checkpoint. */
    default void restarted(String reason) {}
}
