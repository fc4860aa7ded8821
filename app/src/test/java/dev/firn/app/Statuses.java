package dev.firn.app;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.pipeline.PipelineStatus;
import dev.firn.engine.pipeline.PipelineStatus.Activity;
import dev.firn.engine.pipeline.PipelineStatus.LastCheckpoint;
import dev.firn.engine.pipeline.TableStatus;
import dev.firn.engine.pipeline.TableStatus.LoadStatus;
import dev.firn.engine.pipeline.TableStatus.State;
import dev.firn.engine.source.Finding;
import dev.firn.schema.source.TableId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** Statuses as a pipeline would give them. */
public final class Statuses {

    public static final Instant NOW = Instant.parse("2026-11-20T10:00:30Z");

    private Statuses() {}

    public static PipelineStatus running(TableStatus... tables) {
        return with(Activity.RUNNING, tables);
    }

    public static PipelineStatus with(Activity activity, TableStatus... tables) {
        Instant committed = Instant.parse("2026-11-20T10:00:00Z");
        return new PipelineStatus(
                "shop",
                activity,
                NOW,
                Optional.of("0/16B3748"),
                Optional.of(committed),
                Optional.of(Duration.ofMillis(1500)),
                Optional.of(new LastCheckpoint(new CheckpointId(41), "0/16B3700", committed, committed)),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                1 << 20,
                300L << 20,
                List.of(tables),
                activity == Activity.PAUSED ? Optional.of(committed) : Optional.empty(),
                Map.of());
    }

    public static TableStatus streaming(String table) {
        return new TableStatus(TableId.parse(table), State.STREAMING, "", "", Optional.empty(), 12, 3, 1, Map.of());
    }

    /** A streaming table of which the log does not tell everything, and neither does the lake. */
    public static TableStatus warned(String table) {
        return streaming(table)
                .with(
                        List.of(Finding.warning(
                                table + ": foreign keys",
                                "the log does not tell what these do: fk, ON DELETE CASCADE",
                                "firn resync " + table)),
                        7);
    }

    public static TableStatus stopped(String table) {
        return new TableStatus(
                TableId.parse(table),
                State.STOPPED,
                "Column x of type money cannot be replicated",
                "name it in exclude-columns",
                Optional.empty(),
                0,
                0,
                0,
                Map.of());
    }

    /** Loading since ten seconds. */
    public static TableStatus loading(String table, State state, long rows, OptionalLong estimate) {
        return new TableStatus(
                TableId.parse(table),
                state,
                "",
                "",
                Optional.of(new LoadStatus(estimate, rows, 0, 3, NOW.minusSeconds(10))),
                0,
                0,
                0,
                Map.of());
    }
}
