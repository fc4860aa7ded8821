package dev.firn.schema.layout;

import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Type.TypeID;

/**
 * Whether all readers agree which of two values is less.
 *
 * <p>Iceberg's Java library takes a UUID for two signed numbers, while Parquet and everybody else compare its bytes. So the bounds of a file mean
 * something else to whoever reads them than to whoever wrote them, and files of rows or of deletes are passed over that count: such columns have no
 * bounds.
 */
public final class ValueOrder {

    private ValueOrder() {}

    /** Whether readers agree on values of the type, or of all those in it. */
    public static boolean isCommon(Type type) {
        return type.isNestedType()
                ? type.asNestedType().fields().stream().allMatch(field -> isCommon(field.type()))
                : type.typeId() != TypeID.UUID;
    }

    /** Whether they agree on all columns of a table. */
    public static boolean isCommon(TableLayout layout) {
        return layout.columns().stream().allMatch(column -> isCommon(column.type()));
    }
}
