package dev.firn.schema.layout;

import dev.firn.schema.source.TableId;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What a replicated table looks like in the lake. Rows are {@code Object[]} in the order of {@link #columns}, in
 * Iceberg's internal representation.
 *
 * @param table the source table
 * @param columns the kept columns in source order; a {@link TableMode#CHANGELOG} layout ends with {@link ChangelogColumn}s
 * @param key the indexes into {@code columns} of the key, in key order; empty in a changelog of a table without key
 * @param mode how changes become rows
 */
public record TableLayout(TableId table, List<LakeColumn> columns, List<Integer> key, TableMode mode) {

    public TableLayout {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
        if (mode == TableMode.UPSERT && key.isEmpty()) {
            throw new IllegalArgumentException("Table " + table + " cannot be upserted: it has no key");
        }
        Set<String> names = new HashSet<>();
        for (LakeColumn column : columns) {
            if (!names.add(column.name())) {
                throw new IllegalArgumentException(
                        "The layout of " + table + " has the column " + column.name() + " twice");
            }
        }
        for (int index : key) {
            Objects.checkIndex(index, columns.size());
        }
    }

    /** The names of the key's columns, in key order. */
    public List<String> keyNames() {
        return key.stream().map(index -> columns.get(index).name()).toList();
    }
}
