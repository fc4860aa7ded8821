package dev.firn.sink.table;

import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.LakeSchemas;
import dev.firn.schema.layout.Promotion;
import dev.firn.schema.layout.TableLayout;
import dev.firn.sink.catalog.Partitioning;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateProperties;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/**
 * Makes a table fit for rows that no evolution leads to, for a load that will replace the rows it has.
 *
 * <p>A column whose type cannot grow to the new one is dropped and added anew, as optional: until the load commits, readers find the
 * old rows, which have no value in it. A key column must be required, and old rows could not be read with a required column that they
 * lack. So where a key column is new, the key waits in a property, and the commit of the load sets it ({@link
 * #settleKey}). A key column whose type grows waits likewise, for old files have deletes of the old type, which not every reader would match
 * under the new one; but if partitions are made from it, it grows at once, since the staged files have theirs by the new type.
 */
public final class TableReshaping {

    private final Map<String, NestedField> present = new LinkedHashMap<>();
    private final TableLayout layout;
    private final UpdateSchema update;
    private final Set<String> partitioning;
    private final Set<String> added = new HashSet<>();
    private final Map<Integer, Type> growing = new TreeMap<>();

    private TableReshaping(TableLayout layout, Schema schema, Set<String> partitioning, UpdateSchema update) {
        this.layout = layout;
        this.partitioning = partitioning;
        this.update = update;
        schema.columns().forEach(field -> present.put(field.name(), field));
    }

    /** Reshapes the table in one commit; a table that fits is left as it is. */
    public static void reshape(Table table, TableLayout layout, Partitioning configured) {
        Schema before = table.schema();
        Transaction transaction = table.newTransaction();
        UpdateSchema update = transaction.updateSchema().allowIncompatibleChanges();
        TableReshaping reshaping = new TableReshaping(layout, before, partitioningColumns(table, configured), update);
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
        UnboundedColumns.declare(transaction);
        Map<String, String> waiting = new HashMap<>();
        if (keyWaits) {
            waiting.put(FirnProperties.KEY_AFTER_LOAD, ids(key, after));
        }
        if (!reshaping.growing.isEmpty()) {
            waiting.put(FirnProperties.KEY_TYPES_AFTER_LOAD, types(reshaping.growing));
        }
        boolean waitsAlready = table.properties().entrySet().containsAll(waiting.entrySet());
        UpdateProperties properties = KnownColumns.record(transaction.updateProperties(), after);
        waiting.forEach(properties::set);
        properties.commit();
        if (schemaChanges || !waitsAlready) {
            transaction.commitTransaction();
        }
    }

    private static Set<String> partitioningColumns(Table table, Partitioning configured) {
        Set<String> columns =
                configured.fields().stream().map(Partitioning.Field::column).collect(Collectors.toSet());
        table.spec().fields().forEach(field -> columns.add(table.schema().findColumnName(field.sourceId())));
        return columns;
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
            if (isKey(column) && !partitioning.contains(column.name())) {
                growing.put(field.fieldId(), column.type());
            } else {
                update.updateColumn(field.name(), column.type().asPrimitiveType());
            }
        }
        if (field.isRequired() && !column.required()) {
            update.makeColumnOptional(field.name());
        }
    }

    private boolean isKey(LakeColumn column) {
        return LakeSchemas.identifierNames(layout).contains(column.name());
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
        Optional<Set<Integer>> key = keyAfterLoad(table);
        Map<Integer, Type> grown = typesAfterLoad(table);
        if (key.isEmpty() && grown.isEmpty()) {
            return schema;
        }
        List<NestedField> fields = new ArrayList<>();
        for (NestedField field : schema.columns()) {
            NestedField.Builder awaited =
                    NestedField.from(field).ofType(grown.getOrDefault(field.fieldId(), field.type()));
            boolean becomesKey = key.isPresent() && key.get().contains(field.fieldId());
            fields.add(becomesKey ? awaited.asRequired().build() : awaited.build());
        }
        return new Schema(schema.schemaId(), fields, key.orElse(schema.identifierFieldIds()));
    }

    /** Sets the key that waits for a load and its types, if they do, in the transaction that commits the load. */
    public static void settleKey(Transaction load) {
        Optional<Set<Integer>> waiting = keyAfterLoad(load.table());
        Map<Integer, Type> grown = typesAfterLoad(load.table());
        if (waiting.isEmpty() && grown.isEmpty()) {
            return;
        }
        Schema schema = load.table().schema();
        UpdateSchema update = load.updateSchema().allowIncompatibleChanges();
        grown.forEach((id, type) -> {
            if (schema.findField(id) != null) {
                update.updateColumn(schema.findColumnName(id), type.asPrimitiveType());
            }
        });
        if (waiting.isPresent()) {
            List<String> key =
                    waiting.get().stream().map(schema::findColumnName).toList();
            key.forEach(update::requireColumn);
            update.setIdentifierFields(key);
        }
        update.commit();
        load.updateProperties()
                .remove(FirnProperties.KEY_AFTER_LOAD)
                .remove(FirnProperties.KEY_TYPES_AFTER_LOAD)
                .commit();
    }

    private static Optional<Set<Integer>> keyAfterLoad(Table table) {
        return Optional.ofNullable(table.properties().get(FirnProperties.KEY_AFTER_LOAD))
                .map(TableReshaping::ids);
    }

    private static Map<Integer, Type> typesAfterLoad(Table table) {
        Map<Integer, Type> types = new TreeMap<>();
        String text = table.properties().getOrDefault(FirnProperties.KEY_TYPES_AFTER_LOAD, "");
        for (String column : text.isEmpty() ? new String[0] : text.split(";")) {
            int colon = column.indexOf(':');
            types.put(
                    Integer.valueOf(column.substring(0, colon)),
                    Types.fromPrimitiveString(column.substring(colon + 1)));
        }
        return types;
    }

    private static String types(Map<Integer, Type> types) {
        return types.entrySet().stream()
                .map(column -> column.getKey() + ":" + column.getValue())
                .collect(Collectors.joining(";"));
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
