package dev.firn.engine.stage;

import dev.firn.engine.batch.SealedBatch;
import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.Generation;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.stage.Adoption.Result;
import dev.firn.engine.work.FaultPoint;
import dev.firn.engine.work.Job;
import dev.firn.schema.change.ColumnLineage;
import dev.firn.schema.change.ColumnNumbers;
import dev.firn.schema.change.DoneBefore;
import dev.firn.schema.change.PendingRenames;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.source.TableId;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One table's work in the lake before a checkpoint commits, one thing after another: adopt a layout, stage the generations
 * under it, adopt the next. So a layout is adopted after the last row of the old one was staged and before the first of the new one.
 *
 * <p>Changed under the run's lock; the work itself is done on the staging threads.
 */
public final class TableLane {

    private final TableId table;
    private final StagingContext context;
    private final LaneListener listener;
    private final Deque<Errand<?>> waiting = new ArrayDeque<>();
    private @Nullable Errand<?> running;

    private @Nullable WriteShape shape;

    public TableLane(TableId table, StagingContext context, LaneListener listener) {
        this.table = table;
        this.context = context;
        this.listener = listener;
    }

    /**
     * Lets the table follow a layout while its rows stay. Only columns that the former layout had can be gone: if the table has more, an earlier run
     * was ahead of the checkpoint and added them; the log brings them again, and they stay.
     */
    public PendingAdoption adopt(
            CheckpointId checkpoint, TableLayout former, TableLayout layout, ColumnLineage lineage) {
        PendingAdoption adoption = new PendingAdoption(checkpoint);
        add(new Adopt(former, layout, lineage, adoption));
        return adoption;
    }

    /** Lets the table's rows be written under the layout that it has by a checkpoint. */
    public PendingAdoption readopt(CheckpointId checkpoint, TableLayout layout) {
        return adopt(checkpoint, layout, layout, ColumnLineage.BY_NAME);
    }

    /** Looks whether somebody else has changed the table while no process followed it. */
    public void look(TableLayout layout) {
        add(new Look(layout));
    }

    /** Makes the table fit for a load under the layout. */
    public PendingAdoption adoptForLoad(CheckpointId checkpoint, TableLayout layout) {
        PendingAdoption adoption = new PendingAdoption(checkpoint);
        add(new AdoptForLoad(layout, adoption));
        return adoption;
    }

    /** Drops columns of which no row is to come any more. */
    public void drop(TableLayout layout, Set<String> columns) {
        add(new Drop(layout, Set.copyOf(columns)));
    }

    /** Stages a batch for a checkpoint; its memory is released when that is done or given up. */
    public PendingGeneration stage(CheckpointId checkpoint, SealedBatch batch) {
        Stage stage = new Stage(checkpoint, batch);
        add(stage);
        return stage.generation;
    }

    /**
     * Gives up everything that is not done yet. What is under way is waited for all the same: a change of columns that came through behind
     * a later one would take from that one's rows the columns that they are written by.
     */
    public void clear() {
        waiting.forEach(Errand::giveUp);
        waiting.clear();
        if (running != null && !running.givenUp) {
            running.giveUp();
            if (running.failed) {
                running = null;
            }
        }
        shape = null;
    }

    /** A checkpoint has given columns their names, which may be what the next adoption waits for. */
    public void renamed() {
        next();
    }

    /** Whether nothing is under way or waits. */
    public boolean isIdle() {
        return running == null && waiting.isEmpty();
    }

    private void add(Errand<?> errand) {
        waiting.add(errand);
        next();
    }

    private void next() {
        Errand<?> errand = waiting.peek();
        if (running == null && errand != null && errand.mayStart()) {
            waiting.remove();
            running = errand;
            errand.shapeAtStart = shape;
            errand.dropsAtStart = Set.copyOf(listener.pendingDrops());
            errand.renamesAtStart = listener.pendingRenames();
            errand.isLoadingAtStart = listener.isLoading();
            context.attempts().start(context.executor(), errand);
        }
    }

    private void adopted(Result.Adopted adopted, PendingAdoption adoption, String doneBefore) {
        shape = adopted.shape();
        String planned = adopted.plan().describe();
        String between = planned.isEmpty() || doneBefore.isEmpty() ? "" : "; ";
        adoption.adopted(planned + between + doneBefore, adopted.renames());
        listener.adopted(adopted, adoption);
    }

    private abstract class Errand<T> implements Job<T> {

        /** How rows are written; what is adopted after the errand was given up must not reach it. */
        volatile @Nullable WriteShape shapeAtStart;

        /** Columns that the adoptions before it left to be dropped. */
        volatile Set<String> dropsAtStart = Set.of();

        /** Columns that the adoptions before it left to be renamed. */
        volatile PendingRenames renamesAtStart = PendingRenames.NONE;

        /** Whether the rows that it is for replace those that the table has. */
        volatile boolean isLoadingAtStart;

        private final TableLayout layout;
        private boolean givenUp;

        /** It has returned for the last time, and holds the others up until it is known what becomes of the table. */
        private boolean failed;

        Errand(TableLayout layout) {
            this.layout = layout;
        }

        final TableLayout layout() {
            return layout;
        }

        @Override
        public final boolean wanted() {
            return !givenUp;
        }

        @Override
        public final void done(T result) {
            running = null;
            finish(result);
            next();
        }

        @Override
        public final void abandoned() {
            running = null;
            next();
        }

        @Override
        public final void gaveUp(Throwable failure) {
            failed = true;
            listener.laneFailed(layout, columns(), failure);
        }

        /** Which columns the layout's names are; null if that does not matter. */
        @Nullable
        ColumnNumbers columns() {
            return null;
        }

        abstract void finish(T result);

        boolean mayStart() {
            return true;
        }

        void giveUp() {
            givenUp = true;
        }
    }

    private final class Adopt extends Errand<Result> {

        private final ColumnLineage lineage;
        private final PendingAdoption adoption;
        private final TableLayout former;
        private final Set<String> known;

        Adopt(TableLayout former, TableLayout layout, ColumnLineage lineage, PendingAdoption adoption) {
            super(layout);
            this.former = former;
            this.lineage = lineage;
            this.adoption = adoption;
            this.known = former.columns().stream().map(LakeColumn::name).collect(Collectors.toSet());
        }

        /** A column that is added could have a name that an earlier checkpoint is about to give to another. */
        @Override
        boolean mayStart() {
            return !listener.awaitsRenamesBefore(adoption.checkpoint());
        }

        @Override
        public String what() {
            return "bring " + table + " to its source's layout";
        }

        @Override
        public Result perform() {
            Result result = isLoadingAtStart
                    ? context.adoption().adoptWhileLoading(layout(), lineage, dropsAtStart, renamesAtStart)
                    : context.adoption().adopt(layout(), lineage, dropsAtStart, renamesAtStart);
            return result instanceof Result.Adopted adopted
                    ? adopted.dropping(column -> known.contains(column) || dropsAtStart.contains(column))
                    : result;
        }

        @Override
        void finish(Result result) {
            if (result instanceof Result.Adopted adopted) {
                adopted(adopted, adoption, DoneBefore.describe(former, layout(), lineage, adopted.plan()));
            } else if (result instanceof Result.NeedsLoad needsLoad) {
                listener.needsLoad(needsLoad.reason());
            } else if (result instanceof Result.Forbidden forbidden) {
                listener.mustNotLoad(forbidden.reason());
            } else if (result instanceof Result.ChangedByOthers changed) {
                listener.changedByOthers(changed.finding());
            }
        }
    }

    private final class Look extends Errand<Optional<String>> {

        Look(TableLayout layout) {
            super(layout);
        }

        @Override
        public String what() {
            return "look at what others did to " + table;
        }

        @Override
        public Optional<String> perform() {
            return context.tables().changedByOthers(table);
        }

        @Override
        void finish(Optional<String> finding) {
            finding.ifPresent(listener::changedByOthers);
        }
    }

    private final class AdoptForLoad extends Errand<Result.Adopted> {

        private final PendingAdoption adoption;

        AdoptForLoad(TableLayout layout, PendingAdoption adoption) {
            super(layout);
            this.adoption = adoption;
        }

        @Override
        boolean mayStart() {
            return !listener.awaitsRenamesBefore(adoption.checkpoint());
        }

        @Override
        public String what() {
            return "prepare " + table + " for its load";
        }

        @Override
        public Result.Adopted perform() {
            return context.adoption().adoptForLoad(layout());
        }

        @Override
        void finish(Result.Adopted adopted) {
            adopted(adopted, adoption, "");
        }
    }

    private final class Drop extends Errand<Set<String>> {

        private final Set<String> columns;

        Drop(TableLayout layout, Set<String> columns) {
            super(layout);
            this.columns = columns;
        }

        @Override
        public String what() {
            return "drop " + String.join(", ", columns) + " from " + table;
        }

        @Override
        public Set<String> perform() {
            context.adoption().drop(layout(), columns, renamesAtStart);
            return columns;
        }

        @Override
        void finish(Set<String> dropped) {
            listener.dropped(dropped);
        }
    }

    private final class Stage extends Errand<StagedFiles> {

        private final CheckpointId checkpoint;
        private final SealedBatch batch;
        private final PendingGeneration generation;
        private final MissingValues missing;
        /** Whether the lake has what its rows lack. */
        private final boolean isCompletedByLake;

        Stage(CheckpointId checkpoint, SealedBatch batch) {
            super(batch.layout());
            this.checkpoint = checkpoint;
            this.batch = batch;
            this.missing = new MissingValues(context.reader(), batch.layout(), listener.columns());
            this.isCompletedByLake = listener.followsLake() && context.tables().resolvesDeletes(table);
            this.generation = new PendingGeneration(missing);
        }

        @Override
        public String what() {
            return "stage files of " + table + " for checkpoint " + checkpoint;
        }

        @Override
        public StagedFiles perform() throws InterruptedException {
            WriteShape current = shapeAtStart;
            if (current == null) {
                throw new IllegalStateException("No layout was adopted before rows of " + table + " were staged");
            }
            context.faults().reach(FaultPoint.BEFORE_STAGE, table.toString());
            missing.areWrittenBy(current);
            Generation sealed = current.generation(isCompletedByLake ? batch : missing.complete(batch));
            StagedFiles files = context.tables().stage(checkpoint, sealed);
            context.faults().reach(FaultPoint.AFTER_STAGE, table.toString());
            return files;
        }

        @Override
        @Nullable
        ColumnNumbers columns() {
            return missing.columns();
        }

        @Override
        void finish(StagedFiles files) {
            context.budget().released(batch.bytes());
            generation.staged(files);
            listener.staged(files);
        }

        @Override
        void giveUp() {
            super.giveUp();
            context.budget().released(batch.bytes());
        }

        @Override
        public void unwanted(StagedFiles files) {
            context.tables().discard(table, files);
        }
    }
}
