package dev.firn.schema.change;

import dev.firn.schema.change.ColumnPolicy.Follow;
import dev.firn.schema.change.ColumnPolicy.OnColumnDrop;
import dev.firn.schema.change.SchemaChange.AddColumn;
import dev.firn.schema.change.SchemaChange.DropColumn;
import dev.firn.schema.change.SchemaChange.Incompatible;
import dev.firn.schema.change.SchemaChange.MoveColumn;
import dev.firn.schema.change.SchemaChange.RelaxColumn;
import dev.firn.schema.change.SchemaChange.WidenColumn;
import dev.firn.schema.change.SchemaPlan.Unfollowed;
import dev.firn.schema.layout.ChangelogColumn;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.LakeSchemas;
import dev.firn.schema.layout.Promotion;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.TableMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/**
 * Compares the layout that a source asks for with the schema that its Iceberg table has.
 *
 * <p>Columns are the same if their names are, case included. The table may be more than the layout asks for and stays so: a
 * wider type (older events replayed after a widening, or a source that narrowed), a column that allows null where the source
 * no longer does. A key of a wider type takes a new load: only so all files and deletes have one type. Planning again after a plan was
 * applied gives an empty one.
 */
public final class SchemaPlanner {

    private final TableLayout wanted;
    private final Map<String, NestedField> present = new LinkedHashMap<>();
    private final Map<String, String> presentByLowerCase = new HashMap<>();
    private final Set<String> presentKey;
    private final ColumnPolicy policy;
    private final Set<String> pendingDrops;

    private final List<SchemaChange> atOnce = new ArrayList<>();
    private final List<DropColumn> afterCheckpoint = new ArrayList<>();
    private final List<Incompatible> incompatible = new ArrayList<>();
    private final List<Unfollowed> unfollowed = new ArrayList<>();

    private SchemaPlanner(TableLayout wanted, Schema present, ColumnPolicy policy, Set<String> pendingDrops) {
        this.wanted = wanted;
        for (NestedField field : present.columns()) {
            this.present.put(field.name(), field);
            this.presentByLowerCase.put(lowerCase(field.name()), field.name());
        }
        this.presentKey = present.identifierFieldNames();
        this.policy = policy;
        this.pendingDrops = pendingDrops;
    }

    /** The plan for a table of which no column is waiting to be dropped. */
    public static SchemaPlan plan(TableLayout wanted, Schema present, ColumnPolicy policy) {
        return plan(wanted, present, policy, Set.of());
    }

    /**
     * The plan for a table.
     *
     * @param pendingDrops columns that an earlier plan drops {@link SchemaPlan#afterCheckpoint after a checkpoint} which has not
     *     committed yet. If the source has such a column again, it is another one: rows that the table holds have the old
     *     column's values where the source has none, and only a new load mends that
     */
    public static SchemaPlan plan(TableLayout wanted, Schema present, ColumnPolicy policy, Set<String> pendingDrops) {
        return new SchemaPlanner(wanted, present, policy, pendingDrops).plan();
    }

    private SchemaPlan plan() {
        compareIdentity();
        for (LakeColumn column : wanted.columns()) {
            compare(column, present.get(column.name()));
        }
        Set<String> wantedNames = new HashSet<>();
        wanted.columns().forEach(column -> wantedNames.add(column.name()));
        for (NestedField field : present.values()) {
            if (!wantedNames.contains(field.name())) {
                withdraw(field);
            }
        }
        order();
        // A plan that cannot be carried out as a whole is not carried out in part.
        return incompatible.isEmpty()
                ? new SchemaPlan(atOnce, afterCheckpoint, List.of(), unfollowed)
                : new SchemaPlan(List.of(), List.of(), incompatible, unfollowed);
    }

    /** What identifies a row can only change together with all rows. */
    private void compareIdentity() {
        List<String> key = LakeSchemas.identifierNames(wanted);
        if (!presentKey.equals(Set.copyOf(key))) {
            incompatible.add(new Incompatible(
                    key.isEmpty() ? presentKey.iterator().next() : key.get(0),
                    "the table's key is " + named(presentKey.stream().sorted().toList()) + ", the source's is "
                            + named(key)));
        } else if (isChangelog() != (wanted.mode() == TableMode.CHANGELOG)) {
            incompatible.add(new Incompatible(
                    ChangelogColumn.OPERATION.column().name(),
                    wanted.mode() == TableMode.CHANGELOG
                            ? "the table is no changelog, and is to become one"
                            : "the table is a changelog, and is to become a copy of the source"));
        }
    }

    /** Columns stand as at the source; those that are added come last before they are moved. */
    private void order() {
        List<String> after = new ArrayList<>(present.keySet());
        atOnce.stream()
                .filter(AddColumn.class::isInstance)
                .map(SchemaChange::column)
                .forEach(after::add);
        List<String> order = wanted.columns().stream()
                .map(LakeColumn::name)
                .filter(after::contains)
                .toList();
        for (MoveColumn move : ColumnOrder.moves(after, order)) {
            if (policy.follow() == Follow.NONE) {
                unfollowed.add(new Unfollowed(move, "follow: none"));
            } else {
                atOnce.add(move);
            }
        }
    }

    private void compare(LakeColumn column, @Nullable NestedField field) {
        if (field == null) {
            add(column);
            return;
        }
        if (pendingDrops.contains(column.name())) {
            incompatible.add(new Incompatible(
                    column.name(), "column " + column.name() + " was dropped at the source and added again"));
            return;
        }
        if (!Promotion.isAllowed(column.type(), field.type())) {
            widen(column, field);
        }
        if (field.isRequired() && !column.required()) {
            relax(field);
        }
    }

    private void add(LakeColumn column) {
        AddColumn addition = new AddColumn(new LakeColumn(column.name(), column.type(), false));
        if (policy.follow() == Follow.NONE) {
            unfollowed.add(new Unfollowed(addition, "follow: none"));
            return;
        }
        String near = presentByLowerCase.get(lowerCase(column.name()));
        if (near != null) {
            incompatible.add(new Incompatible(
                    column.name(),
                    "column " + column.name() + " differs from the table's column " + near
                            + " only in case, and most query engines cannot tell the two apart"));
            return;
        }
        atOnce.add(addition);
    }

    private void widen(LakeColumn column, NestedField field) {
        boolean grows = Promotion.isAllowed(field.type(), column.type());
        if (grows && presentKey.contains(field.name())) {
            // Readers look for deleted keys in files of either type, and some of them find those of one type only.
            incompatible.add(new Incompatible(
                    column.name(),
                    "column " + column.name() + " of the key grows from " + field.type() + " to " + column.type()
                            + ", and not every reader matches deletes and rows of the two types"));
        } else if (grows) {
            atOnce.add(new WidenColumn(column.name(), field.type(), column.type()));
        } else {
            incompatible.add(new Incompatible(
                    column.name(),
                    "column " + column.name() + " is " + field.type() + " in the table and " + column.type()
                            + " at the source, and Iceberg does not promote the one to the other"));
        }
    }

    private void relax(NestedField field) {
        if (presentKey.contains(field.name())) {
            incompatible.add(new Incompatible(field.name(), "column " + field.name() + " of the key allows null"));
        } else {
            atOnce.add(new RelaxColumn(field.name()));
        }
    }

    /** The source has no such column any more. If it belongs to the table's key, the identity differs and is reported. */
    private void withdraw(NestedField field) {
        if (presentKey.contains(field.name())) {
            return;
        }
        // Rows without the column are staged, and become visible, before the drop.
        if (field.isRequired()) {
            atOnce.add(new RelaxColumn(field.name()));
        }
        DropColumn drop = new DropColumn(field.name());
        if (policy.follow() == Follow.NONE) {
            unfollowed.add(new Unfollowed(drop, "follow: none"));
        } else if (policy.onColumnDrop() == OnColumnDrop.KEEP) {
            unfollowed.add(new Unfollowed(drop, "on-column-drop: keep"));
        } else {
            afterCheckpoint.add(drop);
        }
    }

    /** A changelog has no key: beside one, its columns are what is left of the time when the table was a changelog. */
    private boolean isChangelog() {
        return presentKey.isEmpty()
                && Arrays.stream(ChangelogColumn.values())
                        .allMatch(own -> present.containsKey(own.column().name()));
    }

    private static String named(List<String> key) {
        return key.isEmpty() ? "none" : String.join(", ", key);
    }

    private static String lowerCase(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
