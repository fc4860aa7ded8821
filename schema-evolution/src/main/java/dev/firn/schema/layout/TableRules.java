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
 * @param onUnrepresentableValue what becomes of values that their columns cannot hold
 * @param partitionColumns the columns that its partitions are made from
 */
public record TableRules(
        TableMode mode,
        List<String> key,
        Set<String> excludedColumns,
        Map<String, ColumnMask> masks,
        Map<String, Type> columnTypes,
        OnUnrepresentableValue onUnrepresentableValue,
        Set<String> partitionColumns) {

    /** Upsert by the source's own key, every column as it is. */
    public static final TableRules DEFAULT = new TableRules(TableMode.UPSERT, List.of(), Set.of(), Map.of());

    public TableRules {
        key = List.copyOf(key);
        excludedColumns = Set.copyOf(excludedColumns);
        masks = Map.copyOf(masks);
        columnTypes = Map.copyOf(columnTypes);
        partitionColumns = Set.copyOf(partitionColumns);
    }

    /** Rules of a table that is not partitioned. */
    public TableRules(
            TableMode mode,
            List<String> key,
            Set<String> excludedColumns,
            Map<String, ColumnMask> masks,
            Map<String, Type> columnTypes,
            OnUnrepresentableValue onUnrepresentableValue) {
        this(mode, key, excludedColumns, masks, columnTypes, onUnrepresentableValue, Set.of());
    }

    /** Rules under which every column becomes what its type becomes by itself, and a value that it cannot hold stops the table. */
    public TableRules(TableMode mode, List<String> key, Set<String> excludedColumns, Map<String, ColumnMask> masks) {
        this(mode, key, excludedColumns, masks, Map.of(), OnUnrepresentableValue.STOP_TABLE);
    }

    /** The same with another say about values that their columns cannot hold. */
    public TableRules with(OnUnrepresentableValue policy) {
        return new TableRules(mode, key, excludedColumns, masks, columnTypes, policy, partitionColumns);
    }
}
