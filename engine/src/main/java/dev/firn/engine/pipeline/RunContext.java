package dev.firn.engine.pipeline;

import dev.firn.engine.load.LoadContext;
import dev.firn.engine.stage.StagingContext;
import dev.firn.engine.work.Workers;

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
        PipelineObserver observer) {}
