package dev.firn.engine.stage;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/**
 * Brings the values of keys to the types that the table has for them. Rows may have a narrower type: their source narrowed it, or events of the
 * time before a widening come again. Other columns are written as they are and readers promote them; but a deleted key is looked for in
 * files, and not every reader finds it in those of another type.
 */
public final class KeyTypes {

    /** The table's types of the key columns that rows have narrower ones of, by field id. */
    private final Map<Integer, Type> wider;

    /** The same by the place in a row. */
    private final Map<Integer, Type> inRows = new TreeMap<>();

    /** The same by the place in a key. */
    private final Map<Integer, Type> inKeys = new TreeMap<>();

    private KeyTypes(Map<Integer, Type> wider, Schema rows, List<Integer> keyFieldIds) {
        this.wider = wider;
        List<NestedField> columns = rows.columns();
        wider.forEach((id, type) -> {
            inKeys.put(keyFieldIds.indexOf(id), type);
            for (int index = 0; index < columns.size(); index++) {
                if (columns.get(index).fieldId() == id) {
                    inRows.put(index, type);
                }
            }
        });
    }

    static KeyTypes of(Schema rows, List<Integer> keyFieldIds, Schema present) {
        Map<Integer, Type> wider = new LinkedHashMap<>();
        for (int id : keyFieldIds) {
            Type type = present.findField(id).type();
            if (!type.equals(rows.findField(id).type())) {
                wider.put(id, type);
            }
        }
        return new KeyTypes(wider, rows, keyFieldIds);
    }

    /** Whether rows have the table's types already, so that they stay as they are. */
    boolean areTheTables() {
        return wider.isEmpty();
    }

    /** The schema of rows whose keys have the table's types. */
    Schema over(Schema rows) {
        if (areTheTables()) {
            return rows;
        }
        List<NestedField> fields = new ArrayList<>();
        for (NestedField field : rows.columns()) {
            fields.add(NestedField.from(field)
                    .ofType(wider.getOrDefault(field.fieldId(), field.type()))
                    .build());
        }
        return new Schema(fields);
    }

    @Nullable
    Object[] ofRow(@Nullable Object[] row) {
        return promoted(row, inRows);
    }

    @Nullable
    Object[] ofKey(@Nullable Object[] key) {
        return promoted(key, inKeys);
    }

    private static @Nullable Object[] promoted(@Nullable Object[] values, Map<Integer, Type> types) {
        if (types.isEmpty()) {
            return values;
        }
        @Nullable Object[] promoted = values.clone();
        types.forEach((index, type) -> promoted[index] = promoted(values[index], type));
        return promoted;
    }

    /** A decimal of more digits has the same values. */
    private static @Nullable Object promoted(@Nullable Object value, Type type) {
        if (value instanceof Integer number && type.typeId() == Type.TypeID.LONG) {
            return number.longValue();
        }
        return value instanceof Float number && type.typeId() == Type.TypeID.DOUBLE ? number.doubleValue() : value;
    }
}
