package dev.firn.sink.table;

import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.LakeSchemas;
import dev.firn.schema.layout.Promotion;
import dev.firn.schema.layout.TableLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Makes a table fit for rows that no evolution leads to, for a load that will replace the rows it has.
 *
 * <p>A column whose type cannot grow to the new one is dropped and added anew, as optional: until the load commits, readers find the
 * old rows, which have no value in it. A key column must be required, and old rows could not be read with a required column that they
 * lack. So where a key column is new, the key waits in a property, and the commit of the load sets it ({@link
 * #settleKey}).
 */
public final class TableReshaping {

    private final Map<String, NestedField> present = new LinkedHashMap<>();
    private final TableLayout layout;
    private final UpdateSchema update;
    private final Set<String> added = new HashSet<>();

    private TableReshaping(TableLayout layout, Schema schema, UpdateSchema update) {
        this.layout = layout;
        this.update = update;
        schema.columns().forEach(field -> present.put(field.name(), field));
    }

    /** Reshapes the table in one commit; a table that fits is left as it is. */
    public static void reshape(Table table, TableLayout layout) {
        Schema before = table.schema();
        Transaction transaction = table.newTransaction();
        UpdateSchema update = transaction.updateSchema().allowIncompatibleChanges();
        TableReshaping reshaping = new TableReshaping(layout, before, update);
        reshaping.columns();
        List<String> key = LakeSchemas.identifierNames(layout);
        boolean keyWaits = key.stream().anyMatch(reshaping.added::contains)
                || table.properties().containsKey(FirnProperties.KEY_AFTER_LOAD);
        if (!keyWaits) {
            key.forEach(update::requireColumn);
            update.setIdentifierFields(key);
        }
        Schema after = update.apply();
        boolean schemaChanges = !before.sameSchema(after);
        update.commit();
        if (keyWaits) {
            transaction
                    .updateProperties()
                    .set(FirnProperties.KEY_AFTER_LOAD, ids(key, after))
                    .commit();
        }
        if (schemaChanges || keyWaits) {
            transaction.commitTransaction();
        }
    }

    private void columns() {
        update.setIdentifierFields(List.of());
        Set<String> wanted = layout.columns().stream().map(LakeColumn::name).collect(Collectors.toSet());
        for (LakeColumn column : layout.columns()) {
            NestedField field = present.get(column.name());
            if (field == null) {
                dropThoseThatDifferInCase(column.name(), wanted);
                add(column);
            } else {
                fit(column, field);
            }
        }
        for (NestedField field : present.values()) {
            if (!wanted.contains(field.name()) && field.isRequired()) {
                update.makeColumnOptional(field.name());
            }
        }
    }

    private void fit(LakeColumn column, NestedField field) {
        if (!Promotion.isAllowed(column.type(), field.type())) {
            if (!Promotion.isAllowed(field.type(), column.type())) {
                update.deleteColumn(field.name());
                add(column);
                return;
            }
            update.updateColumn(field.name(), column.type().asPrimitiveType());
        }
        if (field.isRequired() && !column.required()) {
            update.makeColumnOptional(field.name());
        }
    }

    private void add(LakeColumn column) {
        // With the parent named, if only as none, a dot in the name is a dot.
        update.addColumn(null, column.name(), column.type());
        added.add(column.name());
    }

    /** Most engines could not tell them apart. */
    private void dropThoseThatDifferInCase(String name, Set<String> wanted) {
        for (String other : List.copyOf(present.keySet())) {
            if (other.toLowerCase(Locale.ROOT).equals(name.toLowerCase(Locale.ROOT)) && !wanted.contains(other)) {
                update.deleteColumn(other);
                present.remove(other);
            }
        }
    }

    /**
     * The schema as it will be when the load that a reshaping waits for has committed, which is what rows are planned for; without such a
     * load, the schema as it is.
     */
    public static Schema awaited(Table table) {
        Schema schema = table.schema();
        String waiting = table.properties().get(FirnProperties.KEY_AFTER_LOAD);
        if (waiting == null) {
            return schema;
        }
        Set<Integer> key = ids(waiting);
        List<NestedField> fields = new ArrayList<>();
        for (NestedField field : schema.columns()) {
            fields.add(
                    key.contains(field.fieldId())
                            ? NestedField.from(field).asRequired().build()
                            : field);
        }
        return new Schema(schema.schemaId(), fields, key);
    }

    /** Sets the key that waits for a load, if one does, in the transaction that commits the load. */
    public static void settleKey(Transaction load) {
        String waiting = load.table().properties().get(FirnProperties.KEY_AFTER_LOAD);
        if (waiting == null) {
            return;
        }
        Schema schema = load.table().schema();
        List<String> key = ids(waiting).stream().map(schema::findColumnName).toList();
        UpdateSchema update = load.updateSchema().allowIncompatibleChanges();
        key.forEach(update::requireColumn);
        update.setIdentifierFields(key).commit();
        load.updateProperties().remove(FirnProperties.KEY_AFTER_LOAD).commit();
    }

    private static String ids(List<String> names, Schema schema) {
        Map<String, Integer> ids =
                schema.columns().stream().collect(Collectors.toMap(NestedField::name, NestedField::fieldId));
        return names.stream().map(name -> String.valueOf(ids.get(name))).collect(Collectors.joining(" "));
    }

    private static Set<Integer> ids(String text) {
        return text.isEmpty()
                ? Set.of()
                : Arrays.stream(text.split(" ")).map(Integer::valueOf).collect(Collectors.toUnmodifiableSet());
    }
}
