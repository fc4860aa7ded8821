package dev.firn.schema.layout;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the user wants of one table.
 *
 * @param mode how its changes become rows
 * @param key the configured key, or empty to use the source's
 * @param excludedColumns source columns that never leave the database
 * @param masks source columns whose values are hidden, and how
 */
public record TableRules(TableMode mode, List<String> key, Set<String> excludedColumns, Map<String, ColumnMask> masks) {

    /** Upsert by the source's own key, every column as it is. */
    public static final TableRules DEFAULT = new TableRules(TableMode.UPSERT, List.of(), Set.of(), Map.of());

    public TableRules {
        key = List.copyOf(key);
        excludedColumns = Set.copyOf(excludedColumns);
        masks = Map.copyOf(masks);
    }
}
