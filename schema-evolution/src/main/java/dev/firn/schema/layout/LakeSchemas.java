package dev.firn.schema.layout;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types.NestedField;

/** The Iceberg schemas that a layout leads to: of a table that does not exist yet, and of files for one that does. */
public final class LakeSchemas {

    private LakeSchemas() {}

    /**
     * The schema to create a table with: field ids from 1 in the layout's order, the identifier fields from the key. A
     * changelog has no identifier fields, since a key has many rows there.
     */
    public static Schema initial(TableLayout layout) {
        List<NestedField> fields = new ArrayList<>();
        for (LakeColumn column : layout.columns()) {
            fields.add(field(fields.size() + 1, column));
        }
        return new Schema(fields, Set.copyOf(keyFieldIds(layout, new Schema(fields))));
    }

    /**
     * The schema to write rows of the layout with: the layout's columns in its order, with its types and nullability, under
     * the field ids that the table has for their names.
     *
     * <p>A type may be narrower than the table's, when older events are replayed after a widening or when the source
     * narrowed: files hold the narrower type and readers promote it.
     *
     * @param present the table's schema, after the plan for this layout has been applied at once
     * @throws IllegalArgumentException if the table lacks a column, does not take its type or its nulls, or requires a column
     *     that the layout lacks: which is to say that it has not been evolved to the layout
     */
    public static Schema forWriting(TableLayout layout, Schema present) {
        Map<String, NestedField> byName = byName(present);
        List<NestedField> fields = new ArrayList<>();
        for (LakeColumn column : layout.columns()) {
            NestedField field = byName.get(column.name());
            if (field == null) {
                throw unwritable(layout, column.name(), "the Iceberg table has no such column");
            }
            if (!Promotion.isAllowed(column.type(), field.type())) {
                throw unwritable(
                        layout,
                        column.name(),
                        "the Iceberg table has " + field.type() + " where rows have " + column.type());
            }
            if (field.isRequired() && !column.required()) {
                throw unwritable(layout, column.name(), "the Iceberg table requires a value where rows may have none");
            }
            fields.add(field(field.fieldId(), column));
            byName.remove(column.name());
        }
        // What is left has no value in these rows.
        for (NestedField field : byName.values()) {
            if (field.isRequired()) {
                throw unwritable(
                        layout, field.name(), "the Iceberg table requires a value, but rows have no such column");
            }
        }
        return new Schema(fields);
    }

    /** The field ids of the key in key order, in a schema that has the key's columns; empty for a changelog. */
    public static List<Integer> keyFieldIds(TableLayout layout, Schema schema) {
        Map<String, NestedField> byName = byName(schema);
        List<Integer> ids = new ArrayList<>();
        for (String name : identifierNames(layout)) {
            NestedField field = byName.get(name);
            if (field == null) {
                throw unwritable(layout, name, "the Iceberg table has no such column, though it belongs to the key");
            }
            ids.add(field.fieldId());
        }
        return List.copyOf(ids);
    }

    /** The columns that identify a row in the lake, in key order: the key, unless the table is a changelog. */
    public static List<String> identifierNames(TableLayout layout) {
        return layout.mode() == TableMode.UPSERT ? layout.keyNames() : List.of();
    }

    /** The table's columns by their exact names; {@link Schema#findField} would read a dot as a path. */
    /** The field id of a column, whose name may have dots. */
    public static int fieldId(Schema schema, String column) {
        NestedField field = byName(schema).get(column);
        if (field == null) {
            throw new IllegalArgumentException("There is no column " + column + " in " + schema);
        }
        return field.fieldId();
    }

    private static Map<String, NestedField> byName(Schema schema) {
        return schema.columns().stream().collect(Collectors.toMap(NestedField::name, Function.identity()));
    }

    private static NestedField field(int id, LakeColumn column) {
        return column.required()
                ? NestedField.required(id, column.name(), column.type())
                : NestedField.optional(id, column.name(), column.type());
    }

    private static IllegalArgumentException unwritable(TableLayout layout, String column, String found) {
        return new IllegalArgumentException("Cannot write column " + column + " of " + layout.table() + ": " + found
                + "; the table must be evolved to the layout, or the layout narrowed to the table, first");
    }
}
