package dev.firn.engine.simulation;

import dev.firn.schema.change.ColumnLineage;
import dev.firn.schema.change.ColumnLineage.OldRows;
import dev.firn.schema.source.SourceColumn;
import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.SourceType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/** How the model database's tables change their columns: added, dropped, renamed, of another type, several at once. */
final class Alterations {

    private final Schedule schedule;
    private final ModelDatabase database;
    private final BiConsumer<TableImage, ColumnLineage> define;
    private final IntSupplier newStorage;
    private int added;

    /**
     * @param define takes the table as it is now
     * @param newStorage the number of the place that rows are written to anew
     */
    Alterations(
            Schedule schedule,
            ModelDatabase database,
            BiConsumer<TableImage, ColumnLineage> define,
            IntSupplier newStorage) {
        this.schedule = schedule;
        this.database = database;
        this.define = define;
        this.newStorage = newStorage;
    }

    /** What rows have in a column that was added after them. */
    static OldRows oldRows(String column, String type) {
        return column.startsWith("d") ? new OldRows.Filled(Workload.value(type, 7)) : new OldRows.Empty();
    }

    /** Changes a table's columns, and what its rows have in them; sometimes nothing. */
    void alter(TableImage table) {
        List<SourceColumn> columns = new ArrayList<>(table.definition().columns());
        List<@Nullable Object[]> rows = new ArrayList<>(table.rows().values());
        int index = schedule.pick(columns.size());
        SourceColumn column = columns.get(index);
        boolean own = !column.name().equals("id");
        int storage = table.storage();
        boolean keyed = !table.definition().key().isEmpty();
        if (keyed && schedule.chance(0.25)) {
            renameColumns(table, columns, rows, index);
            return;
        }
        if (own && columns.size() > 2 && schedule.chance(0.4)) {
            columns.remove(index);
            rows.replaceAll(row -> without(row, index));
            if (database.announcesDefinitions && schedule.chance(0.4)) {
                define.accept(withRows(table, columns, rows, storage), ColumnLineage.BY_NAME);
                columns.add(column);
                rows.replaceAll(row -> Arrays.copyOf(row, row.length + 1));
            }
        } else if (own && column.type().name().equals("int") && schedule.chance(0.5)) {
            String type = schedule.chance(0.7) ? "bigint" : "text";
            columns.set(index, new SourceColumn(column.name(), SourceType.of(type), column.nullable()));
            rows.replaceAll(row -> converted(row, index, type));
            storage = newStorage.getAsInt();
        } else if (columns.size() < 7) {
            String type = schedule.pick(List.of("int", "bigint", "text"));
            // A name that was dropped before comes back only where the log says that it was away.
            String letter = keyed && schedule.chance(0.4) ? "d" : "c";
            String name = letter + (database.announcesDefinitions ? schedule.pick(4) : added++);
            if (columns.stream().noneMatch(present -> present.name().equals(name))) {
                columns.add(new SourceColumn(name, SourceType.of(type), true));
                rows.replaceAll(row -> Arrays.copyOf(row, row.length + 1));
                OldRows oldRows = oldRows(name, type);
                if (oldRows instanceof OldRows.Filled filled) {
                    rows.forEach(row -> row[row.length - 1] = filled.value());
                }
                Map<String, OldRows> news = Map.of(name, oldRows);
                define.accept(
                        withRows(table, columns, rows, storage), new ColumnLineage.Told(Map.of(), Set.of(), news));
                return;
            }
        }
        define.accept(withRows(table, columns, rows, storage), ColumnLineage.BY_NAME);
    }

    /** Adds a column, gives the last one another name, drops one: a change that a lake can follow in place, another in each turn. */
    void inPlace(TableImage table, int turn) {
        List<SourceColumn> columns = new ArrayList<>(table.definition().columns());
        List<@Nullable Object[]> rows = new ArrayList<>(table.rows().values());
        String name = "c" + (100 + turn);
        ColumnLineage lineage = ColumnLineage.BY_NAME;
        if (turn % 3 == 0) {
            columns.add(new SourceColumn(name, SourceType.of("int"), true));
            rows.replaceAll(row -> Arrays.copyOf(row, row.length + 1));
            lineage = new ColumnLineage.Told(Map.of(), Set.of(), Map.of(name, new OldRows.Empty()));
        } else if (turn % 3 == 1) {
            SourceColumn last = columns.remove(columns.size() - 1);
            columns.add(new SourceColumn(name, last.type(), last.nullable()));
            database.renamed(table.identity(), last.name(), name);
            lineage = new ColumnLineage.Told(Map.of(name, last.name()), Set.of(), Map.of());
        } else {
            columns.remove(1);
            rows.replaceAll(row -> without(row, 1));
        }
        define.accept(withRows(table, columns, rows, table.storage()), lineage);
    }

    /** Two columns get each other's names, and nothing else happens to the table; tells whether there are two. */
    boolean exchange(TableImage table) {
        List<SourceColumn> columns = new ArrayList<>(table.definition().columns());
        List<Integer> own = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            if (!columns.get(i).name().equals("id")) {
                own.add(i);
            }
        }
        if (own.size() < 2 || table.definition().key().isEmpty()) {
            return false;
        }
        Map<String, String> renamed = new HashMap<>();
        int one = own.remove(schedule.pick(own.size()));
        int other = own.get(schedule.pick(own.size()));
        database.exchanged(
                table.identity(), columns.get(one).name(), columns.get(other).name());
        swapNames(columns, one, other, renamed);
        define.accept(
                withRows(table, columns, List.copyOf(table.rows().values()), table.storage()),
                new ColumnLineage.Told(renamed, Set.of(), Map.of()));
        return true;
    }

    /** One column gets a new name, or two swap theirs. */
    private void renameColumns(TableImage table, List<SourceColumn> columns, List<@Nullable Object[]> rows, int index) {
        SourceColumn column = columns.get(index);
        int other = schedule.pick(columns.size());
        Map<String, String> renamed = new HashMap<>();
        if (database.announcesDefinitions && other != index && schedule.chance(0.4)) {
            swapNames(columns, index, other, renamed);
        } else {
            String name = "c" + (database.announcesDefinitions ? schedule.pick(4) : added++);
            if (column.name().equals("id")
                    || columns.stream().anyMatch(present -> present.name().equals(name))) {
                return;
            }
            database.renamed(table.identity(), column.name(), name);
            columns.set(index, new SourceColumn(name, column.type(), column.nullable()));
            renamed.put(name, column.name());
        }
        define.accept(
                withRows(table, columns, rows, table.storage()), new ColumnLineage.Told(renamed, Set.of(), Map.of()));
    }

    private static void swapNames(List<SourceColumn> columns, int one, int other, Map<String, String> renamed) {
        SourceColumn first = columns.get(one);
        SourceColumn second = columns.get(other);
        if (!first.name().equals("id") && !second.name().equals("id")) {
            columns.set(one, new SourceColumn(second.name(), first.type(), first.nullable()));
            columns.set(other, new SourceColumn(first.name(), second.type(), second.nullable()));
            renamed.put(second.name(), first.name());
            renamed.put(first.name(), second.name());
        }
    }

    /** The table with other columns; its rows stay in their places. */
    private static TableImage withRows(
            TableImage table, List<SourceColumn> columns, List<@Nullable Object[]> rows, int storage) {
        SortedMap<Integer, @Nullable Object[]> placed = new TreeMap<>();
        int i = 0;
        for (Integer place : table.rows().keySet()) {
            placed.put(place, rows.get(i));
            i++;
        }
        SourceTable definition = new SourceTable(
                table.definition().id(),
                columns,
                table.definition().key(),
                table.definition().definition());
        return new TableImage(definition, placed, storage, table.identity());
    }

    private static @Nullable Object[] without(@Nullable Object[] row, int index) {
        List<@Nullable Object> values = new ArrayList<>(Arrays.asList(row));
        values.remove(index);
        return values.toArray();
    }

    private static @Nullable Object[] converted(@Nullable Object[] row, int index, String type) {
        @Nullable Object[] changed = row.clone();
        Object value = changed[index];
        if (value != null) {
            changed[index] = type.equals("bigint") ? ((Number) value).longValue() : value.toString();
        }
        return changed;
    }
}
