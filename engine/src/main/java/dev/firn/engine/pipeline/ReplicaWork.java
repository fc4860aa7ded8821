package dev.firn.engine.pipeline;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.load.Diagnosis;
import dev.firn.engine.load.LayoutCheck;
import dev.firn.engine.load.LoadListener;
import dev.firn.engine.source.Finding;
import dev.firn.engine.source.SourceException;
import dev.firn.engine.stage.Adoption;
import dev.firn.engine.stage.LaneListener;
import dev.firn.engine.stage.PendingAdoption;
import dev.firn.schema.change.ColumnNumbers;
import dev.firn.schema.change.PendingRenames;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.TableMode;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the work under way for a table, in its lane and in its load, comes to for its replica. Under the run's lock. */
final class ReplicaWork implements LaneListener, LoadListener {

    private static final Logger LOG = LoggerFactory.getLogger(ReplicaWork.class);

    private final Replica replica;
    private final PendingDrops drops;
    private final WaitingRenames renames;
    private final RunContext run;
    private final ReplicaHost host;
    private int restarts;

    /** What others did to the table in the lake, the newest of it; null if nothing since the process started to run. */
    private @Nullable Finding foreignChange;

    ReplicaWork(Replica replica, PendingDrops drops, WaitingRenames renames, RunContext run, ReplicaHost host) {
        this.replica = replica;
        this.drops = drops;
        this.renames = renames;
        this.run = run;
        this.host = host;
    }

    /** Something about the table failed in a way that time does not heal. */
    void failed(Throwable failure) {
        FailurePolicy.Verdict verdict = FailurePolicy.ofTable(replica.table().toString(), failure);
        if (verdict instanceof FailurePolicy.Verdict.StopTable stop) {
            LOG.debug("Table {} failed", replica.table(), failure);
            replica.stop(stop.reason(), stop.remedy());
        } else {
            host.failed(verdict);
        }
    }

    /** What was staged for a checkpoint is gone, so that nobody can bring the table there. Readers keep what they have. */
    void filesGone(String finding) {
        Standing standing = replica.standing();
        foreignChange = Finding.warning(
                replica.table() + ": staged files are gone",
                finding + "; seen at " + run.workers().timeline().now(),
                "let orphan file removal spare files that are younger than the longest load");
        if (standing instanceof Standing.Gone) {
            LOG.error("Table {} lacks its last changes, and is gone at the source: {}", replica.table(), finding);
            replica.note(finding);
        } else if (isChangelog() && standing instanceof Standing.Streaming) {
            // Its rows tell what was, and a load would replace them by what is.
            replica.stop(finding, FailurePolicy.loadAgain(replica.table().toString()));
        } else if (!(standing instanceof Standing.Stopped)) {
            LOG.error("Table {} is loaded again, all others go on: {}", replica.table(), finding);
            replica.note("load again: " + finding);
            replica.loadAgain(finding, Duration.ZERO);
        }
        host.progressed();
    }

    private boolean isChangelog() {
        TableLayout layout = replica.layout();
        return layout != null && layout.mode() == TableMode.CHANGELOG;
    }

    // --- the lane

    @Override
    public Set<String> pendingDrops() {
        return drops.written();
    }

    @Override
    public @Nullable ColumnNumbers columns() {
        return replica.columns();
    }

    @Override
    public PendingRenames pendingRenames() {
        return renames.all();
    }

    @Override
    public boolean isLoading() {
        return replica.isLoading();
    }

    @Override
    public boolean followsLake() {
        return replica.standing() instanceof Standing.Streaming;
    }

    @Override
    public boolean awaitsRenamesBefore(CheckpointId checkpoint) {
        return renames.isOpenBefore(checkpoint);
    }

    @Override
    public void staged(StagedFiles files) {
        run.observer().generationStaged(replica.table(), files);
        host.progressed();
    }

    @Override
    public void adopted(Adoption.Result.Adopted result, PendingAdoption adoption) {
        renames.add(result.renames(), adoption.checkpoint());
        drops.remove(Set.copyOf(result.renames().names().values()));
        drops.addUnwritten(result.unwritten(), adoption.checkpoint());
        drops.add(
                result.plan()
                        .dropping(column -> !result.unwritten().contains(column))
                        .afterCheckpoint(),
                adoption.checkpoint());
        if (!adoption.changes().isEmpty()) {
            LOG.info("Table {} follows its source: {}", replica.table(), adoption.changes());
        }
        if (replica.standing() instanceof Standing.Loading loading
                && loading.load().awaits(adoption)) {
            loading.load().prepared(result.shape());
        }
        host.progressed();
    }

    @Override
    public void needsLoad(String reason) {
        replica.note(reason);
        replica.loadAgain(reason, Duration.ZERO);
        host.progressed();
    }

    /** What an operator has to know of the table beside its state. */
    List<Finding> warnings() {
        return foreignChange == null ? List.of() : List.of(foreignChange);
    }

    @Override
    public void changedByOthers(String finding) {
        foreignChange = Finding.warning(
                replica.table() + ": changed in the lake",
                finding + "; seen at " + run.workers().timeline().now(),
                "let nobody but Firn write to the table, or let their rows stand by on-foreign-change: accept-rows");
        if (isChangelog()) {
            // Its rows tell what was, and a load would replace them by what is.
            replica.stop(finding, FailurePolicy.loadAgain(replica.table().toString()));
        } else {
            LOG.warn("Table {} does not equal its source: {}", replica.table(), finding);
            replica.note("load again: " + finding);
            replica.loadAgain(finding, Duration.ZERO);
        }
        host.progressed();
    }

    @Override
    public void mustNotLoad(String reason) {
        if (replica.standing() instanceof Standing.Loading) {
            // It is being loaded as it is.
            needsLoad(reason);
            return;
        }
        replica.note("not followed: " + reason + " (on-incompatible-change: stop-table)");
        replica.stop(
                reason + ", and on-incompatible-change is stop-table",
                FailurePolicy.loadAgain(replica.table().toString()));
    }

    @Override
    public void dropped(Set<String> columns) {
        drops.remove(columns);
        LOG.info("Table {} no longer has {}, as its source", replica.table(), columns);
        host.progressed();
    }

    @Override
    public void laneFailed(TableLayout rows, @Nullable ColumnNumbers columns, Throwable failure) {
        if (failure instanceof SourceException) {
            Standing before = replica.standing();
            Diagnosis diagnosis = new Diagnosis(
                    rows,
                    columns,
                    failure,
                    run.loading(),
                    this,
                    () -> replica.standing().equals(before),
                    this::loadFailed);
            run.staging().attempts().start(run.workers().load(), diagnosis);
        } else {
            failed(failure);
        }
    }

    // --- the load

    @Override
    public void readingBegins() {
        LOG.info("Table {} is read from its first row on", replica.table());
        run.observer().loadBegan(replica.table());
    }

    @Override
    public void columnsRead(ColumnNumbers columns) {
        replica.origin().columnsAre(columns);
    }

    @Override
    public void unwanted(StagedFiles files) {
        host.discardLater(replica.table(), List.of(files));
    }

    @Override
    public void loaded(StagedFiles files) {
        run.observer().rowsLoaded(replica.table(), files);
        host.chunkFinished();
        host.stateChanged(replica);
        host.progressed();
    }

    @Override
    public void readingDone() {
        restarts = 0;
        host.stateChanged(replica);
        host.progressed();
    }

    @Override
    public void mustRestart(String reason) {
        restarts++;
        replica.loadAgain(reason, run.settings().backoff().delay(restarts));
        host.progressed();
    }

    @Override
    public void layoutChanged(LayoutCheck.Finding.Changed changed) {
        replica.loadAhead(changed);
        host.progressed();
    }

    @Override
    public void tableIsMissing() {
        replica.goneWithoutNotice();
        host.progressed();
    }

    @Override
    public void tableIsRefused(List<String> problems) {
        replica.stop(
                String.join("; ", problems), "change the table, or the configuration of it, then start Firn again");
    }

    @Override
    public void loadFailed(Throwable failure) {
        failed(failure);
    }
}
