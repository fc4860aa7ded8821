package dev.firn.engine.pipeline;

import dev.firn.engine.batch.AppendBatch;
import dev.firn.engine.batch.KeyedBatch;
import dev.firn.engine.batch.SealedBatch;
import dev.firn.engine.batch.TableBatch;
import dev.firn.engine.event.ChangeEvent.Append;
import dev.firn.engine.event.ChangeEvent.Delete;
import dev.firn.engine.event.ChangeEvent.Insert;
import dev.firn.engine.event.ChangeEvent.PartialUpdate;
import dev.firn.engine.event.ChangeEvent.Update;
import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.stage.MemoryBudget;
import dev.firn.engine.stage.TableLane;
import dev.firn.schema.change.ColumnLineage;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.TableMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one table has gathered for the checkpoint that is being filled: its open batch, and the steps before it. Keeps the memory budget
 * informed. Under the run's lock; {@code take} is hot.
 */
final class Intake {

    private final TableLane lane;
    private final MemoryBudget budget;
    private @Nullable KeyedBatch keyed;
    private @Nullable AppendBatch appends;
    private List<PendingStep> steps = new ArrayList<>();
    private Tally tally = new Tally();

    /** Whether the lane knows the layout of the open batch. */
    private boolean adopted;

    Intake(TableLane lane, MemoryBudget budget) {
        this.lane = lane;
        this.budget = budget;
    }

    /** Gathers rows of the layout from here on. */
    void open(TableLayout rows, KeyedBatch.Inserts inserts) {
        close();
        if (rows.mode() == TableMode.UPSERT) {
            keyed = new KeyedBatch(rows, inserts);
        } else {
            appends = new AppendBatch(rows);
        }
    }

    /** Gathers nothing from here on; what is not sealed is forgotten. */
    void close() {
        budget.batchGrewBy(-openBytes());
        keyed = null;
        appends = null;
    }

    boolean gathersKeyedRows() {
        return keyed != null;
    }

    boolean gathersAppends() {
        return appends != null;
    }

    /** Whether the event was gathered. */
    boolean take(Insert event) {
        KeyedBatch batch = keyed;
        if (batch == null) {
            return false;
        }
        long before = batch.bytes();
        batch.insert(event.row());
        budget.batchGrewBy(batch.bytes() - before);
        tally.inserts++;
        return true;
    }

    /** Whether the event was gathered. */
    boolean take(Update event) {
        KeyedBatch batch = keyed;
        if (batch == null) {
            return false;
        }
        long before = batch.bytes();
        batch.update(event.row());
        budget.batchGrewBy(batch.bytes() - before);
        tally.updates++;
        return true;
    }

    /** Whether the event was gathered. */
    boolean take(PartialUpdate event) {
        KeyedBatch batch = keyed;
        if (batch == null) {
            return false;
        }
        long before = batch.bytes();
        batch.updatePartly(event.row(), event.missing());
        budget.batchGrewBy(batch.bytes() - before);
        tally.updates++;
        return true;
    }

    /** Whether the event was gathered. */
    boolean take(Delete event) {
        KeyedBatch batch = keyed;
        if (batch == null) {
            return false;
        }
        long before = batch.bytes();
        batch.delete(event.key());
        budget.batchGrewBy(batch.bytes() - before);
        tally.deletes++;
        return true;
    }

    /** Whether the event was gathered. */
    boolean take(Append event) {
        AppendBatch batch = appends;
        if (batch == null) {
            return false;
        }
        long before = batch.bytes();
        batch.append(event.row());
        budget.batchGrewBy(batch.bytes() - before);
        tally.inserts++;
        return true;
    }

    /** The rows gathered so far are void, and so is everything before them. */
    void truncate() {
        TableBatch batch = batch();
        if (batch != null) {
            budget.batchGrewBy(-batch.bytes());
            batch.clear();
        }
        steps.add(new PendingStep.Truncation());
    }

    long openBytes() {
        TableBatch batch = batch();
        return batch == null ? 0 : batch.bytes();
    }

    boolean isEmpty() {
        TableBatch batch = batch();
        return steps.isEmpty() && (batch == null || batch.isEmpty());
    }

    /** Seals the open batch as a generation of the checkpoint; the next rows go into another. */
    void seal(CheckpointId checkpoint) {
        TableBatch batch = batch();
        if (batch == null || batch.isEmpty()) {
            return;
        }
        SealedBatch sealed = batch.seal();
        budget.sealed(sealed.bytes());
        if (!adopted) {
            adopt(checkpoint, sealed.layout(), ColumnLineage.BY_NAME);
        }
        steps.add(new PendingStep.Rows(lane.stage(checkpoint, sealed)));
    }

    /** Lets the Iceberg table follow the layout before the next rows are staged. */
    void adopt(CheckpointId checkpoint, TableLayout rows, ColumnLineage lineage) {
        adopted = true;
        steps.add(new PendingStep.Layout(lane.adopt(checkpoint, rows, lineage)));
    }

    /** Makes the Iceberg table fit for a load under the layout. */
    void adoptForLoad(CheckpointId checkpoint, TableLayout rows) {
        adopted = true;
        lane.adoptForLoad(checkpoint, rows);
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
        tally = new Tally();
        return taken;
    }

    /** The counts since {@link #takeTally}. */
    Tally tally() {
        return tally;
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

    private @Nullable TableBatch batch() {
        return keyed != null ? keyed : appends;
    }
}
