package dev.firn.engine.pipeline;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.Lake;
import dev.firn.engine.load.LayoutCheck;
import dev.firn.engine.load.LoadContext;
import dev.firn.engine.load.ReadPace;
import dev.firn.engine.load.ReadSlots;
import dev.firn.engine.source.SourceDatabase;
import dev.firn.engine.stage.Adoption;
import dev.firn.engine.stage.MemoryBudget;
import dev.firn.engine.stage.StagingContext;
import dev.firn.engine.work.Attempts;
import dev.firn.engine.work.FaultPoints;
import dev.firn.engine.work.Monitor;
import dev.firn.engine.work.Workers;
import java.util.function.Supplier;

/**
 * What every part of a run works with.
 *
 * @param staging for the lanes
 * @param loading for the loads
 */
record RunContext(
        PipelineSettings settings,
        Workers workers,
        StagingContext staging,
        LoadContext loading,
        PipelineObserver observer) {

    static RunContext of(
            PipelineSettings settings,
            SourceDatabase source,
            Lake lake,
            Workers workers,
            PipelineObserver observer,
            FaultPoints faults,
            Monitor monitor,
            LayoutCheck check,
            Supplier<CheckpointId> filling) {
        Attempts attempts = new Attempts(
                monitor,
                workers.timeline(),
                settings.backoff(),
                FailurePolicy::heals,
                retry -> observer.retrying(retry.what(), retry.attempt()));
        StagingContext staging = new StagingContext(
                lake.tables(),
                source.reader(),
                new Adoption(lake.tables(), settings.columns()::of),
                new MemoryBudget(settings.memoryBytes()),
                attempts,
                workers.stage(),
                faults);
        LoadContext loading = new LoadContext(
                source.reader(),
                check,
                lake.tables(),
                attempts,
                FailurePolicy::heals,
                workers.load(),
                workers.timeline(),
                filling,
                new ReadSlots(settings.readsAtATime()),
                new ReadPace(settings.readLimit()),
                faults);
        return new RunContext(settings, workers, staging, loading, observer);
    }
}
