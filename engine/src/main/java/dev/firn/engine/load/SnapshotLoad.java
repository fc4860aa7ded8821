package dev.firn.engine.load;

import dev.firn.engine.checkpoint.LoadProgress;
import dev.firn.engine.event.SourceMark;
import dev.firn.engine.event.SourcePosition;
import dev.firn.engine.event.TransactionId;
import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.LakeTables.RowStage;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.source.ReadColumns;
import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.TableReader.ConsistentRead;
import dev.firn.engine.stage.WriteShape;
import dev.firn.engine.work.FaultPoint;
import dev.firn.schema.change.ColumnNumbers;
import dev.firn.schema.layout.ChangelogColumn;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.source.TableId;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A load of a changelog table in one consistent read, since its events cannot be replayed over chunks: they have no key to replace by.
 *
 * <p>The read's snapshot is fixed at a boundary, where all events before are known to be visible, so it saw them all. Of the events behind
 * the boundary, those whose transaction the snapshot saw are in its rows and are skipped, the others are kept. Once the
 * stream has passed where the log stood right after the snapshot, no event needs to be compared any more.
 *
 * <p>A read cannot be continued in another process: until it is finished, a checkpoint keeps nothing of it, and after a crash the
 * load begins anew with another snapshot. What was gathered before is dropped with it, and the new snapshot has seen it: the
 * boundary at which that is fixed lies at or behind the checkpoint. A finished read is kept with its snapshot's name, so that events which come again
 * are compared again.
 */
public final class SnapshotLoad extends TableLoad {

    private static final String LOADED = "r";

    /**
     * A read whose snapshot is fixed.
     *
     * @param read the read; closed by the load that begins with it
     * @param position where the log stood right after
     * @param at when
     * @param finding what the catalog said right after
     * @param columns what the columns were called by the source right before; null where nobody can tell
     * @param taken set by whoever closes the read: its reader, or who cancels the load before it is read
     */
    private record Opened(
            ConsistentRead read,
            SourcePosition position,
            Instant at,
            LayoutCheck.Finding finding,
            @Nullable ReadColumns columns,
            AtomicBoolean taken) {

        void closeUnlessReading() {
            if (taken.compareAndSet(false, true)) {
                read.close();
            }
        }
    }

    /** What the catalog's columns were when it was found to be ahead of the stream; null if it was not, or nobody can tell. */
    private final @Nullable ReadColumns foundAhead;

    /** Set without the lock, by the stream's thread. */
    private volatile @Nullable Opened opened;

    private @Nullable String snapshot;
    private @Nullable StagedFiles rows;
    private OptionalLong estimatedRows = OptionalLong.empty();
    private @Nullable TransactionId lastCompared;
    private boolean lastSeen;
    private boolean hasSlot;
    private final ReadSlots.Reader reader = () -> hasSlot = true;

    SnapshotLoad(TableLayout layout, @Nullable ReadColumns foundAhead, LoadContext context, LoadListener listener) {
        super(layout, context, listener);
        this.foundAhead = foundAhead;
    }

    void recall(LoadProgress.OneRead progress) {
        snapshot = progress.snapshot();
        rows = progress.rows();
        keepRows(progress.rows().rows());
    }

    @Override
    public boolean keepsChanges() {
        return snapshot != null;
    }

    /** The read is opened by the stream's thread, which must find the table readable and a connection free. */
    @Override
    void awaitTurn() {
        if (needsOpening()) {
            context.attempts().start(context.executor(), new AwaitReadable());
        }
    }

    @Override
    public boolean mayBegin() {
        return super.mayBegin() && (hasSlot || !needsOpening());
    }

    private void giveSlotBack() {
        context.slots().withdraw(reader);
        if (hasSlot) {
            hasSlot = false;
            context.slots().giveBack(1);
        }
    }

    /** Whether {@link #open} must be called before {@link #begin}. */
    public boolean needsOpening() {
        return snapshot == null;
    }

    /**
     * Fixes the snapshot; asks the source. Called without the lock by the stream's thread at the boundary, before any later event is looked at.
     */
    public void open(SourceMark mark) throws InterruptedException {
        context.reader().awaitVisible(mark);
        TableLayout rows = layout();
        ReadColumns columns = context.reader().columns(rows).orElse(null);
        ConsistentRead read = context.reader().openConsistentRead(rows);
        try {
            SourcePosition position = context.reader().currentPosition();
            LayoutCheck.Finding finding = context.check()
                    .orChanged(context.check().of(rows), rows, columns, mark.columnNumbers(rows.table()), foundAhead);
            Opened fixed = new Opened(read, position, context.timeline().now(), finding, columns, new AtomicBoolean());
            estimatedRows = context.reader().estimatedRows(layout().table());
            opened = fixed;
            if (isCancelled()) {
                fixed.closeUnlessReading();
            }
        } catch (RuntimeException e) {
            read.close();
            throw e;
        }
    }

    @Override
    public void begin(SourceMark mark, @Nullable ColumnNumbers known) {
        Opened begun = opened;
        reading();
        if (begun == null) {
            context.attempts().start(context.executor(), new AskPosition());
        } else if (isUnchanged(begun.finding())) {
            snapshot = begun.read().snapshot();
            if (begun.columns() != null) {
                listener.columnsRead(begun.columns().numbers());
            }
            listener.readingBegins();
            context.attempts().start(context.executor(), new Read(begun));
        } else {
            begun.closeUnlessReading();
        }
    }

    /** Whether the rows already have the transaction's events. */
    public boolean covers(TransactionId transaction) {
        if (snapshot == null) {
            return false;
        }
        if (!transaction.equals(lastCompared)) {
            lastCompared = transaction;
            lastSeen = context.reader().sawTransaction(snapshot, transaction);
        }
        return lastSeen;
    }

    @Override
    public OptionalLong estimatedRows() {
        return estimatedRows;
    }

    @Override
    public int chunksDone() {
        return rows == null ? 0 : 1;
    }

    @Override
    public Function<List<StagedFiles>, LoadProgress> capture() {
        String name = snapshot;
        StagedFiles read = rows;
        if (name == null || read == null) {
            return staged -> new LoadProgress.Queued();
        }
        return staged -> {
            List<StagedFiles> all = new ArrayList<>(generations());
            all.addAll(staged);
            return new LoadProgress.OneRead(name, read, all);
        };
    }

    @Override
    public List<StagedFiles> content() {
        return rows == null ? List.of() : List.of(rows);
    }

    /** {@link #open} threw. */
    public void openingFailed(RuntimeException failure) {
        giveSlotBack();
        readAgainOrFail(failure, "its one read could not begin: ");
    }

    /** A read cannot go on; where time heals what broke it, there is another one, unless the table is gone. */
    private void readAgainOrFail(Exception failure, String how) {
        if (context.heals().test(failure)) {
            diagnose(failure, nothingNew -> listener.mustRestart(how + failure.getMessage()));
        } else {
            fail(failure);
        }
    }

    @Override
    public void cancel() {
        if (!isCancelled()) {
            super.cancel();
            giveSlotBack();
        }
        Opened fixed = opened;
        if (fixed != null) {
            fixed.closeUnlessReading();
        }
    }

    /** A row of the load as a changelog has it. */
    private static @Nullable Object[] asLoaded(
            @Nullable Object[] row, TableLayout layout, long microsSinceEpoch, String position) {
        int width = layout.columns().size();
        int own = width - ChangelogColumn.values().length;
        @Nullable Object[] loaded = row.length == width ? row : Arrays.copyOf(row, width);
        for (ChangelogColumn column : ChangelogColumn.values()) {
            loaded[own] = switch (column) {
                case OPERATION -> LOADED;
                case SOURCE_TIMESTAMP -> microsSinceEpoch;
                case POSITION -> position;
            };
            own++;
        }
        return loaded;
    }

    /** What became of a read, which cannot be tried a second time. */
    private sealed interface Outcome {
        record Finished(StagedFiles files) implements Outcome {}

        record Broken(Exception failure) implements Outcome {}
    }

    /** Lets the stream's thread wait for nobody. */
    private final class AwaitReadable extends LoadJob<TableId> {

        @Override
        public String what() {
            return "wait until " + layout().table() + " can be read";
        }

        @Override
        public TableId perform() throws InterruptedException {
            context.reader().awaitReadable(layout().table());
            return layout().table();
        }

        @Override
        public void done(TableId table) {
            context.slots().ask(reader);
        }
    }

    private final class Read extends LoadJob<Outcome> {

        private final Opened source;
        private final CheckpointId checkpoint = context.filling().get();
        private final WriteShape shape = shape();

        Read(Opened source) {
            this.source = source;
        }

        @Override
        public String what() {
            return "load " + layout().table() + " in one read";
        }

        @Override
        @SuppressWarnings("InterruptedExceptionSwallowed") // An interruption is handed on as the outcome.
        public Outcome perform() {
            context.faults().reach(FaultPoint.BEFORE_CHUNK, layout().table().toString());
            if (!source.taken().compareAndSet(false, true)) {
                return new Outcome.Broken(new IllegalStateException("The read was closed before it began"));
            }
            Outcome outcome;
            try (ConsistentRead read = source.read()) {
                outcome = new Outcome.Finished(copy(read));
            } catch (Exception e) {
                outcome = new Outcome.Broken(e);
            }
            context.faults().reach(FaultPoint.AFTER_CHUNK, layout().table().toString());
            return outcome;
        }

        private StagedFiles copy(ConsistentRead read) throws InterruptedException {
            long micros = ChronoUnit.MICROS.between(Instant.EPOCH, source.at());
            String position = source.position().toString();
            ReadMeter meter = meter();
            try (RowStage stage = context.tables().openRowStage(checkpoint, layout().table(), shape.schema())) {
                read.read(row -> {
                    if (isCancelled()) {
                        throw new InterruptedException("The load was cancelled");
                    }
                    stage.write(shape.shape(asLoaded(row, layout(), micros, position)));
                    meter.row(row);
                });
                meter.end();
                requireSameColumns();
                return stage.finish();
            }
        }

        /** The snapshot fixes the rows, and not what their columns are called. */
        private void requireSameColumns() {
            if (!Objects.equals(context.reader().columns(layout()).orElse(null), source.columns())) {
                throw new SourceException(
                        SourceException.Cure.RETRY,
                        "Cannot use what was read of " + layout().table() + ": its columns changed meanwhile",
                        null);
            }
        }

        @Override
        public void done(Outcome outcome) {
            giveSlotBack();
            if (outcome instanceof Outcome.Finished finished) {
                rows = finished.files();
                listener.loaded(finished.files());
                catchingUp(source.position());
            } else if (outcome instanceof Outcome.Broken broken) {
                readAgainOrFail(broken.failure(), "its one read broke off: ");
            }
        }

        @Override
        public void unwanted(Outcome outcome) {
            if (outcome instanceof Outcome.Finished finished) {
                context.tables().discard(layout().table(), finished.files());
            }
        }
    }

    /** A finished read that another process made: which position is to be passed is not known any more. */
    private final class AskPosition extends LoadJob<SourcePosition> {

        @Override
        public String what() {
            return "ask where the log stands after loading " + layout().table();
        }

        @Override
        public SourcePosition perform() {
            return context.reader().currentPosition();
        }

        @Override
        public void done(SourcePosition position) {
            catchingUp(position);
        }
    }
}
