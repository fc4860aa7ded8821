package dev.firn.engine.pipeline;

import dev.firn.engine.source.Finding;
import dev.firn.schema.source.TableId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A table as an operator sees it.
 *
 * @param reason why it is not streaming; empty if it is
 * @param remedy what the operator can do; empty if there is nothing to do
 * @param load the load under way
 * @param inserts insert events, and rows appended, since the process started to run
 * @param updates update events likewise
 * @param deletes delete events likewise
 * @param skipped events that were not applied, by cause, likewise
 * @param madeNull values that were made null because Iceberg has none like them, likewise
 * @param warnings what the source's log does not tell of it, or tells in a way that misleads
 */
public record TableStatus(
        TableId table,
        State state,
        String reason,
        String remedy,
        Optional<LoadStatus> load,
        long inserts,
        long updates,
        long deletes,
        Map<SkipCause, Long> skipped,
        long madeNull,
        List<Finding> warnings) {

    public TableStatus {
        skipped = Map.copyOf(skipped);
        warnings = List.copyOf(warnings);
    }

    /** A table of which the log tells everything, and all values. */
    public TableStatus(
            TableId table,
            State state,
            String reason,
            String remedy,
            Optional<LoadStatus> load,
            long inserts,
            long updates,
            long deletes,
            Map<SkipCause, Long> skipped) {
        this(table, state, reason, remedy, load, inserts, updates, deletes, skipped, 0, List.of());
    }

    /** The same table with what the log does not tell of it, and how many values were made null. */
    public TableStatus with(List<Finding> untold, long nulls) {
        return new TableStatus(table, state, reason, remedy, load, inserts, updates, deletes, skipped, nulls, untold);
    }

    /** Where the table is. */
    public enum State {
        /** Waits to be loaded. */
        QUEUED,
        /** Its rows are being read. */
        LOADING,
        /** Its rows are read; the stream must pass what they saw, and a checkpoint must make them visible. */
        CATCHING_UP,
        /** Equals the source at every checkpoint. */
        STREAMING,
        /** Not replicated until an operator acts. */
        STOPPED,
        /** Dropped at the source. */
        GONE
    }

    /**
     * A load under way.
     *
     * @param estimatedRows about how many rows the table has
     * @param rows rows read
     * @param rowsKept those of them that an earlier run had read
     * @param chunksDone parts whose rows are staged
     * @param startedAt when this run began to read, or to wait for that
     */
    public record LoadStatus(OptionalLong estimatedRows, long rows, long rowsKept, int chunksDone, Instant startedAt) {

        /** How fast this run has read, on average. */
        public long rowsPerSecond(Instant at) {
            long millis = Math.max(1, Duration.between(startedAt, at).toMillis());
            return Math.round((rows - rowsKept) * 1e3 / millis);
        }

        /** How long it will take at that rate; empty where nobody knows. */
        public Optional<Duration> timeLeft(Instant at) {
            long rate = rowsPerSecond(at);
            return rate == 0 || estimatedRows.isEmpty() || rows >= estimatedRows.getAsLong()
                    ? Optional.empty()
                    : Optional.of(Duration.ofSeconds((estimatedRows.getAsLong() - rows) / rate + 1));
        }
    }
}
