package dev.firn.engine.load;

import dev.firn.engine.checkpoint.LoadProgress;
import dev.firn.engine.event.SourceMark;
import dev.firn.engine.event.SourcePosition;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.source.ReadColumns;
import dev.firn.engine.source.SourceException;
import dev.firn.engine.stage.PendingAdoption;
import dev.firn.engine.stage.WriteShape;
import dev.firn.engine.work.Job;
import dev.firn.schema.change.ColumnNumbers;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.TableMode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One load of one table: reads its rows into staged files and keeps, beside them, the generations of changes that came since it began.
 * Complete when the stream has passed what the rows saw; then the rows replace the table's content, and the generations are
 * applied on top (DESIGN, way of the data 7).
 *
 * <p>Where the source changes the table's columns meanwhile, the load may be able to {@link #carry} that. It is never begun again: whoever needs that
 * cancels it and makes another. Changed under the run's lock.
 */
public abstract sealed class TableLoad permits ChunkLoad, SnapshotLoad {

    private TableLayout layout;
    final LoadContext context;
    final LoadListener listener;
    private Instant startedAt;
    private long rowsKept;
    private final LongAdder rowsRead = new LongAdder();
    private final List<StagedFiles> generations = new ArrayList<>();
    private LoadPhase phase = LoadPhase.QUEUED;
    private @Nullable PendingAdoption awaited;
    private @Nullable WriteShape shape;
    private @Nullable SourcePosition toPass;
    /** Read without the lock by a read under way, which ends soon after. */
    private volatile boolean cancelled;

    TableLoad(TableLayout layout, LoadContext context, LoadListener listener) {
        this.layout = layout;
        this.context = context;
        this.listener = listener;
        this.startedAt = context.timeline().now();
    }

    /** The load that fits the table: in chunks if its changes can be replayed over them, else in one read. */
    public static TableLoad of(TableLayout layout, LoadContext context, LoadListener listener) {
        return of(layout, null, context, listener);
    }

    /** The same under a layout that the catalog has: when the load begins, the stream has passed all that led to it, though it may tell it later. */
    public static TableLoad of(
            TableLayout layout, @Nullable ReadColumns foundAhead, LoadContext context, LoadListener listener) {
        return layout.mode() == TableMode.UPSERT
                ? new ChunkLoad(layout, foundAhead, context, listener)
                : new SnapshotLoad(layout, foundAhead, context, listener);
    }

    /** Goes on with what a checkpoint kept. */
    public static TableLoad resume(
            TableLayout layout, LoadProgress progress, LoadContext context, LoadListener listener) {
        TableLoad load = of(layout, context, listener);
        if (progress instanceof LoadProgress.Chunks chunks && load instanceof ChunkLoad chunkLoad) {
            chunkLoad.recall(chunks);
            load.generations.addAll(chunks.generations());
        } else if (progress instanceof LoadProgress.OneRead read && load instanceof SnapshotLoad snapshotLoad) {
            snapshotLoad.recall(read);
            load.generations.addAll(read.generations());
        }
        return load;
    }

    public final TableLayout layout() {
        return layout;
    }

    public final LoadPhase phase() {
        return phase;
    }

    /** When it began to read, or was made. */
    public final Instant startedAt() {
        return startedAt;
    }

    /** Rows that an earlier run had read. */
    public final long rowsKept() {
        return rowsKept;
    }

    /** Rows read so far, up to a few that a read under way has not told yet. */
    public final long rowsRead() {
        return rowsRead.sum();
    }

    /** The load's turn has come; its table is made fit. */
    public final void preparing(PendingAdoption adoption) {
        awaited = adoption;
        phase = LoadPhase.PREPARING;
    }

    /** Whether the load waits for its table to be made fit by the adoption. */
    public final boolean awaits(PendingAdoption adoption) {
        return phase == LoadPhase.PREPARING && awaited == adoption;
    }

    /** Nothing was read yet, and the table has another layout. */
    public final void isOf(TableLayout other) {
        layout = other;
    }

    /** Whether {@link #carry} may be called. */
    public boolean carriesColumns() {
        return false;
    }

    /**
     * The stream has come to a change of the table's columns, of which the rows to come are. What was read stays, where it is the same whether it
     * was read before the change or after; the rest is read again.
     *
     * @param renamed for each renamed column's new name its old one
     * @param adoption brings the Iceberg table to the layout
     * @return whether there is more to be read, so that the load waits for its turn again
     */
    public boolean carry(TableLayout announced, Map<String, String> renamed, PendingAdoption adoption) {
        throw new IllegalStateException("The load of " + layout.table() + " cannot carry changes of columns");
    }

    /** The table is fit; the load begins at the next boundary. */
    public final void prepared(WriteShape writeShape) {
        shape = writeShape;
        phase = LoadPhase.PREPARED;
        awaitTurn();
    }

    /** The load is prepared: if it needs a slot before it can begin, it asks for one. */
    abstract void awaitTurn();

    /** Whether the load can begin at the next boundary. */
    public boolean mayBegin() {
        return phase == LoadPhase.PREPARED;
    }

    /** Whether changes since an earlier boundary are being kept already. */
    public abstract boolean keepsChanges();

    /**
     * Begins, or goes on, at a boundary from which on the table's changes are kept.
     *
     * @param known which columns the names of the layout are; null if nobody knows
     */
    public abstract void begin(SourceMark mark, @Nullable ColumnNumbers known);

    /** About how many rows the table has. */
    public abstract OptionalLong estimatedRows();

    /** Parts whose rows are staged. */
    public abstract int chunksDone();

    /** The load as a checkpoint that is sealed now remembers it, given the generations that are staged for that checkpoint. */
    public abstract Function<List<StagedFiles>, LoadProgress> capture();

    /** The files of all rows read. */
    public abstract List<StagedFiles> content();

    /** Keeps generations that were staged for a checkpoint. */
    public final void keep(List<StagedFiles> staged) {
        generations.addAll(staged);
    }

    /** The changes since the load began, in order. */
    public final List<StagedFiles> generations() {
        return List.copyOf(generations);
    }

    /** Whether a checkpoint at the position may complete the load: every transaction that a row saw lies before it. */
    public final boolean isCompleteAt(SourcePosition position) {
        return phase == LoadPhase.CATCHING_UP && toPass != null && position.reached(toPass);
    }

    /** Ends the load without result. */
    public void cancel() {
        cancelled = true;
    }

    /** Everything it staged so far. */
    public final List<StagedFiles> stagedFiles() {
        List<StagedFiles> all = new ArrayList<>(content());
        all.addAll(generations);
        return all;
    }

    final boolean isCancelled() {
        return cancelled;
    }

    final void reading() {
        phase = LoadPhase.READING;
        startedAt = context.timeline().now();
    }

    /** It begins again where it stands, at the next boundary. */
    final void beginsAtBoundary() {
        phase = LoadPhase.PREPARED;
    }

    /** It waits for its turn again. */
    final void waits() {
        phase = LoadPhase.QUEUED;
    }

    final void catchingUp(SourcePosition position) {
        toPass = position;
        phase = LoadPhase.CATCHING_UP;
        listener.readingDone();
    }

    final WriteShape shape() {
        if (shape == null) {
            throw new IllegalStateException("The load of " + layout.table() + " reads before its table is prepared");
        }
        return shape;
    }

    /** For a read that begins. */
    final ReadMeter meter() {
        return new ReadMeter(rowsRead, context.pace());
    }

    /** Rows that are read again. */
    final void forget(long rows) {
        rowsRead.add(-rows);
        rowsKept = Math.min(rowsKept, rowsRead.sum());
    }

    final void keepRows(long rows) {
        rowsRead.add(rows);
        rowsKept += rows;
    }

    /** Acts on what the catalog says; true if the table is as it was. */
    final boolean isUnchanged(LayoutCheck.Finding finding) {
        return Diagnosis.isUnchanged(finding, listener);
    }

    /** A failure that time does not heal. If the source refuses to read, the table may have changed under the load. */
    final void fail(Throwable failure) {
        if (failure instanceof SourceException) {
            diagnose(failure, listener::loadFailed);
        } else {
            listener.loadFailed(failure);
        }
    }

    /** Looks whether the table has changed under the load, or is gone; does otherwise if not. */
    final void diagnose(Throwable failure, Consumer<Throwable> otherwise) {
        context.attempts()
                .start(
                        context.executor(),
                        new Diagnosis(layout, null, failure, context, listener, () -> !cancelled, otherwise));
    }

    abstract class LoadJob<T> implements Job<T> {

        @Override
        public boolean wanted() {
            return !cancelled;
        }

        @Override
        public void gaveUp(Throwable failure) {
            fail(failure);
        }
    }
}
