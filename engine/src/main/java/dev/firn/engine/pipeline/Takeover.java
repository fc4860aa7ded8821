package dev.firn.engine.pipeline;

import dev.firn.engine.checkpoint.CheckpointCodec;
import dev.firn.engine.checkpoint.CheckpointState;
import dev.firn.engine.checkpoint.TableState;
import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.PreparedCheckpoint;
import dev.firn.schema.source.TableId;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a run makes the pipeline its own before it touches anything (I10): a checkpoint that changes nothing but the owner, and whether the
 * pipeline is paused.
 *
 * <p>Without it, a run that read its checkpoint long ago could change columns of tables that another process follows by now. Whoever is too late
 * is fenced here. Under the run's lock.
 */
final class Takeover {

    private static final Logger LOG = LoggerFactory.getLogger(Takeover.class);

    private final RunContext run;
    private final CheckpointId id;
    private final CheckpointState state;
    private final Consumer<CheckpointState> owned;
    private final Consumer<FailurePolicy.Verdict> failed;

    /**
     * Makes one.
     *
     * @param recovered the completed checkpoint
     * @param tables as they stand after it
     * @param pausedSince since when the pipeline is to be paused; null if it goes on
     * @param owned gets the new state when this process owns the pipeline
     */
    Takeover(
            RunContext run,
            Recovery.Recovered recovered,
            SortedMap<TableId, TableState> tables,
            @Nullable Instant pausedSince,
            Consumer<CheckpointState> owned,
            Consumer<FailurePolicy.Verdict> failed) {
        this.run = run;
        this.id = recovered.id().next();
        this.state = stateOf(recovered.state(), tables, pausedSince);
        this.owned = owned;
        this.failed = failed;
    }

    private static CheckpointState stateOf(
            CheckpointState recovered, SortedMap<TableId, TableState> tables, @Nullable Instant pausedSince) {
        return new CheckpointState(
                recovered.source(), recovered.position(), recovered.sourceTimestamp(), tables, pausedSince, List.of());
    }

    void start() {
        PreparedCheckpoint checkpoint =
                new PreparedCheckpoint(id, run.owner(), CheckpointCodec.encode(state), List.of());
        run.protocol().prepare(checkpoint, new WhenPrepared(run, this::prepared, failed));
    }

    private void prepared(CheckpointId checkpoint) {
        LOG.info(
                "Checkpoint {} makes this process the owner of pipeline {}",
                id,
                run.settings().pipeline());
        owned.accept(state);
    }
}
