package dev.firn.schema.change;

import dev.firn.schema.change.SchemaChange.AddColumn;
import dev.firn.schema.change.SchemaChange.DropColumn;
import dev.firn.schema.change.SchemaChange.MoveColumn;
import dev.firn.schema.change.SchemaChange.RelaxColumn;
import dev.firn.schema.change.SchemaChange.RenameColumn;
import dev.firn.schema.change.SchemaChange.WidenColumn;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Columns that have another name at the source, and get it in the lake with the checkpoint that carries the last row of the old name; rows of the
 * new one are written meanwhile, by field id. So a rename is visible with the rows behind it, and is never repeated: before the checkpoint is
 * prepared nothing has happened, and from then on it happens once.
 *
 * @param names for each field id the name that the column gets
 * @param removed the ids of fields that go with the same checkpoint, because another gets their name
 */
public record PendingRenames(Map<Integer, String> names, Set<Integer> removed) {

    public static final PendingRenames NONE = new PendingRenames(Map.of(), Set.of());

    public PendingRenames {
        names = Map.copyOf(names);
        removed = Set.copyOf(removed);
    }

    public boolean isEmpty() {
        return names.isEmpty() && removed.isEmpty();
    }

    /** These, and then others. */
    public PendingRenames then(PendingRenames later) {
        Map<Integer, String> all = new HashMap<>(names);
        all.putAll(later.names);
        all.keySet().removeAll(later.removed);
        Set<Integer> gone = new HashSet<>(removed);
        gone.addAll(later.removed);
        return new PendingRenames(all, gone);
    }

    /** The table's schema as it is when everything here has happened, be it that some of it has. */
    public Schema over(Schema present) {
        if (isEmpty()) {
            return present;
        }
        List<NestedField> fields = new ArrayList<>();
        for (NestedField field : present.columns()) {
            if (!removed.contains(field.fieldId())) {
                String name = names.getOrDefault(field.fieldId(), field.name());
                fields.add(NestedField.from(field).withName(name).build());
            }
        }
        Set<Integer> key = new TreeSet<>(present.identifierFieldIds());
        key.removeAll(removed);
        return new Schema(present.schemaId(), fields, key);
    }

    /**
     * What a lineage adds.
     *
     * @param columns the table's schema with these renames over it
     * @return the renames alone, of columns that the table has
     */
    public static PendingRenames of(ColumnLineage lineage, Schema columns) {
        if (!(lineage instanceof ColumnLineage.Told told) || told.renamed().isEmpty()) {
            return NONE;
        }
        Map<String, NestedField> byName = new LinkedHashMap<>();
        columns.columns().forEach(field -> byName.put(field.name(), field));
        Map<Integer, String> names = new TreeMap<>();
        told.renamed().forEach((to, from) -> {
            NestedField field = byName.get(from);
            if (field != null) {
                names.put(field.fieldId(), to);
            }
        });
        Set<Integer> removed = new TreeSet<>();
        for (String to : names.values()) {
            NestedField holder = byName.get(to);
            if (holder != null && !names.containsKey(holder.fieldId())) {
                removed.add(holder.fieldId());
            }
        }
        return new PendingRenames(names, removed);
    }

    /** The renames as changes, for people. */
    public List<RenameColumn> describe(Schema columns) {
        List<RenameColumn> changes = new ArrayList<>();
        for (NestedField field : columns.columns()) {
            String to = names.get(field.fieldId());
            if (to != null && !to.equals(field.name())) {
                changes.add(new RenameColumn(field.name(), to));
            }
        }
        return changes;
    }

    /**
     * Changes that were planned for {@link #over the schema to come}, in the names that the table has until then; empty if one of them adds a
     * column whose name is not free before.
     */
    public Optional<List<SchemaChange>> inPresentNames(List<SchemaChange> changes, Schema present) {
        if (isEmpty()) {
            return Optional.of(changes);
        }
        Map<String, String> presentNames = new HashMap<>();
        Set<String> taken = new HashSet<>();
        Set<String> toCome = new HashSet<>();
        for (NestedField field : present.columns()) {
            taken.add(field.name());
            if (!removed.contains(field.fieldId())) {
                String name = names.getOrDefault(field.fieldId(), field.name());
                toCome.add(name);
                presentNames.put(name, field.name());
            }
        }
        List<SchemaChange> translated = new ArrayList<>();
        for (SchemaChange change : changes) {
            if (change instanceof AddColumn && taken.contains(change.column()) && !toCome.contains(change.column())) {
                return Optional.empty();
            }
            translated.add(
                    change instanceof MoveColumn move
                            ? inPresentNames(move, presentNames)
                            : inPresentNames(change, presentNames.getOrDefault(change.column(), change.column())));
        }
        return Optional.of(translated);
    }

    private static SchemaChange inPresentNames(MoveColumn move, Map<String, String> names) {
        String after = move.after();
        return new MoveColumn(
                names.getOrDefault(move.column(), move.column()),
                after == null ? null : names.getOrDefault(after, after));
    }

    private static SchemaChange inPresentNames(SchemaChange change, String name) {
        if (change instanceof WidenColumn widen) {
            return new WidenColumn(name, widen.from(), widen.to());
        } else if (change instanceof RelaxColumn) {
            return new RelaxColumn(name);
        } else if (change instanceof DropColumn) {
            return new DropColumn(name);
        }
        return change;
    }
}
