package dev.firn.engine.pipeline;

import dev.firn.engine.batch.KeyedBatch;
import dev.firn.engine.checkpoint.LoadProgress;
import dev.firn.engine.checkpoint.TableOrigin;
import dev.firn.engine.checkpoint.TableState;
import dev.firn.engine.event.ChangeEvent.LayoutChanged;
import dev.firn.engine.event.SourceMark;
import dev.firn.engine.event.SourcePosition;
import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.load.LayoutCheck;
import dev.firn.engine.load.LoadPhase;
import dev.firn.engine.load.TableLoad;
import dev.firn.engine.pipeline.LoadFollowing.Way;
import dev.firn.engine.source.ReadColumns;
import dev.firn.engine.source.TableIdentity;
import dev.firn.engine.stage.PendingAdoption;
import dev.firn.engine.stage.TableLane;
import dev.firn.schema.change.ColumnLineage;
import dev.firn.schema.change.ColumnNumbers;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.source.TableId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
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
    private final ReplicaEvents events;
    private final PendingDrops drops = new PendingDrops();
    private final WaitingRenames renames = new WaitingRenames();
    private final ReplicaWork work;
    private final Description description;

    private Standing standing;
    private @Nullable TableLayout layout;
    private final ReplicaOrigin origin;

    /** What the next checkpoint says of the table beside its rows; empty if nothing. */
    private String note = "";

    /** The checkpoint that makes a complete load visible and has not committed; null if there is none. */
    private @Nullable CheckpointId completing;

    /** What the stream must pass before the load begins; null if it need not. */
    private @Nullable SourcePosition awaited;

    /** A place in the log behind all that is known of the layout's columns beside the log; null if nothing is. */
    private @Nullable SourcePosition columnsSeenAt;

    /** Which columns the log had shown where a load began; null if none, or it tells of them otherwise. */
    private @Nullable ColumnNumbers shown;

    /** What was announced last, be it that it was of no interest then; null if nothing was. */
    private @Nullable LayoutChanged lastTold;

    /**
     * A table that is neither loaded nor followed yet.
     *
     * @param layout null if it cannot have one, for which it is stopped
     */
    Replica(
            TableId table,
            @Nullable TableLayout layout,
            Standing standing,
            TableOrigin origin,
            RunContext run,
            ReplicaHost host) {
        this.table = table;
        this.origin = new ReplicaOrigin(table, origin, run);
        this.layout = layout;
        this.standing = standing;
        this.run = run;
        this.host = host;
        this.work = new ReplicaWork(this, drops, renames, run, host);
        this.lane = new TableLane(table, run.staging(), work);
        this.intake = new Intake(lane, run.staging().budget(), host::filling);
        this.description = new Description(this, intake, host);
        this.events = new ReplicaEvents(this, intake, run, host);
    }

    /** A table as a checkpoint left it. */
    static Replica recovered(
            TableId table, TableState state, CheckpointId checkpoint, RunContext run, ReplicaHost host) {
        Replica replica =
                new Replica(table, state.layout(), ReplicaState.withoutLoad(state), state.origin(), run, host);
        if (state instanceof TableState.Streaming streaming) {
            replica.drops.recall(streaming.pendingDrops(), checkpoint);
            replica.gather(streaming.layout());
        } else if (state instanceof TableState.Loading loading) {
            replica.resumeLoad(loading, checkpoint);
        }
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

    ReplicaOrigin origin() {
        return origin;
    }

    /** The table is the one that is replicated, as far as anybody knows. */
    void identified(@Nullable TableIdentity identity) {
        if (!(standing instanceof Standing.Gone) && origin.isKnownBetter(identity)) {
            host.stateChanged(this);
        }
    }

    /** What the source says of it beside its rows. */
    Description description() {
        return description;
    }

    /** What the work under way for it comes to. */
    ReplicaWork work() {
        return work;
    }

    /**
     * Whether rows are where their old images say: they are not if something changes them that the log does not tell.
     *
     * @param toldInFull whether the log tells all that becomes of its rows, as far as the source's catalog shows
     */
    void isTold(boolean toldInFull) {
        intake.trustPlaces(toldInFull);
    }

    /** What comes of it in the log. */
    ReplicaEvents events() {
        return events;
    }

    // --- what becomes of the table at the source

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

    /** Goes over to a layout, unless it is the one that the table has. */
    @SuppressWarnings("ReferenceEquality") // Hot: almost always the very layout that was announced.
    void follow(TableLayout announced) {
        if (announced != layout) {
            LayoutChanged told = lastTold;
            if (told == null || origin.columns() == null || !announced.equals(told.layout())) {
                told = new LayoutChanged(announced);
            }
            follow(told);
        }
    }

    /**
     * The same for a layout of which it is known where its columns came from, if from anywhere. What was announced before it may be of no interest: a load
     * may have taken its columns from the catalog, when the log had not come to them.
     */
    void follow(LayoutChanged told) {
        lastTold = told;
        LayoutChanged event = told.since(origin.columns());
        TableLayout announced = event.layout();
        ColumnLineage lineage = event.lineage();
        if (standing instanceof Standing.Stopped || standing instanceof Standing.Gone) {
            return;
        }
        if (announced.equals(layout) && !lineage.changesMeaning()) {
            layout = announced;
            if (isRead() && event.numbers() != null) {
                origin.columnsAre(event.numbers());
            }
        } else if (standing instanceof Standing.Loading loading) {
            follow(loading.load(), event);
        } else {
            adopt(event);
            description.write();
            host.progressed();
        }
    }

    /** Which columns the names of the layout are; null if nobody knows. */
    @Nullable
    ColumnNumbers columns() {
        ColumnNumbers known = origin.columns();
        return known == null ? shown : known;
    }

    /** Whether there are rows of the layout, or will be of this very one. */
    private boolean isRead() {
        return !(standing instanceof Standing.Loading loading) || loading.load().keepsChanges();
    }

    private PendingAdoption adopt(LayoutChanged event) {
        TableLayout announced = event.layout();
        columnsSeenAt = event.seenAt();
        sealBatch();
        origin.columnsAre(event.numbers());
        description.follow(layout, announced, event.lineage());
        TableLayout former = layout == null ? announced : layout;
        layout = announced;
        gather(announced);
        return intake.adopt(former, announced, event.lineage());
    }

    private void follow(TableLoad load, LayoutChanged event) {
        TableLayout announced = event.layout();
        ColumnLineage lineage = event.lineage();
        Way way = LoadFollowing.of(
                load,
                announced,
                lineage,
                awaited != null,
                run.settings().columns().of(table));
        boolean waitsAgain = false;
        SourcePosition seenAt = event.seenAt();
        boolean isKnown = event.numbers() != null;
        if (way instanceof Way.Wait && seenAt != null && !isKnown && lineage.changesMeaning()) {
            beginBehind(seenAt, null);
        } else if (way instanceof Way.Replace
                && (seenAt == null || isKnown)
                && announced.mode() == load.layout().mode()) {
            replaceLayout(load, announced);
        } else if (way instanceof Way.Replace) {
            load(announced, "its columns are those that the log has yet to come to", seenAt, Duration.ZERO);
        } else if (way instanceof Way.Carry) {
            LOG.info("Table {} changes its columns, and its load goes on with them", table);
            run.observer().columnsCarried(table);
            PendingAdoption adoption = adopt(event);
            waitsAgain = load.carry(announced, LoadFollowing.renamed(lineage), adoption);
            description.write();
        } else if (way instanceof Way.Again again) {
            load(announced, again.reason(), seenAt, Duration.ZERO);
            note("load again: " + again.reason());
        }
        if (waitsAgain) {
            host.queueLoad(this, null, Duration.ZERO);
        }
        host.progressed();
    }

    /** Nothing of the table was read yet. */
    private void replaceLayout(TableLoad load, TableLayout announced) {
        LOG.info("Table {} changes its columns before it is loaded", table);
        description.change(layout, announced);
        layout = announced;
        load.isOf(announced);
        if (load.phase() != LoadPhase.QUEUED) {
            load.preparing(intake.adoptForLoad(announced));
        }
    }

    // --- gathering

    private void gather(TableLayout rows) {
        // A key that the user chose may be backed by no unique index.
        boolean isChosen = !run.settings().selection().rules(table).key().isEmpty();
        boolean mayReplace = standing instanceof Standing.Loading || isChosen;
        intake.open(rows, mayReplace ? KeyedBatch.Inserts.MAY_REPLACE : KeyedBatch.Inserts.ARE_NEW);
    }

    long openBytes() {
        return intake.openBytes();
    }

    /** Seals what was gathered as a generation of the checkpoint that is being filled. */
    void sealBatch() {
        intake.seal();
    }

    /** Whether what was gathered must not be sealed before the next event. */
    boolean isBetweenKeys() {
        return intake.isBetweenKeys();
    }

    // --- checkpoints

    /** Whether a checkpoint would have something of the table. */
    boolean hasChanges() {
        return !intake.isEmpty();
    }

    /** Takes the table's part of a checkpoint at the mark; what comes later belongs to the next one. */
    TablePart seal(SourceMark mark, CheckpointId checkpoint) {
        sealBatch();
        List<PendingStep> taken = intake.takeSteps();
        Tally counted = intake.takeTally();
        String said = note;
        note = "";
        TablePart.Outcome outcome = outcome(mark, checkpoint);
        if (!(outcome instanceof TablePart.Outcome.Keep)) {
            renames.sealed(checkpoint);
        }
        return new TablePart(table, origin.now(), taken, counted, outcome, said);
    }

    private TablePart.Outcome outcome(SourceMark mark, CheckpointId checkpoint) {
        Supplier<Set<String>> dropped = () -> drops.until(checkpoint);
        if (standing instanceof Standing.Loading loading) {
            TableLoad load = loading.load();
            if (!load.isCompleteAt(mark.position())) {
                Function<List<StagedFiles>, LoadProgress> progress = load.capture();
                return new TablePart.Outcome.Keep(
                        load,
                        load.layout(),
                        staged -> ReplicaState.carrying(
                                progress.apply(staged), drops.carriedUntil(checkpoint, renames.until(checkpoint))));
            }
            loaded(load, checkpoint);
            return new TablePart.Outcome.Complete(load, dropped, () -> renames.until(checkpoint));
        }
        if (standing instanceof Standing.Streaming && layout != null) {
            TableLayout layoutNow = layout;
            TableOrigin originNow = origin.now();
            return new TablePart.Outcome.Follow(
                    columns -> new TableState.Streaming(layoutNow, columns, originNow), dropped);
        }
        TableState now = restingState();
        return new TablePart.Outcome.Follow(columns -> now, Set::of);
    }

    private void loaded(TableLoad load, CheckpointId checkpoint) {
        standing = new Standing.Streaming();
        completing = checkpoint;
        gather(load.layout());
        LOG.info(
                "Table {} is loaded: {} rows, {} of them read by an earlier run, become visible with checkpoint {}",
                table,
                load.rowsRead(),
                load.rowsKept(),
                checkpoint);
        host.stateChanged(this);
    }

    /** The table as it stands before any event of this run. */
    TableState state() {
        return ReplicaState.before(table, standing, layout, drops, renames.all(), origin.now());
    }

    /** The table when it takes no part in a checkpoint. */
    TableState restingState() {
        return ReplicaState.resting(table, standing, layout, origin.now());
    }

    /** This process follows the table from here on. */
    void takenOver(CheckpointId checkpoint) {
        if (standing instanceof Standing.Streaming && layout != null) {
            lane.look(layout);
        }
        committed(checkpoint);
    }

    /** The checkpoint is visible in the lake: columns that it was the last to have may go. */
    void committed(CheckpointId checkpoint) {
        if (standing instanceof Standing.Loading) {
            renames.kept(checkpoint);
        } else {
            renames.committed(checkpoint);
        }
        if (completing != null && completing.compareTo(checkpoint) <= 0) {
            completing = null;
        }
        lane.renamed();
        Set<String> columns = drops.until(checkpoint);
        if (!columns.isEmpty() && standing instanceof Standing.Streaming && layout != null) {
            lane.drop(layout, columns);
        }
    }

    /** Whether the rows that the lake shows are to be replaced by those of a load. */
    boolean isLoading() {
        return standing instanceof Standing.Loading || completing != null;
    }

    boolean isSettled() {
        return !(standing instanceof Standing.Loading) && lane.isIdle();
    }

    // --- loads

    /** Loads the table from the first row; what was gathered or read before is given up. */
    void load(TableLayout wanted, String reason, @Nullable SourcePosition after, Duration delay) {
        load(wanted, reason, after, delay, null);
    }

    private void load(
            TableLayout wanted,
            String reason,
            @Nullable SourcePosition after,
            Duration delay,
            @Nullable ReadColumns foundAhead) {
        abandon();
        description.change(layout, wanted);
        layout = wanted;
        origin.queued();
        shown = null;
        awaited = after;
        standing = new Standing.Loading(TableLoad.of(wanted, foundAhead, run.loading(), work));
        LOG.info("Table {} is to be loaded: {}", table, reason);
        host.queueLoad(this, after, delay);
        host.stateChanged(this);
    }

    /** Loads the table of the source that has the name now, which may be another than before; the stream has passed the time when it had not. */
    void loadFrom(@Nullable TableIdentity identity, TableLayout wanted, String reason) {
        origin.is(identity);
        load(wanted, reason, null, Duration.ZERO);
    }

    /** The same when the stream has passed the position: until then come events of the table that had the name before. */
    void loadBehind(SourcePosition after, @Nullable TableIdentity identity, TableLayout wanted, String reason) {
        load(wanted, reason, after, Duration.ZERO);
        origin.awaits(identity);
    }

    /** The load begins again under a layout that the catalog has, when the stream has come to it. */
    void loadAhead(LayoutCheck.Finding.Changed changed) {
        boolean nothingWasRead =
                standing instanceof Standing.Loading loading && loading.load().chunksDone() == 0;
        String reason = nothingWasRead
                ? "its columns are those that the log has yet to come to"
                : "its columns have changed, and the log does not tell how";
        load(changed.layout(), reason, changed.position(), Duration.ZERO, changed.columns());
        note(nothingWasRead ? "" : "load again: " + reason);
    }

    /** Loads the table under the layout that it has. */
    void loadAgain(String reason, Duration delay) {
        if (layout != null) {
            load(layout, reason, columnsSeenAt, delay);
        }
    }

    /**
     * A load that has not begun waits until the stream has passed the place: until then come rows of columns that may be others, whatever they are
     * called.
     *
     * @param there the layout that the table has there; null if it is not known to have another than the load
     */
    void beginBehind(SourcePosition place, @Nullable TableLayout there) {
        if (standing instanceof Standing.Loading loading && !loading.load().keepsChanges()) {
            loading.load().cancel();
            TableLayout wanted = there == null ? loading.load().layout() : there;
            description.change(layout, wanted);
            layout = wanted;
            awaited = place;
            standing = new Standing.Loading(TableLoad.of(wanted, run.loading(), work));
            host.queueLoad(this, place, Duration.ZERO);
        }
    }

    /** The same after a while, which grows as long as no load comes to its end. */
    void loadAgainLater(String reason) {
        work.mustRestart(reason);
    }

    /** Goes on with a load as far as a checkpoint knows it. */
    private void resumeLoad(TableState.Loading recovered, CheckpointId checkpoint) {
        if (recovered.progress() instanceof LoadProgress.Chunks chunks) {
            drops.recall(chunks.columns().drops(), checkpoint);
            drops.addUnwritten(chunks.columns().unwritten(), checkpoint);
            renames.recall(chunks.columns().renames(), checkpoint);
        }
        TableLoad load = TableLoad.resume(recovered.layout(), recovered.progress(), run.loading(), work);
        standing = new Standing.Loading(load);
        if (load.keepsChanges()) {
            gather(recovered.layout());
        } else {
            // What is remembered is of the content that it replaces.
            origin.columnsAre(null);
        }
        host.queueLoad(this, null, Duration.ZERO);
    }

    /** The load's turn has come. */
    void prepareLoad(TableLoad load) {
        origin.begins();
        description.write();
        load.preparing(load.carriesColumns() ? intake.readopt(load.layout()) : intake.adoptForLoad(load.layout()));
    }

    /** At a boundary, which the load begins at. */
    void beginLoad(TableLoad load, SourceMark mark) {
        boolean kept = load.keepsChanges();
        shown = mark.columnNumbers(table);
        load.begin(mark, columns());
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
        completing = null;
        host.abandonSealed(this);
        host.discardLater(table, unwanted);
    }

    /** Says something of the table in the history of the next checkpoint. */
    void note(String said) {
        note = note.isEmpty() || said.isEmpty() ? note + said : note + "; " + said;
    }

    /** Stops because of the layout that the table has now, which is therefore no reason to try again. */
    void stopUnder(TableLayout present, String reason, String remedy) {
        layout = present;
        stop(reason, remedy);
    }

    void stop(String reason, String remedy) {
        abandon();
        standing = new Standing.Stopped(reason, remedy, run.workers().timeline().now());
        LOG.error("Table {} is stopped, all others go on: {}; {}", table, reason, remedy);
        host.stateChanged(this);
        host.progressed();
    }

    // --- status

    TableStatus status() {
        return ReplicaStatus.of(table, standing, intake.allCounts(), events.skipped());
    }
}
