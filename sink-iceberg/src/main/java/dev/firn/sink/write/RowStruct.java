package dev.firn.sink.write;

import org.apache.iceberg.StructLike;
import org.jspecify.annotations.Nullable;

/** A row as Iceberg's writers take it. One is used for all rows of a writer: nothing is allocated per row. Hot. */
public final class RowStruct implements StructLike {

    private @Nullable Object[] row = new Object[0];

    RowStruct of(@Nullable Object[] next) {
        row = next;
        return this;
    }

    @Override
    public int size() {
        return row.length;
    }

    @Override
    @SuppressWarnings({"unchecked", "NullAway"}) // a row's values may be null, which Iceberg's signature does not say
    public <T> T get(int position, Class<T> javaClass) {
        return (T) row[position];
    }

    @Override
    public <T> void set(int position, T value) {
        throw new UnsupportedOperationException("Rows are written, never changed");
    }
}
