package dev.firn.engine.pipeline;

import dev.firn.engine.batch.AppendBatch;
import dev.firn.engine.batch.KeyedBatch;
import dev.firn.engine.batch.SealedBatch;
import dev.firn.engine.batch.TableBatch;
import dev.firn.engine.event.ChangeEvent.Append;
import dev.firn.engine.event.ChangeEvent.Delete;
import dev.firn.engine.event.ChangeEvent.Insert;
import dev.firn.engine.event.ChangeEvent.PartialUpdate;
import dev.firn.engine.event.ChangeEvent.RowEvent;
import dev.firn.engine.event.ChangeEvent.Update;
import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.stage.MemoryBudget;
import dev.firn.engine.stage.PendingAdoption;
import dev.firn.engine.stage.TableLane;
import dev.firn.schema.change.ColumnLineage;
import dev.firn.schema.change.CommentChanges;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.TableMode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What one table has gathered for the checkpoint that is being filled: its open batch, and the steps before it. Keeps the memory budget
 * informed. Under the run's lock; {@code take} is hot.
 */
final class Intake {

    private final TableLane lane;
    private final MemoryBudget budget;
    private final Supplier<CheckpointId> filling;
    private @Nullable TableBatch batch;
    private List<PendingStep> steps = new ArrayList<>();
    private Tally tally = new Tally();
    private final Tally handedOver = new Tally();

    /** Whether the log tells all that becomes of rows, so that a row is where its old image says. */
    private boolean placesAreTrue;

    /** Whether the lane knows the layout of the open batch. */
    private boolean adopted;

    /** @param filling the checkpoint that is being filled */
    Intake(TableLane lane, MemoryBudget budget, Supplier<CheckpointId> filling) {
        this.lane = lane;
        this.budget = budget;
        this.filling = filling;
    }

    /** Gathers rows of the layout from here on. */
    void open(TableLayout rows, KeyedBatch.Inserts inserts) {
        close();
        batch = rows.mode() == TableMode.UPSERT ? new KeyedBatch(rows, inserts) : new AppendBatch(rows);
    }

    /** Gathers nothing from here on; what is not sealed is forgotten. */
    void close() {
        budget.batchGrewBy(-openBytes());
        batch = null;
    }

    /** @param toldInFull whether the log tells all that becomes of the table's rows */
    void trustPlaces(boolean toldInFull) {
        placesAreTrue = toldInFull;
    }

    boolean gathersKeyedRows() {
        return batch instanceof KeyedBatch;
    }

    /** Whether the event was gathered. */
    boolean take(RowEvent event) {
        TableBatch open = batch;
        if (open == null) {
            return false;
        }
        long before = open.bytes();
        boolean gathered = event instanceof Append append ? append(open, append) : change(open, event);
        budget.batchGrewBy(open.bytes() - before);
        return gathered;
    }

    private boolean append(TableBatch open, Append event) {
        if (!(open instanceof AppendBatch rows)) {
            return false;
        }
        rows.append(event.row());
        tally.inserts++;
        return true;
    }

    private boolean change(TableBatch open, RowEvent event) {
        if (!(open instanceof KeyedBatch rows)) {
            return false;
        }
        if (event instanceof Insert insert) {
            rows.insert(insert.row());
            tally.inserts++;
        } else if (event instanceof Update update) {
            rows.update(update.row(), placesAreTrue ? update.from() : null);
            tally.updates++;
        } else if (event instanceof PartialUpdate update) {
            rows.updatePartly(update.row(), update.missing(), update.formerKey());
            tally.updates++;
        } else if (event instanceof Delete delete) {
            rows.delete(delete.key(), placesAreTrue ? delete.from() : null);
            tally.deletes++;
        }
        return true;
    }

    /** The rows gathered so far are void, and so is everything before them. */
    void truncate() {
        TableBatch open = batch;
        if (open != null) {
            budget.batchGrewBy(-open.bytes());
            open.clear();
        }
        steps.add(new PendingStep.Truncation());
    }

    long openBytes() {
        return batch == null ? 0 : batch.bytes();
    }

    boolean isEmpty() {
        return steps.isEmpty() && (batch == null || batch.isEmpty());
    }

    /** Whether the open batch must not be sealed before the next event, which is of the same transaction. */
    boolean isBetweenKeys() {
        return batch instanceof KeyedBatch rows && rows.isBetweenKeys();
    }

    /** Seals the open batch as a generation; the next rows go into another. */
    void seal() {
        TableBatch open = batch;
        if (open == null || open.isEmpty()) {
            return;
        }
        SealedBatch sealed = open.seal();
        budget.sealed(sealed.bytes());
        if (!adopted) {
            adopted = true;
            steps.add(new PendingStep.Layout(lane.readopt(filling.get(), sealed.layout())));
        }
        steps.add(new PendingStep.Rows(lane.stage(filling.get(), sealed)));
    }

    /** Lets the Iceberg table follow the layout before the next rows are staged. */
    PendingAdoption adopt(TableLayout former, TableLayout rows, ColumnLineage lineage) {
        adopted = true;
        PendingAdoption adoption = lane.adopt(filling.get(), former, rows, lineage);
        if (lineage instanceof ColumnLineage.Told told && !told.renamed().isEmpty()) {
            steps.replaceAll(step -> step instanceof PendingStep.Description said
                    ? new PendingStep.Description(said.comments().renamed(told.renamed()))
                    : step);
        }
        steps.add(new PendingStep.Layout(adoption));
        return adoption;
    }

    /** Lets the Iceberg table say what its source says. */
    void describe(CommentChanges comments) {
        steps.add(new PendingStep.Description(comments));
    }

    /** Makes the Iceberg table fit for a load under the layout. */
    PendingAdoption adoptForLoad(TableLayout rows) {
        adopted = true;
        return lane.adoptForLoad(filling.get(), rows);
    }

    /** The same for a load that goes on. */
    PendingAdoption readopt(TableLayout rows) {
        adopted = true;
        return lane.readopt(filling.get(), rows);
    }

    /** Hands over what belongs to a checkpoint. */
    List<PendingStep> takeSteps() {
        List<PendingStep> taken = steps;
        steps = new ArrayList<>();
        return taken;
    }

    /** Hands over the counts since the last call. */
    Tally takeTally() {
        Tally taken = tally;
        handedOver.add(taken);
        tally = new Tally();
        return taken;
    }

    /** The counts since the table is followed. */
    Tally allCounts() {
        Tally all = new Tally();
        all.add(handedOver);
        all.add(tally);
        return all;
    }

    /** Gives everything up; returns the files that were staged for nothing. */
    List<StagedFiles> abandon() {
        List<StagedFiles> unwanted = new ArrayList<>();
        for (PendingStep step : takeSteps()) {
            if (step instanceof PendingStep.Rows rows && rows.generation().isStaged()) {
                unwanted.add(rows.generation().files());
            }
        }
        lane.clear();
        adopted = false;
        close();
        return unwanted;
    }
}
