package dev.firn.app.cli;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.pipeline.PipelineStatus;
import dev.firn.engine.pipeline.PipelineStatus.Activity;
import dev.firn.engine.pipeline.PipelineStatus.InFlight;
import dev.firn.engine.pipeline.PipelineStatus.LastCheckpoint;
import dev.firn.engine.pipeline.TableStatus;
import dev.firn.engine.pipeline.TableStatus.State;
import dev.firn.schema.source.TableId;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Waits until another process has loaded some tables and readers see them. */
final class LoadWait {

    private static final Duration LOOK = Duration.ofMillis(500);
    private static final Set<State> UNDER_WAY = EnumSet.of(State.QUEUED, State.LOADING, State.CATCHING_UP);

    private final Set<TableId> tables;
    private volatile PipelineStatus latest;

    /** The checkpoint by which the last of them becomes visible, once that is known. */
    private @Nullable CheckpointId visibleWith;

    private LoadWait(Set<TableId> tables, PipelineStatus first) {
        this.tables = tables;
        this.latest = first;
    }

    /**
     * Waits, and shows how it goes.
     *
     * @return the tables that were stopped or dropped instead
     * @throws RunningProcess.Refusal if the process pauses or ends before
     */
    static List<TableStatus> await(RunningProcess process, Set<TableId> tables) throws InterruptedException {
        LoadWait wait = new LoadWait(tables, process.status());
        try (LoadDisplay display = LoadDisplay.start(() -> wait.latest)) {
            while (!wait.isOver()) {
                TimeUnit.MILLISECONDS.sleep(LOOK.toMillis());
                wait.latest = process.status();
            }
        }
        return wait.latest.tables().stream()
                .filter(table -> tables.contains(table.table()) && table.state() != State.STREAMING)
                .toList();
    }

    private boolean isOver() {
        PipelineStatus status = latest;
        if (status.activity() == Activity.PAUSED || status.activity() == Activity.ENDED) {
            throw new RunningProcess.Refusal(
                    ExitStatus.NOT_AS_HOPED,
                    "The pipeline was paused or stopped before the tables were loaded; it loads them when it goes on");
        }
        boolean loads = status.tables().stream()
                .anyMatch(table -> tables.contains(table.table()) && UNDER_WAY.contains(table.state()));
        // While it recovers, it knows no tables.
        return !loads && status.activity() == Activity.RUNNING && isVisible(status);
    }

    /** A table counts as loaded as soon as the checkpoint is sealed that has its rows; readers see them when it has committed. */
    private boolean isVisible(PipelineStatus status) {
        if (visibleWith == null) {
            visibleWith = status.inFlight().map(InFlight::id).orElse(null);
        }
        CheckpointId awaited = visibleWith;
        return awaited == null
                || status.lastCheckpoint()
                        .map(LastCheckpoint::id)
                        .filter(last -> last.compareTo(awaited) >= 0)
                        .isPresent();
    }
}
