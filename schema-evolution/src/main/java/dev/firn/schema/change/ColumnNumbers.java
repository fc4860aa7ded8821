package dev.firn.schema.change;

import dev.firn.schema.change.ColumnLineage.OldRows;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * Which columns a table's names are at the source, where columns have numbers that they keep under every name.
 *
 * @param table what the source knows the table by under every name, and never another table
 * @param byName each name's number; what it lacks is not known
 */
public record ColumnNumbers(String table, Map<String, Integer> byName) {

    public ColumnNumbers {
        byName = Map.copyOf(byName);
    }

    /**
     * How these columns came from others of the same table.
     *
     * @param told what else is told of them: which values old rows have in new ones
     */
    public ColumnLineage since(ColumnNumbers before, ColumnLineage told) {
        if (!table.equals(before.table)) {
            return told;
        }
        Map<Integer, String> gone = new HashMap<>();
        before.byName.forEach((name, number) -> gone.put(number, name));
        Map<String, String> renamed = new HashMap<>();
        Map<String, OldRows> added = new HashMap<>();
        byName.forEach((name, number) -> {
            String former = gone.remove(number);
            if (former == null) {
                added.put(name, oldRows(name, told));
            } else if (!former.equals(name)) {
                renamed.put(name, former);
            }
        });
        Set<String> remade = new HashSet<>(added.keySet());
        remade.retainAll(gone.values());
        return new ColumnLineage.Told(renamed, remade, added);
    }

    private static OldRows oldRows(String column, ColumnLineage told) {
        OldRows known =
                told instanceof ColumnLineage.Told lineage ? lineage.added().get(column) : null;
        return known == null ? new OldRows.Computed() : known;
    }
}
