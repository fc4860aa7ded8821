package dev.firn.schema.change;

import java.util.Optional;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/**
 * Iceberg's initial defaults, from format version 3 on: the value that a column has in rows of files that lack it. It is given with the column
 * and never changes.
 */
public final class ColumnDefaults {

    private static final long NANOS_PER_MICRO = 1_000;

    private ColumnDefaults() {}

    /**
     * A value as the default of a column; empty where Iceberg has no defaults of the type, or not this one: NaN and the infinities.
     *
     * @param value in Iceberg's internal representation
     */
    public static Optional<Literal<?>> literal(Type type, Object value) {
        return switch (type.typeId()) {
            case VARIANT, GEOMETRY, GEOGRAPHY, UNKNOWN, STRUCT, LIST, MAP -> Optional.empty();
            // A literal number stands for microseconds whatever the type.
            case TIMESTAMP_NANO -> converted(type, Math.floorDiv((Long) value, NANOS_PER_MICRO));
            default -> !isFinite(value) ? Optional.empty() : converted(type, value);
        };
    }

    private static Optional<Literal<?>> converted(Type type, Object value) {
        return Optional.ofNullable(Expressions.lit(value).to(type));
    }

    /** Iceberg's metadata is JSON, which has no other numbers. */
    private static boolean isFinite(Object value) {
        return !(value instanceof Float || value instanceof Double) || Double.isFinite(((Number) value).doubleValue());
    }

    /** Whether a column has the value in rows of files that lack it. */
    public static boolean isIn(NestedField column, Object value) {
        Literal<?> present = column.initialDefaultLiteral();
        return present != null
                && literal(column.type(), value).filter(present::equals).isPresent();
    }

    /** What a column is added with. */
    static @Nullable Literal<?> of(SchemaChange.AddColumn add) {
        Object value = add.inOldRows();
        return value == null
                ? null
                : literal(add.added().type(), value)
                        .orElseThrow(() -> new IllegalArgumentException("Cannot add column " + add.column()
                                + " with a default: " + add.added().type() + " has none such in Iceberg"));
    }
}
