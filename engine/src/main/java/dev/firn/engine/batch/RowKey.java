package dev.firn.engine.batch;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The values of a row's key, equal exactly if the values are. Values are Iceberg's internal ones, of one type and scale per column, so their
 * own {@code equals} is exact; only text may come as any {@link CharSequence} and is made a string.
 */
final class RowKey {

    private final @Nullable Object[] values;
    private final int hash;

    private RowKey(@Nullable Object[] values) {
        this.values = values;
        this.hash = Arrays.hashCode(values);
    }

    /** The key of a row in the layout's order. */
    static RowKey ofRow(@Nullable Object[] row, List<Integer> keyIndexes) {
        @Nullable Object[] values = new @Nullable Object[keyIndexes.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = comparable(row[keyIndexes.get(i)]);
        }
        return new RowKey(values);
    }

    /** The key as a delete event names it. */
    static RowKey ofValues(@Nullable Object[] key) {
        @Nullable Object[] values = new @Nullable Object[key.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = comparable(key[i]);
        }
        return new RowKey(values);
    }

    private static @Nullable Object comparable(@Nullable Object value) {
        return value instanceof CharSequence text ? text.toString() : value;
    }

    @Nullable
    Object[] values() {
        return values;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RowKey key && hash == key.hash && Arrays.equals(values, key.values);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return Arrays.toString(values);
    }
}
