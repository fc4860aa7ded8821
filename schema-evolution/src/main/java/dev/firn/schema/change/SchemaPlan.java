package dev.firn.schema.change;

import dev.firn.schema.change.SchemaChange.AddColumn;
import dev.firn.schema.change.SchemaChange.DropColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What must happen to an Iceberg table's schema, split by when.
 *
 * @param atOnce changes to apply before the first row of the new layout is staged: additions, widenings, relaxations
 * @param withCheckpoint changes that happen together with the checkpoint that carries the last row of the old layout: renames
 * @param afterCheckpoint changes to apply when the checkpoint that carries the last row of the old layout has committed: drops
 * @param incompatible changes that make a new load necessary; when any exists, nothing of the plan is applied
 * @param unfollowed differences that stay because the policy says so; they come again with every plan
 */
public record SchemaPlan(
        List<SchemaChange> atOnce,
        List<SchemaChange.RenameColumn> withCheckpoint,
        List<DropColumn> afterCheckpoint,
        List<SchemaChange.Incompatible> incompatible,
        List<Unfollowed> unfollowed) {

    public SchemaPlan {
        withCheckpoint = List.copyOf(withCheckpoint);
        atOnce = List.copyOf(atOnce);
        afterCheckpoint = List.copyOf(afterCheckpoint);
        incompatible = List.copyOf(incompatible);
        unfollowed = List.copyOf(unfollowed);
    }

    public SchemaPlan(
            List<SchemaChange> atOnce, List<DropColumn> afterCheckpoint, List<SchemaChange.Incompatible> incompatible) {
        this(atOnce, afterCheckpoint, incompatible, List.of());
    }

    public SchemaPlan(
            List<SchemaChange> atOnce,
            List<DropColumn> afterCheckpoint,
            List<SchemaChange.Incompatible> incompatible,
            List<Unfollowed> unfollowed) {
        this(atOnce, List.of(), afterCheckpoint, incompatible, unfollowed);
    }

    /** The same plan for a table of which columns were renamed first. */
    public SchemaPlan after(List<SchemaChange.RenameColumn> renames) {
        return new SchemaPlan(atOnce, renames, afterCheckpoint, incompatible, unfollowed);
    }

    /** The same plan, of which some changes stay undone because a setting says so. */
    public SchemaPlan without(List<Unfollowed> more) {
        List<Unfollowed> all = new ArrayList<>(more);
        all.addAll(unfollowed);
        return new SchemaPlan(atOnce, withCheckpoint, afterCheckpoint, incompatible, all);
    }

    /** The same plan, whose new columns have these values in old rows, by their names. */
    public SchemaPlan filling(Map<String, Object> inOldRows) {
        List<SchemaChange> filled = new ArrayList<>();
        for (SchemaChange change : atOnce) {
            filled.add(
                    change instanceof AddColumn add ? new AddColumn(add.added(), inOldRows.get(add.column())) : change);
        }
        return new SchemaPlan(filled, withCheckpoint, afterCheckpoint, incompatible, unfollowed);
    }

    /** The same plan, by which all other columns stay. */
    public SchemaPlan dropping(Predicate<String> columns) {
        List<DropColumn> drops = afterCheckpoint.stream()
                .filter(drop -> columns.test(drop.column()))
                .toList();
        return new SchemaPlan(atOnce, withCheckpoint, drops, incompatible, unfollowed);
    }

    /** Whether nothing is to be done: the table is as the layout and the policy ask. */
    public boolean isEmpty() {
        return atOnce.isEmpty() && withCheckpoint.isEmpty() && afterCheckpoint.isEmpty() && incompatible.isEmpty();
    }

    /** The plan as one line for people and the history; empty if the table equals the layout. */
    public String describe() {
        List<SchemaChange> changes = new ArrayList<>(withCheckpoint);
        changes.addAll(atOnce);
        changes.addAll(afterCheckpoint);
        changes.addAll(incompatible);
        List<String> parts = new ArrayList<>();
        if (!changes.isEmpty()) {
            parts.add(SchemaChange.describe(changes));
        }
        unfollowed.forEach(change -> parts.add(change.describe()));
        return String.join("; ", parts);
    }

    /**
     * A difference that the policy leaves as it is.
     *
     * @param change what would have been done
     * @param setting the setting that forbids it, as the user writes it
     */
    public record Unfollowed(SchemaChange change, String setting) {

        public String describe() {
            return "not followed: " + change.describe() + " (" + setting + ")";
        }
    }
}
