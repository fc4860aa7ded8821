package dev.firn.app.http;

import dev.firn.app.Statuses;
import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.pipeline.Paused;
import dev.firn.engine.pipeline.PipelineControls;
import dev.firn.engine.pipeline.PipelineStatus;
import dev.firn.engine.pipeline.PipelineStatus.LastCheckpoint;
import dev.firn.engine.pipeline.Resumed;
import dev.firn.engine.pipeline.Resynced;
import dev.firn.schema.source.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A pipeline of two tables that remembers what it was asked for, and can refuse or never answer. */
final class FakePipeline implements PipelineControls {

    final List<String> asked = new ArrayList<>();
    final SortedMap<TableId, String> refusedTables = new TreeMap<>();
    boolean hangs;
    RuntimeException failure;

    @Override
    public PipelineStatus status() {
        return Statuses.running(Statuses.streaming("public.orders"), Statuses.stopped("public.prices"));
    }

    @Override
    public CompletionStage<LastCheckpoint> flush() {
        return answer(
                "flush",
                new LastCheckpoint(new CheckpointId(42), "0/16B3748", Statuses.NOW, Statuses.NOW.plusSeconds(1)));
    }

    @Override
    public CompletionStage<Resynced> resync(Set<TableId> tables) {
        TreeSet<TableId> queued = new TreeSet<>(tables);
        queued.removeAll(refusedTables.keySet());
        return answer(
                "resync " + new TreeSet<>(tables), new Resynced(queued, new TreeMap<>(Map.copyOf(refusedTables))));
    }

    @Override
    public CompletionStage<Paused> pause() {
        return answer("pause", new Paused(Statuses.NOW));
    }

    @Override
    public CompletionStage<Resumed> resume() {
        return answer("resume", new Resumed("0/16B3748"));
    }

    private synchronized <T> CompletionStage<T> answer(String what, T answer) {
        asked.add(what);
        if (failure != null) {
            return CompletableFuture.failedStage(failure);
        }
        return hangs ? new CompletableFuture<>() : CompletableFuture.completedStage(answer);
    }
}
