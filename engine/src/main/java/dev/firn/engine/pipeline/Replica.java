package dev.firn.engine.pipeline;

import dev.firn.engine.batch.KeyedBatch;
import dev.firn.engine.checkpoint.TableOrigin;
import dev.firn.engine.checkpoint.TableState;
import dev.firn.engine.event.ChangeEvent.Append;
import dev.firn.engine.event.ChangeEvent.Delete;
import dev.firn.engine.event.ChangeEvent.Insert;
import dev.firn.engine.event.ChangeEvent.PartialUpdate;
import dev.firn.engine.event.ChangeEvent.Update;
import dev.firn.engine.event.SourceMark;
import dev.firn.engine.event.SourcePosition;
import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.load.SnapshotLoad;
import dev.firn.engine.load.TableLoad;
import dev.firn.engine.source.TableIdentity;
import dev.firn.engine.stage.TableLane;
import dev.firn.schema.change.ColumnLineage;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.source.TableId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One table as the pipeline follows it: takes its events, gathers them, and hands them to checkpoints. The one place where a table's
 * standing changes. Under the run's lock.
 */
final class Replica {

    private static final Logger LOG = LoggerFactory.getLogger(Replica.class);

    private final TableId table;
    private final RunContext run;
    private final ReplicaHost host;
    private final TableLane lane;
    private final Intake intake;
    private final PendingDrops drops = new PendingDrops();
    private final WaitingRenames renames = new WaitingRenames();
    private final ReplicaWork work;
    private final SkippedEvents skipped;
    private final Tally total = new Tally();

    private Standing standing;
    private @Nullable TableLayout layout;
    private TableOrigin origin;

    /** What the next checkpoint says of the table beside its rows; empty if nothing. */
    private String note = "";

    /** What the stream must pass before the load begins; null if it need not. */
    private @Nullable SourcePosition awaited;

    /** What the load is of, once the stream has passed that position; null where it is what the table had all along. */
    private @Nullable TableOrigin awaitedOrigin;

    private Replica(
            TableId table,
            @Nullable TableLayout layout,
            Standing standing,
            TableOrigin origin,
            RunContext run,
            ReplicaHost host) {
        this.table = table;
        this.origin = origin;
        this.layout = layout;
        this.standing = standing;
        this.run = run;
        this.host = host;
        this.skipped = new SkippedEvents(table, run.observer());
        this.work = new ReplicaWork(this, drops, renames, run, host);
        this.lane = new TableLane(table, run.staging(), work);
        this.intake = new Intake(lane, run.staging().budget());
    }

    /** A table that is to be loaded. */
    static Replica toLoad(TableLayout layout, @Nullable TableIdentity identity, RunContext run, ReplicaHost host) {
        TableOrigin origin = TableOrigin.UNKNOWN.of(identity);
        Replica replica = new Replica(layout.table(), layout, new Standing.Streaming(), origin, run, host);
        replica.load(layout, "it is new", null, Duration.ZERO);
        return replica;
    }

    /**
     * A table that cannot, or must not, be replicated as it is.
     *
     * @param layout null if it cannot have one
     */
    static Replica refused(
            TableId table,
            @Nullable TableLayout layout,
            @Nullable TableIdentity identity,
            Standing.Stopped standing,
            RunContext run,
            ReplicaHost host) {
        TableOrigin origin = new TableOrigin(identity, run.settings().tables().rulesOf(table));
        return new Replica(table, layout, standing, origin, run, host);
    }

    /** A table as a checkpoint left it. */
    static Replica recovered(
            TableId table, TableState state, CheckpointId checkpoint, RunContext run, ReplicaHost host) {
        if (state instanceof TableState.Stopped stopped) {
            Standing standing = new Standing.Stopped(stopped.reason(), stopped.remedy(), stopped.since());
            return new Replica(table, stopped.layout(), standing, state.origin(), run, host);
        }
        if (state instanceof TableState.Gone gone) {
            Standing standing = new Standing.Gone(gone.since(), gone.renamedTo());
            return new Replica(table, gone.layout(), standing, state.origin(), run, host);
        }
        if (state instanceof TableState.Streaming streaming) {
            Replica replica =
                    new Replica(table, streaming.layout(), new Standing.Streaming(), state.origin(), run, host);
            replica.drops.recall(streaming.pendingDrops(), checkpoint);
            replica.gather(streaming.layout());
            return replica;
        }
        TableState.Loading loading = (TableState.Loading) state;
        Replica replica = new Replica(table, loading.layout(), new Standing.Streaming(), state.origin(), run, host);
        TableLoad load = TableLoad.resume(loading.layout(), loading.progress(), run.loading(), replica.work);
        replica.standing = new Standing.Loading(load);
        if (load.keepsChanges()) {
            replica.gather(loading.layout());
        }
        host.queueLoad(replica, null, Duration.ZERO);
        return replica;
    }

    TableId table() {
        return table;
    }

    Standing standing() {
        return standing;
    }

    @Nullable
    TableLayout layout() {
        return layout;
    }

    TableOrigin origin() {
        return origin;
    }

    /** The table is the one that is replicated, as far as anybody knows. */
    void identified(@Nullable TableIdentity identity) {
        TableIdentity known = origin.identity();
        if (identity != null
                && !identity.equals(known)
                && (known == null || identity.isSameTable(known))
                && !(standing instanceof Standing.Gone)) {
            origin = origin.of(identity);
            host.stateChanged(this);
        }
    }

    /** Whether the configuration had other rules for the table when its content was loaded. If nobody knows, it had the same. */
    boolean isMadeByOtherRules() {
        String now = run.settings().tables().rulesOf(table);
        if (origin.rules().isEmpty()) {
            origin = origin.by(now);
        }
        return !origin.rules().equals(now);
    }

    // --- events

    void take(Insert event) {
        follow(event.layout());
        if (!intake.take(event)) {
            notGathered();
        }
    }

    void take(Update event) {
        follow(event.layout());
        if (!intake.take(event)) {
            notGathered();
        }
    }

    void take(PartialUpdate event) {
        follow(event.layout());
        if (!intake.take(event)) {
            notGathered();
        }
    }

    void take(Delete event) {
        follow(event.layout());
        if (!intake.take(event)) {
            notGathered();
        }
    }

    void take(Append event) {
        follow(event.layout());
        if (isCovered(event)) {
            return;
        }
        if (!intake.take(event)) {
            notGathered();
        }
    }

    /** Whether the one read of the table's load has seen the event's transaction. */
    private boolean isCovered(Append event) {
        return standing instanceof Standing.Loading loading
                && loading.load() instanceof SnapshotLoad load
                && load.covers(event.transaction());
    }

    void truncated() {
        if (standing instanceof Standing.Loading loading) {
            if (loading.load().keepsChanges()) {
                load(loading.load().layout(), "it was truncated while it was loaded", null, Duration.ZERO);
            }
        } else if (intake.gathersKeyedRows()) {
            intake.truncate();
        } else {
            notGathered();
        }
    }

    void layoutChanged(TableLayout changed, ColumnLineage lineage) {
        if (standing instanceof Standing.Stopped) {
            notGathered();
        } else if (standing instanceof Standing.Gone) {
            host.reappeared(this, changed);
        } else {
            follow(changed, lineage);
        }
    }

    /** The source has no such table any more; all its changes have come. */
    void dropped() {
        leave(null, "dropped at the source");
    }

    /** The source calls the table otherwise; all its changes under this name have come. */
    void renamed(TableId to) {
        leave(to, "renamed to " + to + " at the source");
    }

    private void leave(@Nullable TableId renamedTo, String how) {
        if (standing instanceof Standing.Gone) {
            return;
        }
        if (standing instanceof Standing.Streaming) {
            sealBatch();
            intake.close();
        } else {
            abandon();
        }
        goAway(renamedTo, how);
    }

    /** The table is not there, and the stream did not say so. */
    void goneWithoutNotice() {
        abandon();
        goAway(null, "dropped at the source");
    }

    private void goAway(@Nullable TableId renamedTo, String how) {
        standing = new Standing.Gone(run.workers().timeline().now(), renamedTo);
        note(how);
        LOG.warn("Table {} was {}; its Iceberg table stays as it is", table, how);
        host.stateChanged(this);
    }

    void unreadable(String reason, @Nullable Throwable cause) {
        boolean toBeRead =
                standing instanceof Standing.Loading loading && !loading.load().keepsChanges();
        if (toBeRead || standing instanceof Standing.Stopped) {
            notGathered();
        } else {
            LOG.debug("An event of {} cannot be read", table, cause);
            stop(reason, FailurePolicy.loadAgain(table.toString()));
        }
    }

    /** Goes over to a layout, unless it is the one that the table has. */
    @SuppressWarnings("ReferenceEquality") // Hot: almost always the very layout that was announced.
    private void follow(TableLayout announced) {
        if (announced != layout) {
            follow(announced, ColumnLineage.BY_NAME);
        }
    }

    private void follow(TableLayout announced, ColumnLineage lineage) {
        if (standing instanceof Standing.Stopped || standing instanceof Standing.Gone) {
            return;
        }
        if (announced.equals(layout) && !changesMeaning(lineage)) {
            layout = announced;
        } else if (standing instanceof Standing.Loading loading) {
            if (awaited != null && !loading.load().keepsChanges()) {
                // The catalog already has a later layout, and the load waits until the stream has come there.
                return;
            }
            load(announced, "its columns changed while it was loaded", null, Duration.ZERO);
        } else {
            sealBatch();
            layout = announced;
            gather(announced);
            intake.adopt(host.filling(), announced, lineage);
            host.progressed();
        }
    }

    /** Whether columns are others than before, though they look the same. */
    private static boolean changesMeaning(ColumnLineage lineage) {
        return lineage instanceof ColumnLineage.Told told
                && (!told.remade().isEmpty() || !told.renamed().isEmpty());
    }

    private void notGathered() {
        if (standing instanceof Standing.Stopped) {
            skipped.add(SkipCause.TABLE_STOPPED);
        } else if (standing instanceof Standing.Gone) {
            skipped.add(SkipCause.TABLE_GONE);
        } else if (standing instanceof Standing.Streaming) {
            stop(
                    "An event of another kind of table came for it: rows with a key and changelog rows do not mix",
                    FailurePolicy.loadAgain(table.toString()));
        }
        // Else a load has the event in its rows.
    }

    // --- gathering

    private void gather(TableLayout rows) {
        boolean mayReplace = standing instanceof Standing.Loading || !keyIsEnforced();
        intake.open(rows, mayReplace ? KeyedBatch.Inserts.MAY_REPLACE : KeyedBatch.Inserts.ARE_NEW);
    }

    /** A key that the user chose may be backed by no unique index. */
    private boolean keyIsEnforced() {
        return run.settings().selection().rules(table).key().isEmpty();
    }

    long openBytes() {
        return intake.openBytes();
    }

    /** Seals what was gathered as a generation of the checkpoint that is being filled. */
    void sealBatch() {
        intake.seal(host.filling());
    }

    // --- checkpoints

    /** Whether a checkpoint would have something of the table. */
    boolean hasChanges() {
        return !intake.isEmpty();
    }

    /** Takes the table's part of a checkpoint at the position; what comes later belongs to the next one. */
    TablePart seal(SourceMark mark, CheckpointId checkpoint) {
        sealBatch();
        List<PendingStep> taken = intake.takeSteps();
        Tally counted = intake.takeTally();
        total.add(counted);
        Supplier<Set<String>> dropped = () -> drops.until(checkpoint);
        String said = note;
        note = "";
        if (standing instanceof Standing.Loading loading) {
            TableLoad load = loading.load();
            if (load.isCompleteAt(mark.position())) {
                standing = new Standing.Streaming();
                gather(load.layout());
                LOG.info(
                        "Table {} is loaded: {} rows, {} of them read by an earlier run, become visible with checkpoint {}",
                        table,
                        load.rowsRead(),
                        load.rowsKept(),
                        checkpoint);
                host.stateChanged(this);
                return new TablePart(
                        table, origin, taken, counted, new TablePart.Outcome.Complete(load, dropped), said);
            }
            return new TablePart(table, origin, taken, counted, new TablePart.Outcome.Keep(load, load.capture()), said);
        }
        if (standing instanceof Standing.Streaming && layout != null) {
            TableLayout layoutNow = layout;
            TableOrigin originNow = origin;
            return new TablePart(
                    table,
                    originNow,
                    taken,
                    counted,
                    new TablePart.Outcome.Follow(
                            columns -> new TableState.Streaming(layoutNow, columns, originNow), dropped),
                    said);
        }
        TableState now = restingState();
        return new TablePart(
                table, origin, taken, counted, new TablePart.Outcome.Follow(columns -> now, Set::of), said);
    }

    /** The table as it stands before any event of this run. */
    TableState state() {
        return ReplicaState.before(table, standing, layout, drops.columns(), origin);
    }

    /** The table when it takes no part in a checkpoint. */
    TableState restingState() {
        return ReplicaState.resting(table, standing, layout, origin);
    }

    /** The checkpoint is visible in the lake: columns that it was the last to have may go. */
    void committed(CheckpointId checkpoint) {
        renames.committed(checkpoint);
        Set<String> columns = drops.until(checkpoint);
        if (!columns.isEmpty() && standing instanceof Standing.Streaming && layout != null) {
            lane.drop(layout, columns);
        }
    }

    /** Whether a checkpoint at the position would leave no load of the table open. */
    boolean isLoadedAt(SourcePosition position) {
        return !(standing instanceof Standing.Loading loading) || loading.load().isCompleteAt(position);
    }

    boolean isSettled() {
        return !(standing instanceof Standing.Loading) && lane.isIdle();
    }

    // --- loads

    /** Loads the table from the first row; what was gathered or read before is given up. */
    void load(TableLayout wanted, String reason, @Nullable SourcePosition after, Duration delay) {
        abandon();
        layout = wanted;
        origin = origin.by(run.settings().tables().rulesOf(table));
        awaited = after;
        awaitedOrigin = null;
        standing = new Standing.Loading(TableLoad.of(wanted, run.loading(), work));
        LOG.info("Table {} is to be loaded: {}", table, reason);
        host.queueLoad(this, after, delay);
        host.stateChanged(this);
    }

    /** Loads the table of the source that has the name now, which may be another than before; the stream has passed the time when it had not. */
    void loadFrom(@Nullable TableIdentity identity, TableLayout wanted, String reason) {
        origin = origin.of(identity);
        load(wanted, reason, null, Duration.ZERO);
    }

    /**
     * Loads the table of the source that has the name now when the stream has passed the position. Until then a checkpoint still says which
     * table had the name before: whoever goes on from it gets that table's events first, or may lack some that the log did not carry.
     */
    void loadBehind(SourcePosition after, @Nullable TableIdentity identity, TableLayout wanted, String reason) {
        load(wanted, reason, after, Duration.ZERO);
        awaitedOrigin = origin.of(identity);
    }

    /** Loads the table under the layout that it has. */
    void loadAgain(String reason, Duration delay) {
        if (layout != null) {
            load(layout, reason, null, delay);
        }
    }

    /** The load's turn has come. */
    void prepareLoad(TableLoad load) {
        load.preparing();
        if (awaitedOrigin != null) {
            origin = awaitedOrigin;
            awaitedOrigin = null;
        }
        intake.adoptForLoad(host.filling(), load.layout());
    }

    /** At a boundary, which the load begins at. */
    void beginLoad(TableLoad load, SourceMark mark) {
        boolean kept = load.keepsChanges();
        load.begin(mark);
        if (!kept && load.keepsChanges()) {
            gather(load.layout());
        }
    }

    /** Ends what is under way: nothing that was gathered, staged or read counts any more. */
    private void abandon() {
        List<StagedFiles> unwanted = new ArrayList<>(intake.abandon());
        if (standing instanceof Standing.Loading loading) {
            loading.load().cancel();
            unwanted.addAll(loading.load().stagedFiles());
        }
        drops.clear();
        renames.clear();
        host.abandonSealed(this);
        host.discardLater(table, unwanted);
    }

    /** Says something of the table in the history of the next checkpoint. */
    void note(String said) {
        note = note.isEmpty() ? said : note + "; " + said;
    }

    void stop(String reason, String remedy) {
        abandon();
        standing = new Standing.Stopped(reason, remedy, run.workers().timeline().now());
        LOG.error("Table {} is stopped, all others go on: {}; {}", table, reason, remedy);
        host.stateChanged(this);
        host.progressed();
    }

    /** Ends work under way without changing what the table is; the run is over. */
    void release() {
        if (standing instanceof Standing.Loading loading) {
            loading.load().cancel();
        }
    }

    /** Something about the table failed in a way that time does not heal. */
    void failed(Throwable failure) {
        FailurePolicy.Verdict verdict = FailurePolicy.ofTable(table.toString(), failure);
        if (verdict instanceof FailurePolicy.Verdict.StopTable stop) {
            LOG.debug("Table {} failed", table, failure);
            stop(stop.reason(), stop.remedy());
        } else {
            host.failed(verdict);
        }
    }

    // --- status

    TableStatus status() {
        Tally counted = new Tally();
        counted.add(total);
        counted.add(intake.tally());
        return ReplicaStatus.of(table, standing, counted, skipped.byCause());
    }
}
