package dev.firn.schema.layout;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.types.Type;

/**
 * What the user wants of one table.
 *
 * @param mode how its changes become rows
 * @param key the configured key, or empty to use the source's
 * @param excludedColumns source columns that never leave the database
 * @param masks source columns whose values are hidden, and how
 * @param columnTypes what source columns become, where that is not what their type becomes by itself
 */
public record TableRules(
        TableMode mode,
        List<String> key,
        Set<String> excludedColumns,
        Map<String, ColumnMask> masks,
        Map<String, Type> columnTypes) {

    /** Upsert by the source's own key, every column as it is. */
    public static final TableRules DEFAULT = new TableRules(TableMode.UPSERT, List.of(), Set.of(), Map.of());

    public TableRules {
        key = List.copyOf(key);
        excludedColumns = Set.copyOf(excludedColumns);
        masks = Map.copyOf(masks);
        columnTypes = Map.copyOf(columnTypes);
    }

    /** Rules under which every column becomes what its type becomes by itself. */
    public TableRules(TableMode mode, List<String> key, Set<String> excludedColumns, Map<String, ColumnMask> masks) {
        this(mode, key, excludedColumns, masks, Map.of());
    }
}
