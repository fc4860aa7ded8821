package dev.firn.engine.pipeline;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.pipeline.PipelineStatus.LastCheckpoint;
import dev.firn.schema.source.TableId;
import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;

/** What an operator asks of a pipeline. Its answer is given when it is durable; a run that fails before leaves it to the next. */
sealed interface Request {

    /** Completes once; some of the time under a lock. */
    CompletableFuture<?> answer();

    default boolean isOpen() {
        return !answer().isDone();
    }

    default void refuse(String why) {
        answer().completeExceptionally(new RequestRefused(why));
    }

    /** A checkpoint of all that the source has committed by now. Answered when it has committed. */
    record Flush(CompletableFuture<LastCheckpoint> answer) implements Request {}

    /** Loads of tables that are followed, stopped or gone. Answered when a checkpoint says that they are to be loaded. */
    record Resync(SortedSet<TableId> tables, CompletableFuture<Resynced> answer) implements Request {
        public Resync {
            tables = Collections.unmodifiableSortedSet(new TreeSet<>(tables));
        }
    }

    /** That the log be left alone. Answered when a checkpoint says so and the stream is closed. */
    record Pause(CompletableFuture<Paused> answer) implements Request {}

    /**
     * That the position in the log be given up and every table be loaded again, paused or not. Answered when a checkpoint has a position
     * of the new log; until then each run begins anew.
     */
    record StartAnew(CompletableFuture<CheckpointId> answer) implements Request {}

    /** That the pipeline go on. Answered when a checkpoint says so and the stream is open. */
    record Resume(CompletableFuture<Resumed> answer) implements Request {}
}
