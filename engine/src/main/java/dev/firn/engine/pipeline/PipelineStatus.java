package dev.firn.engine.pipeline;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.work.Attempts;
import dev.firn.schema.source.TableId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A pipeline as an operator sees it, at one moment.
 *
 * @param at the moment
 * @param position where the stream is in the source's log
 * @param sourceTimestamp when the source committed the last transaction that the stream has brought
 * @param lag how long ago the source committed the last transaction that is visible in the lake
 * @param lastCheckpoint the last checkpoint that has committed
 * @param inFlight the checkpoint under way
 * @param retrying what fails and is tried again
 * @param lastFailure why the last run failed, while the pipeline waits to start the next, or since it ended
 * @param bufferedBytes how much heap rows take
 * @param budgetBytes how much they may take
 * @param pausedSince since when the pipeline is paused, which it stays until it is resumed
 * @param notFollowed events of tables that are not followed, which were not applied
 */
public record PipelineStatus(
        String pipeline,
        Activity activity,
        Instant at,
        Optional<String> position,
        Optional<Instant> sourceTimestamp,
        Optional<Duration> lag,
        Optional<LastCheckpoint> lastCheckpoint,
        Optional<InFlight> inFlight,
        List<Attempts.Retry> retrying,
        Optional<String> lastFailure,
        long bufferedBytes,
        long budgetBytes,
        List<TableStatus> tables,
        Optional<Instant> pausedSince,
        Map<TableId, Long> notFollowed) {

    public PipelineStatus {
        retrying = List.copyOf(retrying);
        tables = List.copyOf(tables);
        notFollowed = Map.copyOf(notFollowed);
    }

    /** The same after the run has ended. */
    PipelineStatus after(Activity now, Optional<String> failure, Optional<Instant> paused) {
        return new PipelineStatus(
                pipeline,
                now,
                at,
                position,
                sourceTimestamp,
                lag,
                lastCheckpoint,
                Optional.empty(),
                List.of(),
                failure,
                0,
                budgetBytes,
                tables,
                paused,
                notFollowed);
    }

    /** What the pipeline is doing. */
    public enum Activity {
        /** Completes the last checkpoint and opens the source. */
        RECOVERING,
        RUNNING,
        STOPPING,
        /** Takes a last checkpoint, to be paused by. */
        PAUSING,
        /** Leaves the source's log alone until it is resumed. */
        PAUSED,
        /** A run failed; the next starts after a while. */
        WAITING_TO_RETRY,
        ENDED
    }

    /** A checkpoint that every table has committed. */
    public record LastCheckpoint(CheckpointId id, String position, Instant sourceTimestamp, Instant committedAt) {}

    /** A checkpoint under way. */
    public record InFlight(CheckpointId id, CheckpointPhase phase, Instant since) {}
}
