package dev.firn.engine.simulation;

import dev.firn.schema.source.SourceColumn;
import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.TableDefinition;
import dev.firn.schema.source.TableDefinition.ColumnDefinition;
import dev.firn.schema.source.TableId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A table of the model database at one moment.
 *
 * @param definition its columns and key
 * @param rows its rows by the place where they are stored; arrays are never changed
 * @param storage the identity of its storage
 * @param identity the same as long as the table is not dropped
 */
record TableImage(SourceTable definition, SortedMap<Integer, @Nullable Object[]> rows, int storage, int identity) {

    /** A new table. */
    static TableImage empty(SourceTable definition, int storage) {
        return new TableImage(definition, new TreeMap<>(), storage, storage);
    }

    TableImage named(TableId name) {
        SourceTable renamed = new SourceTable(name, definition.columns(), definition.key(), definition.definition());
        return new TableImage(renamed, rows, storage, identity);
    }

    /** The table as the catalog describes it: it has something of each column. */
    SourceTable described() {
        Map<String, ColumnDefinition> columns = new HashMap<>();
        columnNames().forEach(name -> columns.put(name, new ColumnDefinition("", "", "")));
        columns.putAll(definition.definition().columns());
        return definition.defined(new TableDefinition(definition.definition().comment(), columns));
    }

    TableImage with(SortedMap<Integer, @Nullable Object[]> changed) {
        return new TableImage(definition, changed, storage, identity);
    }

    int column(String name) {
        for (int i = 0; i < definition.columns().size(); i++) {
            if (definition.columns().get(i).name().equals(name)) {
                return i;
            }
        }
        return -1;
    }

    List<String> columnNames() {
        return definition.columns().stream().map(SourceColumn::name).toList();
    }

    List<@Nullable Object> keyOf(@Nullable Object[] row) {
        List<@Nullable Object> key = new ArrayList<>();
        definition.key().forEach(name -> key.add(row[column(name)]));
        return key;
    }

    /** The place of the row with the key; null if there is none. */
    @Nullable
    Integer find(List<@Nullable Object> key) {
        for (var entry : rows.entrySet()) {
            if (keyOf(entry.getValue()).equals(key)) {
                return entry.getKey();
            }
        }
        return null;
    }

    /** Its rows as text, sorted: {@code a=1, b=x}; columns without value are left out. */
    List<String> describe() {
        return rows.values().stream()
                .map(row -> describe(columnNames(), row))
                .sorted()
                .toList();
    }

    static String describe(List<String> names, @Nullable Object[] row) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            if (row[i] != null) {
                parts.add(names.get(i) + "=" + row[i]);
            }
        }
        parts.sort(null);
        return String.join(", ", parts);
    }

    @Override
    public String toString() {
        return definition.id() + Arrays.toString(describe().toArray());
    }
}
