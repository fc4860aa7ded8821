package dev.firn.schema.mapping;

import dev.firn.schema.layout.TableRules;
import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.TableDefinition;
import dev.firn.schema.source.TableDefinition.ColumnDefinition;
import java.util.Map;
import java.util.TreeMap;

/** What may be told of a table's definition under the user's rules: nothing of excluded columns, no default of masked ones. */
public final class Definitions {

    private Definitions() {}

    public static TableDefinition of(SourceTable table, TableRules rules) {
        Map<String, ColumnDefinition> columns = new TreeMap<>();
        table.definition().columns().forEach((name, column) -> {
            if (!rules.excludedColumns().contains(name)) {
                columns.put(name, rules.masks().containsKey(name) ? column.withoutDefault() : column);
            }
        });
        return new TableDefinition(table.definition().comment(), columns);
    }
}
