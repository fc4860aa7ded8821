package dev.firn.app.run;

import dev.firn.app.config.Configuration;
import dev.firn.engine.checkpoint.CheckpointCodec;
import dev.firn.engine.checkpoint.CheckpointState;
import dev.firn.engine.checkpoint.LoadProgress;
import dev.firn.engine.checkpoint.TableState;
import dev.firn.engine.lake.PreparedCheckpoint;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.pipeline.PipelineStatus;
import dev.firn.engine.pipeline.PipelineStatus.Activity;
import dev.firn.engine.pipeline.PipelineStatus.LastCheckpoint;
import dev.firn.engine.pipeline.TableStatus;
import dev.firn.engine.pipeline.TableStatus.LoadStatus;
import dev.firn.engine.pipeline.TableStatus.State;
import dev.firn.schema.source.TableId;
import dev.firn.sink.IcebergLake;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/** How a pipeline stood at its newest checkpoint, read from the lake alone: no process need run. */
public final class StoredStatus {

    private StoredStatus() {}

    /** Empty if the pipeline has no checkpoint yet. */
    public static Optional<PipelineStatus> read(Configuration configuration) {
        try (IcebergLake lake = Lakes.open(configuration)) {
            return lake.checkpoints()
                    .newest()
                    .map(checkpoint -> of(configuration.pipeline(), checkpoint, Instant.now()));
        }
    }

    static PipelineStatus of(String pipeline, PreparedCheckpoint checkpoint, Instant now) {
        CheckpointState state = CheckpointCodec.decode(checkpoint.id(), checkpoint.state());
        Instant preparedAt = checkpoint.history().stream()
                .map(row -> row.preparedAt())
                .findFirst()
                .orElse(state.sourceTimestamp());
        List<TableStatus> tables = new ArrayList<>();
        state.tables().forEach((table, stored) -> tables.add(table(table, stored, preparedAt)));
        return new PipelineStatus(
                pipeline,
                Activity.ENDED,
                now,
                Optional.of(state.position()),
                Optional.of(state.sourceTimestamp()),
                Optional.of(Duration.between(state.sourceTimestamp(), now)),
                Optional.of(new LastCheckpoint(checkpoint.id(), state.position(), state.sourceTimestamp(), preparedAt)),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                0,
                0,
                tables,
                Optional.ofNullable(state.pausedSince()),
                Map.of());
    }

    private static TableStatus table(TableId table, TableState stored, Instant preparedAt) {
        if (stored instanceof TableState.Streaming) {
            return of(table, State.STREAMING, "", "", Optional.empty());
        }
        if (stored instanceof TableState.Loading loading) {
            return of(table, state(loading.progress()), "", "", Optional.of(progress(loading.progress(), preparedAt)));
        }
        if (stored instanceof TableState.Stopped stopped) {
            return of(table, State.STOPPED, stopped.reason(), stopped.remedy(), Optional.empty());
        }
        TableId renamedTo = ((TableState.Gone) stored).renamedTo();
        String how = renamedTo == null ? "dropped at the source" : "renamed to " + renamedTo + " at the source";
        return of(table, State.GONE, how + "; the Iceberg table stays as it is", "", Optional.empty());
    }

    private static TableStatus of(TableId table, State state, String reason, String remedy, Optional<LoadStatus> load) {
        return new TableStatus(table, state, reason, remedy, load, 0, 0, 0, Map.of());
    }

    private static State state(LoadProgress progress) {
        return progress instanceof LoadProgress.Queued ? State.QUEUED : State.LOADING;
    }

    private static LoadStatus progress(LoadProgress progress, Instant preparedAt) {
        if (progress instanceof LoadProgress.Chunks chunks) {
            long rows = chunks.finished().stream()
                    .map(LoadProgress.FinishedChunk::files)
                    .mapToLong(StagedFiles::rows)
                    .sum();
            return new LoadStatus(
                    OptionalLong.empty(), rows, rows, chunks.finished().size(), preparedAt);
        }
        if (progress instanceof LoadProgress.OneRead read) {
            long rows = read.rows().rows();
            return new LoadStatus(OptionalLong.empty(), rows, rows, 1, preparedAt);
        }
        return new LoadStatus(OptionalLong.empty(), 0, 0, 0, preparedAt);
    }
}
