package dev.firn.schema.layout;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/**
 * A layout without the columns that an Iceberg table lacks, and the way of rows into it: for a table whose new columns are
 * not followed.
 *
 * <p>Events keep their layout. Where rows are gathered for a table whose plan left columns out, the narrowing is made once
 * per layout; {@link LakeSchemas#forWriting} gets its {@link #layout}, and each row passes through {@link #apply}.
 *
 * @param layout the narrowed layout, and behind its columns those that are null in every row
 * @param kept the indexes of its columns in the layout that was narrowed, ascending
 * @param width how many columns that layout had
 */
public record Narrowing(TableLayout layout, List<Integer> kept, int width) {

    public Narrowing {
        kept = List.copyOf(kept);
    }

    /**
     * Narrows a layout to the columns that a table has by name.
     *
     * @throws IllegalArgumentException if the table lacks a column of the key: its rows cannot be told apart, a new load is due
     */
    public static Narrowing of(TableLayout layout, Schema present) {
        Set<String> names = present.columns().stream().map(NestedField::name).collect(Collectors.toSet());
        List<LakeColumn> columns = new ArrayList<>();
        List<Integer> kept = new ArrayList<>();
        for (int index = 0; index < layout.columns().size(); index++) {
            LakeColumn column = layout.columns().get(index);
            if (names.contains(column.name())) {
                columns.add(column);
                kept.add(index);
            }
        }
        List<Integer> key = layout.key().stream().map(kept::indexOf).toList();
        if (key.contains(-1)) {
            throw new IllegalArgumentException("Cannot write rows of " + layout.table() + ": its key is "
                    + layout.keyNames() + ", the Iceberg table has only the columns " + names
                    + "; the table must be loaded again");
        }
        return new Narrowing(
                new TableLayout(layout.table(), columns, key, layout.mode()),
                kept,
                layout.columns().size());
    }

    /** Whether the table has every column of the layout, and rows stay as they are. */
    public boolean keepsAll() {
        return kept.size() == width && layout.columns().size() == width;
    }

    /**
     * The same, with null in the columns that rows have not and readers would find a default in: such a row was written when its column was
     * gone, not before it came.
     */
    public Narrowing withNullForDefaults(Schema present) {
        Set<String> names = layout.columns().stream().map(LakeColumn::name).collect(Collectors.toSet());
        List<LakeColumn> columns = new ArrayList<>(layout.columns());
        for (NestedField field : present.columns()) {
            if (field.initialDefault() != null && !names.contains(field.name())) {
                columns.add(new LakeColumn(field.name(), field.type(), false));
            }
        }
        return new Narrowing(new TableLayout(layout.table(), columns, layout.key(), layout.mode()), kept, width);
    }

    /** The row's values in the narrowed layout; the row itself where nothing is left out. Hot. */
    public @Nullable Object[] apply(@Nullable Object[] row) {
        if (keepsAll()) {
            return row;
        }
        @Nullable Object[] narrow = new Object[layout.columns().size()];
        for (int index = 0; index < kept.size(); index++) {
            narrow[index] = row[kept.get(index)];
        }
        return narrow;
    }
}
