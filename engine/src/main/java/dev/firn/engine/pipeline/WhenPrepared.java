package dev.firn.engine.pipeline;

import dev.firn.engine.checkpoint.PrepareListener;
import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.Owner;
import java.util.function.Consumer;

/**
 * What follows when a checkpoint of this run is durable. Any other outcome is the end of the run.
 *
 * @param prepared goes on, under the run's lock
 * @param failed ends the run, under its lock
 */
record WhenPrepared(RunContext run, Consumer<CheckpointId> prepared, Consumer<FailurePolicy.Verdict> failed)
        implements PrepareListener {

    @Override
    public void prepared(CheckpointId checkpoint) {
        prepared.accept(checkpoint);
    }

    @Override
    public void fenced(CheckpointId checkpoint, Owner winner) {
        failed.accept(FailurePolicy.fenced(run.settings().pipeline(), checkpoint, run.owner(), winner));
    }

    @Override
    public void failed(CheckpointId checkpoint, Throwable failure) {
        failed.accept(FailurePolicy.ofRun(failure));
    }
}
