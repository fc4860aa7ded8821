package dev.firn.sink.write;

import java.math.BigDecimal;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/** Why a row could not be written, by column and never by value: values may be secret. */
final class RowProblem {

    private RowProblem() {}

    /** The failure with the column that explains it, or as it is if none does. */
    static RuntimeException explain(Schema schema, @Nullable Object[] row, RuntimeException failure) {
        List<Types.NestedField> columns = schema.columns();
        if (row.length != columns.size()) {
            return new IllegalArgumentException(
                    "a row has " + row.length + " values for " + columns.size() + " columns", failure);
        }
        for (int index = 0; index < row.length; index++) {
            String problem = problem(columns.get(index), row[index]);
            if (problem != null) {
                return new IllegalArgumentException(
                        "column " + columns.get(index).name() + " " + problem, failure);
            }
        }
        return failure;
    }

    private static @Nullable String problem(Types.NestedField column, @Nullable Object value) {
        Type type = column.type();
        if (value == null) {
            return column.isRequired() ? "needs a value and a row has none" : null;
        }
        // JSON is a text until it is written.
        Class<?> kind =
                type.isVariantType() ? CharSequence.class : type.typeId().javaClass();
        if (!kind.isInstance(value)) {
            return "has the type " + type + " and a row has a "
                    + value.getClass().getSimpleName();
        }
        if (type instanceof Types.DecimalType decimal && value instanceof BigDecimal number) {
            return number.scale() == decimal.scale() && number.precision() <= decimal.precision()
                    ? null
                    : "has the type " + type + " and a row has a number of " + number.precision() + " digits, "
                            + number.scale() + " of them after the point";
        }
        return null;
    }
}
