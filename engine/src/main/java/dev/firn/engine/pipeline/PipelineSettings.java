package dev.firn.engine.pipeline;

import dev.firn.engine.load.ReadLimit;
import dev.firn.engine.source.TableSelection;
import dev.firn.engine.work.Backoff;
import dev.firn.schema.change.ColumnPolicies;
import dev.firn.schema.change.ColumnPolicy;
import java.time.Duration;

/**
 * What a pipeline is run with.
 *
 * @param pipeline its name
 * @param selection which tables, and how
 * @param tables what becomes of tables that come, go or change
 * @param columns which changes of columns the lake follows
 * @param checkpointInterval how long after one checkpoint the next is due
 * @param memoryBytes how much heap rows may take between the stream and the files (I5)
 * @param concurrentLoads how many tables are loaded at a time
 * @param readsAtATime how many chunks, of one table or of several, are read at a time
 * @param readLimit how fast they are read
 * @param loadRecordInterval how often, at most, finished chunks are recorded between two checkpoints
 * @param stopPatience how long stopping may take before what is not committed is left to the next start
 * @param backoff how long to wait before trying again
 */
public record PipelineSettings(
        String pipeline,
        TableSelection selection,
        TablePolicy tables,
        ColumnPolicies columns,
        Duration checkpointInterval,
        long memoryBytes,
        int concurrentLoads,
        int readsAtATime,
        ReadLimit readLimit,
        Duration loadRecordInterval,
        Duration stopPatience,
        Backoff backoff) {

    /** Long against a commit to the catalog, short against what is lost by a crash. */
    public static final Duration LOAD_RECORD_INTERVAL = Duration.ofSeconds(5);

    /** Settings that read each table chunk by chunk. */
    public PipelineSettings(
            String pipeline,
            TableSelection selection,
            ColumnPolicy columnPolicy,
            Duration checkpointInterval,
            long memoryBytes,
            int concurrentLoads,
            Duration stopPatience,
            Backoff backoff) {
        this(
                pipeline,
                selection,
                TablePolicy.DEFAULT,
                ColumnPolicies.all(columnPolicy),
                checkpointInterval,
                memoryBytes,
                concurrentLoads,
                1,
                ReadLimit.NONE,
                LOAD_RECORD_INTERVAL,
                stopPatience,
                backoff);
    }

    public PipelineSettings {
        requirePositive(!checkpointInterval.isNegative() && !checkpointInterval.isZero(), "checkpoint interval");
        requirePositive(memoryBytes > 0, "memory budget");
        requirePositive(concurrentLoads > 0, "number of concurrent loads");
        requirePositive(readsAtATime > 0, "number of chunks read at a time");
    }

    private static void requirePositive(boolean isPositive, String what) {
        if (!isPositive) {
            throw new IllegalArgumentException("The " + what + " must be positive");
        }
    }
}
