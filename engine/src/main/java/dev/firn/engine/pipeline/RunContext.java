package dev.firn.engine.pipeline;

import dev.firn.engine.checkpoint.CheckpointProtocol;
import dev.firn.engine.event.SourcePosition;
import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.Lake;
import dev.firn.engine.lake.Owner;
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
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What every part of a run works with.
 *
 * @param owner this run, as checkpoints name it
 * @param protocol for checkpoints
 * @param staging for the lanes
 * @param loading for the loads
 */
record RunContext(
        PipelineSettings settings,
        SourceDatabase source,
        Owner owner,
        Workers workers,
        CheckpointProtocol protocol,
        StagingContext staging,
        LoadContext loading,
        PipelineObserver observer) {

    static RunContext of(
            PipelineSettings settings,
            SourceDatabase source,
            Lake lake,
            Owner owner,
            Workers workers,
            PipelineObserver observer,
            FaultPoints faults,
            Monitor monitor,
            Supplier<CheckpointId> filling,
            Supplier<Optional<SourcePosition>> passed) {
        Attempts attempts = new Attempts(
                monitor,
                workers.timeline(),
                settings.backoff(),
                FailurePolicy::heals,
                retry -> observer.retrying(retry.what(), retry.attempt()));
        CheckpointProtocol protocol = new CheckpointProtocol(lake, attempts, workers.commit(), faults);
        StagingContext staging = new StagingContext(
                lake.tables(),
                source.reader(),
                new Adoption(lake, owner, settings.columns()::of),
                new MemoryBudget(settings.memoryBytes()),
                attempts,
                workers.stage(),
                faults);
        LoadContext loading = new LoadContext(
                source.reader(),
                new LayoutCheck(source.catalog(), source.reader(), settings.selection(), source.types()),
                lake.tables(),
                attempts,
                FailurePolicy::heals,
                workers.load(),
                workers.timeline(),
                filling,
                passed,
                new ReadSlots(settings.readsAtATime()),
                new ReadPace(settings.readLimit()),
                faults);
        return new RunContext(settings, source, owner, workers, protocol, staging, loading, observer);
    }

    /** What the source's catalog says about a layout. */
    LayoutCheck check() {
        return loading.check();
    }
}
