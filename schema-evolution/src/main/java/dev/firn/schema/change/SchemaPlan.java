package dev.firn.schema.change;

import java.util.List;

/**
 * What must happen to an Iceberg table's schema, split by when.
 *
 * @param atOnce changes to apply before the first row of the new layout is staged: additions, widenings, relaxations
 * @param afterCheckpoint changes to apply when the checkpoint that carries the last row of the old layout has committed: drops
 * @param incompatible changes that make a new load necessary; when any exists, nothing of the plan is applied
 */
public record SchemaPlan(
        List<SchemaChange> atOnce,
        List<SchemaChange.DropColumn> afterCheckpoint,
        List<SchemaChange.Incompatible> incompatible) {

    public SchemaPlan {
        atOnce = List.copyOf(atOnce);
        afterCheckpoint = List.copyOf(afterCheckpoint);
        incompatible = List.copyOf(incompatible);
    }

    /** Whether the table already is as the layout asks. */
    public boolean isEmpty() {
        return atOnce.isEmpty() && afterCheckpoint.isEmpty() && incompatible.isEmpty();
    }
}
