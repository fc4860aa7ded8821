package dev.firn.engine.stage;

import dev.firn.engine.lake.CheckpointLog;
import dev.firn.engine.lake.Lake;
import dev.firn.engine.lake.LakeTables;
import dev.firn.engine.lake.Overtaken;
import dev.firn.engine.lake.Owner;
import dev.firn.engine.lake.PreparedCheckpoint;
import dev.firn.schema.change.ColumnDefaults;
import dev.firn.schema.change.ColumnLineage;
import dev.firn.schema.change.ColumnLineage.OldRows;
import dev.firn.schema.change.ColumnPolicy;
import dev.firn.schema.change.ColumnPolicy.Backfill;
import dev.firn.schema.change.ColumnPolicy.Follow;
import dev.firn.schema.change.ColumnPolicy.OnColumnDrop;
import dev.firn.schema.change.ColumnPolicy.OnIncompatibleChange;
import dev.firn.schema.change.PendingRenames;
import dev.firn.schema.change.SchemaChange;
import dev.firn.schema.change.SchemaChange.DropColumn;
import dev.firn.schema.change.SchemaChange.RenameColumn;
import dev.firn.schema.change.SchemaPlan;
import dev.firn.schema.change.SchemaPlan.Unfollowed;
import dev.firn.schema.change.SchemaPlanner;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.LakeSchemas;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.TableMode;
import dev.firn.schema.source.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types.NestedField;

/** Brings an Iceberg table to a layout, always from what the table is now, so that doing it again changes nothing. */
public final class Adoption {

    private static final int ATTEMPTS = 5;

    /** What came of it. */
    public sealed interface Result {

        /**
         * Rows of the layout can be written.
         *
         * @param shape how
         * @param plan what was changed, and what remains to be renamed or dropped
         * @param renames the columns that get other names with the checkpoint, or go with it
         * @param columns the table's, with the new names
         * @param unwritten those of the columns to be dropped that no row has which will be visible, nor any value else
         */
        record Adopted(WriteShape shape, SchemaPlan plan, PendingRenames renames, Schema columns, Set<String> unwritten)
                implements Result {

            Adopted(WriteShape shape, SchemaPlan plan, PendingRenames renames, Schema columns) {
                this(shape, plan, renames, columns, Set.of());
            }

            /**
             * The same, with all other columns staying. Those that are dropped go with the checkpoint, so that whoever reads its snapshot does not find
             * them.
             */
            Adopted dropping(Predicate<String> dropped) {
                SchemaPlan rest = plan.dropping(dropped);
                Set<Integer> gone = rest.afterCheckpoint().stream()
                        .map(drop -> LakeSchemas.fieldId(columns, drop.column()))
                        .collect(Collectors.toSet());
                return new Adopted(shape, rest, renames.then(new PendingRenames(Map.of(), gone)), columns, unwritten);
            }
        }

        /**
         * The table must be loaded again under the layout; nothing was changed.
         *
         * @param reason what was found
         */
        record NeedsLoad(String reason) implements Result {}

        /**
         * The table must be loaded again under the layout, and its policy forbids that; nothing was changed.
         *
         * @param reason what was found
         */
        record Forbidden(String reason) implements Result {}

        /**
         * Somebody else changed the table in the lake; nothing was changed.
         *
         * @param finding who did what
         */
        record ChangedByOthers(String finding) implements Result {}
    }

    private final LakeTables tables;
    private final CheckpointLog checkpoints;
    private final Owner owner;
    private final Function<TableId, ColumnPolicy> policies;

    /** @param owner this process, which owns the pipeline as far as it knows */
    public Adoption(Lake lake, Owner owner, Function<TableId, ColumnPolicy> policies) {
        this.tables = lake.tables();
        this.checkpoints = lake.checkpoints();
        this.owner = owner;
        this.policies = policies;
    }

    /**
     * For a table whose rows stay.
     *
     * @param lineage how the layout's columns came from those of the layout before
     * @param pendingDrops columns that still wait to be dropped
     * @param pendingRenames columns that still wait to be renamed
     */
    Result adopt(TableLayout layout, ColumnLineage lineage, Set<String> pendingDrops, PendingRenames pendingRenames) {
        return adopt(layout, lineage, pendingDrops, pendingRenames, tables::changedByOthers);
    }

    /** The same for a table whose rows are being loaded, so that what others did to those that it has does not matter. */
    Result adoptWhileLoading(
            TableLayout layout, ColumnLineage lineage, Set<String> pendingDrops, PendingRenames pendingRenames) {
        return adopt(layout, lineage, pendingDrops, pendingRenames, table -> Optional.empty());
    }

    private Result adopt(
            TableLayout layout,
            ColumnLineage lineage,
            Set<String> pendingDrops,
            PendingRenames pendingRenames,
            Function<TableId, Optional<String>> changedByOthers) {
        ColumnPolicy policy = policies.apply(layout.table());
        for (int attempt = 1; ; attempt++) {
            Schema present = tables.open(layout);
            Optional<String> foreign = changedByOthers.apply(layout.table());
            if (foreign.isPresent()) {
                return new Result.ChangedByOthers(foreign.get());
            }
            Schema before = pendingRenames.over(present);
            PendingRenames renames = PendingRenames.of(lineage, before);
            List<RenameColumn> described = renames.describe(before);
            if (policy.follow() == Follow.NONE) {
                renames = PendingRenames.NONE;
            }
            PendingRenames all = pendingRenames.then(renames);
            SchemaPlan plan = SchemaPlanner.plan(layout, all.over(present), policy, without(pendingDrops, renames));
            plan = policy.follow() == Follow.NONE
                    ? plan.without(described.stream()
                            .map(rename -> new Unfollowed(rename, "follow: none"))
                            .toList())
                    : plan.after(described);
            Map<String, Object> defaults = defaults(layout, lineage, policy);
            plan = plan.filling(defaults);
            Optional<Result> obstacle = obstacle(layout, lineage, before, renames, plan, policy, defaults);
            if (obstacle.isPresent()) {
                return obstacle.get();
            }
            Optional<List<SchemaChange>> atOnce = all.inPresentNames(plan.atOnce(), present);
            if (atOnce.isEmpty()) {
                return incompatible(
                        plan.describe() + "; a column is added under the name of one that was renamed a moment ago",
                        policy);
            }
            Schema evolved = atOnce.get().isEmpty() ? present : tables.evolve(layout.table(), atOnce.get());
            if (isComplete(layout, all.over(evolved), policy)) {
                Schema columns = all.over(evolved);
                return new Result.Adopted(shape(layout, columns, policy), plan, renames, columns);
            }
            // A checkpoint gave columns their new names between the two calls.
            if (attempt == ATTEMPTS) {
                throw new IllegalStateException(
                        "The columns of " + layout.table() + " change faster than " + plan.describe() + " can be done");
            }
        }
    }

    private static boolean isComplete(TableLayout layout, Schema columns, ColumnPolicy policy) {
        SchemaPlan rest = SchemaPlanner.plan(layout, columns, policy);
        return rest.atOnce().isEmpty() && rest.incompatible().isEmpty();
    }

    /** A column that takes the name of one that waits to be dropped lets that one go with the checkpoint. */
    private static Set<String> without(Set<String> pendingDrops, PendingRenames renames) {
        Set<String> rest = new HashSet<>(pendingDrops);
        rest.removeAll(renames.names().values());
        return rest;
    }

    /** Why the layout's rows cannot simply be added to the table's. */
    private static Optional<Result> obstacle(
            TableLayout layout,
            ColumnLineage lineage,
            Schema before,
            PendingRenames renames,
            SchemaPlan plan,
            ColumnPolicy policy,
            Map<String, Object> defaults) {
        if (!plan.incompatible().isEmpty()) {
            return Optional.of(incompatible(plan.describe(), policy));
        }
        if (layout.mode() == TableMode.CHANGELOG) {
            // Its rows tell what was, and a load would replace them by what is.
            return Optional.empty();
        }
        Set<String> columns = layout.columns().stream().map(LakeColumn::name).collect(Collectors.toSet());
        if (lineage instanceof ColumnLineage.Told told) {
            Set<String> remade = new TreeSet<>(told.remade());
            remade.retainAll(columns);
            if (!remade.isEmpty()) {
                return Optional.of(incompatible(
                        described(plan) + "load again: " + String.join(", ", remade)
                                + " was dropped at the source and added again",
                        policy));
            }
            Map<String, String> converted = new TreeMap<>(told.converted());
            converted.keySet().retainAll(columns);
            if (!converted.isEmpty()) {
                return Optional.of(incompatible(
                        described(plan) + "load again: " + described(converted)
                                + ", so that old rows may have other values, which the log does not tell",
                        policy));
            }
        } else if (policy.follow() == Follow.COLUMNS && mayBeOthers(lineage, layout, before)) {
            return Optional.of(incompatible(
                    described(plan) + "load again: the source does not say any more which of its columns are those that"
                            + " the table has",
                    policy));
        }
        Set<String> keyNames = Set.copyOf(layout.keyNames());
        if (!renames.removed().isEmpty() && renames.names().values().stream().anyMatch(keyNames::contains)) {
            return Optional.of(incompatible(
                    described(plan) + "load again: a column of the key takes the name of one that is gone", policy));
        }
        Set<String> backfilled = backfilled(lineage, plan, policy);
        backfilled.retainAll(columns);
        if (policy.backfill() != Backfill.ALWAYS) {
            backfilled.removeIf(column -> isFilled(column, plan, before, defaults));
        }
        return backfilled.isEmpty()
                ? Optional.empty()
                : Optional.of(new Result.NeedsLoad(described(plan) + "backfill " + String.join(", ", backfilled)
                        + ": rows that were there before may have values in it"));
    }

    /** Whether columns may have got other names, or other columns theirs. Where nobody had seen them before, names in their order are taken for them. */
    private static boolean mayBeOthers(ColumnLineage lineage, TableLayout layout, Schema before) {
        return !(lineage instanceof ColumnLineage.FirstSight)
                || !layout.columns().stream()
                        .map(LakeColumn::name)
                        .toList()
                        .equals(before.columns().stream().map(NestedField::name).toList());
    }

    private static String described(Map<String, String> converted) {
        return converted.entrySet().stream()
                .map(column -> column.getKey() + " " + column.getValue())
                .collect(Collectors.joining(", "));
    }

    private static String described(SchemaPlan plan) {
        return plan.describe().isEmpty() ? "" : plan.describe() + "; ";
    }

    private static Result incompatible(String reason, ColumnPolicy policy) {
        return policy.onIncompatibleChange() == OnIncompatibleChange.RESYNC
                ? new Result.NeedsLoad(reason)
                : new Result.Forbidden(reason);
    }

    /** The new columns for whose sake the table is loaded again. A table that has them already may have them from a run that crashed. */
    private static Set<String> backfilled(ColumnLineage lineage, SchemaPlan plan, ColumnPolicy policy) {
        if (policy.backfill() == Backfill.NEVER || policy.follow() == Follow.NONE) {
            return new TreeSet<>();
        }
        Set<String> columns = new TreeSet<>();
        if (policy.backfill() == Backfill.ALWAYS || !(lineage instanceof ColumnLineage.Told)) {
            columns.addAll(added(plan));
        }
        if (lineage instanceof ColumnLineage.Told told) {
            told.added().forEach((column, oldRows) -> {
                if (policy.backfill() == Backfill.ALWAYS || !(oldRows instanceof OldRows.Empty)) {
                    columns.add(column);
                }
            });
        }
        return columns;
    }

    /**
     * The values that new columns have in rows that are there before, of those that the table can have without a load. Where dropped columns
     * stay, it has none: in rows that lack such a column it is null, and a run that crashes between could not tell these from older ones.
     */
    private Map<String, Object> defaults(TableLayout layout, ColumnLineage lineage, ColumnPolicy policy) {
        Map<String, Object> defaults = new HashMap<>();
        if (layout.mode() == TableMode.UPSERT
                && !keepsDropped(policy)
                && lineage instanceof ColumnLineage.Told told
                && told.added().values().stream().anyMatch(OldRows.Filled.class::isInstance)
                && tables.takesDefaults(layout.table())) {
            for (LakeColumn column : layout.columns()) {
                if (told.added().get(column.name()) instanceof OldRows.Filled filled
                        && ColumnDefaults.literal(column.type(), filled.value()).isPresent()) {
                    defaults.put(column.name(), filled.value());
                }
            }
        }
        return defaults;
    }

    /** Whether rows that were there before have the value of a new column in the table, or will have it by the plan. */
    private static boolean isFilled(String column, SchemaPlan plan, Schema before, Map<String, Object> defaults) {
        Object value = defaults.get(column);
        return value != null
                && (added(plan).contains(column)
                        || before.columns().stream()
                                .anyMatch(field -> field.name().equals(column) && ColumnDefaults.isIn(field, value)));
    }

    private static boolean keepsDropped(ColumnPolicy policy) {
        return policy.follow() == Follow.NONE || policy.onColumnDrop() == OnColumnDrop.KEEP;
    }

    private static WriteShape shape(TableLayout layout, Schema present, ColumnPolicy policy) {
        return keepsDropped(policy) ? WriteShape.withoutDefaults(layout, present) : WriteShape.of(layout, present);
    }

    private static List<String> added(SchemaPlan plan) {
        List<String> added = new ArrayList<>();
        for (SchemaChange change : plan.atOnce()) {
            if (change instanceof SchemaChange.AddColumn) {
                added.add(change.column());
            }
        }
        return added;
    }

    /** For a table whose rows are replaced by a load. */
    Result.Adopted adoptForLoad(TableLayout layout) {
        ColumnPolicy policy = policies.apply(layout.table());
        Schema present = tables.open(layout);
        SchemaPlan plan = SchemaPlanner.plan(layout, present, policy);
        if (!plan.incompatible().isEmpty()) {
            mustBeOwner("make " + layout.table() + " fit for its load");
            present = tables.reshape(layout);
            plan = SchemaPlanner.plan(layout, present, policy);
        }
        if (!plan.atOnce().isEmpty()) {
            present = tables.evolve(layout.table(), plan.atOnce());
        }
        tables.readyForLoad(layout.table());
        return new Result.Adopted(
                shape(layout, present, policy), plan, PendingRenames.NONE, present, withoutDefault(plan, present));
    }

    /**
     * Columns that go take with them what another process may be about to commit. Whoever was overtaken notices it otherwise at its next
     * checkpoint alone.
     */
    private void mustBeOwner(String what) {
        Optional<Owner> present = checkpoints.peek().map(PreparedCheckpoint::owner);
        if (present.isPresent() && !present.get().isSameProcess(owner)) {
            throw new Overtaken(what, present.get());
        }
    }

    /** Readers would find a default in rows that lack the column. */
    private static Set<String> withoutDefault(SchemaPlan plan, Schema present) {
        Set<String> columns =
                plan.afterCheckpoint().stream().map(DropColumn::column).collect(Collectors.toSet());
        present.columns().stream()
                .filter(field -> field.initialDefault() != null)
                .map(NestedField::name)
                .forEach(columns::remove);
        return columns;
    }

    /** Drops those of the columns that the layout does not have; the others came back meanwhile. */
    void drop(TableLayout layout, Set<String> columns, PendingRenames pendingRenames) {
        Schema present = tables.open(layout);
        List<SchemaChange> drops = new ArrayList<>();
        for (DropColumn drop : SchemaPlanner.plan(layout, pendingRenames.over(present), policies.apply(layout.table()))
                .afterCheckpoint()) {
            if (columns.contains(drop.column())) {
                drops.add(drop);
            }
        }
        if (!drops.isEmpty()) {
            tables.evolve(
                    layout.table(),
                    pendingRenames.inPresentNames(drops, present).orElse(List.of()));
        }
    }
}
