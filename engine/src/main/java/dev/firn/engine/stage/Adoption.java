package dev.firn.engine.stage;

import dev.firn.engine.lake.LakeTables;
import dev.firn.schema.change.ColumnPolicy;
import dev.firn.schema.change.SchemaPlan;
import dev.firn.schema.change.SchemaPlanner;
import dev.firn.schema.layout.TableLayout;
import java.util.Set;
import org.apache.iceberg.Schema;

/** Brings an Iceberg table to a layout, always from what the table is now, so that doing it again changes nothing. */
public final class Adoption {

    /** What came of it. */
    public sealed interface Result {

        /**
         * Rows of the layout can be written.
         *
         * @param shape how
         * @param plan what was changed, and what remains to be dropped
         */
        record Adopted(WriteShape shape, SchemaPlan plan) implements Result {}

        /**
         * The table must be loaded again under the layout; nothing was changed.
         *
         * @param reason what was found
         */
        record NeedsLoad(String reason) implements Result {}
    }

    private final LakeTables tables;
    private final ColumnPolicy policy;

    public Adoption(LakeTables tables, ColumnPolicy policy) {
        this.tables = tables;
        this.policy = policy;
    }

    /**
     * For a table whose rows stay.
     *
     * @param pendingDrops columns that still wait to be dropped
     */
    Result adopt(TableLayout layout, Set<String> pendingDrops) {
        Schema present = tables.open(layout);
        SchemaPlan plan = SchemaPlanner.plan(layout, present, policy, pendingDrops);
        if (!plan.incompatible().isEmpty()) {
            return new Result.NeedsLoad(plan.describe());
        }
        Schema evolved = plan.atOnce().isEmpty() ? present : tables.evolve(layout.table(), plan.atOnce());
        return new Result.Adopted(WriteShape.of(layout, evolved), plan);
    }

    /** For a table whose rows are replaced by a load. */
    Result.Adopted adoptForLoad(TableLayout layout) {
        Schema present = tables.open(layout);
        SchemaPlan plan = SchemaPlanner.plan(layout, present, policy);
        if (!plan.incompatible().isEmpty()) {
            present = tables.reshape(layout);
            plan = SchemaPlanner.plan(layout, present, policy);
        }
        if (!plan.atOnce().isEmpty()) {
            present = tables.evolve(layout.table(), plan.atOnce());
        }
        tables.partition(layout.table());
        return new Result.Adopted(WriteShape.of(layout, present), plan);
    }

    /** Drops those of the columns that the layout does not have; the others came back meanwhile. */
    void drop(TableLayout layout, Set<String> columns) {
        Schema present = tables.open(layout);
        var drops = SchemaPlanner.plan(layout, present, policy).afterCheckpoint().stream()
                .filter(drop -> columns.contains(drop.column()))
                .toList();
        if (!drops.isEmpty()) {
            tables.evolve(layout.table(), drops);
        }
    }
}
