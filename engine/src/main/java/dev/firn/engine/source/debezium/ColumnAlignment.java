package dev.firn.engine.source.debezium;

import dev.firn.engine.source.NumberedColumns;
import dev.firn.engine.source.NumberedColumns.Column;
import dev.firn.schema.change.ColumnLineage;
import dev.firn.schema.change.ColumnLineage.OldRows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which columns the names are that the log of PostgreSQL shows: the log has no numbers, and the catalog, which has them, may be ahead of it.
 *
 * <p>What helps is that a column keeps its number, that no number is given twice, and that the log shows columns in the order of their numbers. So
 * of the columns that were known before, those that are still there stand first, in their order, whatever they are called; the new ones
 * follow. What remains open is whether a column that the catalog no longer has was gone already when the log was written. Then its name decides, and
 * where names do not fit either, nothing is guessed.
 */
final class ColumnAlignment {

    /**
     * What was found.
     *
     * @param lineage how the shown columns came from those known before
     * @param numbers the shown columns by their numbers; null where not all are known
     */
    record Found(ColumnLineage lineage, @Nullable SortedMap<Integer, String> numbers) {}

    private final List<String> shown;
    private final SortedMap<Integer, String> before;
    private final NumberedColumns catalog;
    private final Map<Integer, Column> now = new LinkedHashMap<>();
    private final Map<String, Integer> plainNow = new HashMap<>();

    private ColumnAlignment(List<String> shown, SortedMap<Integer, String> before, NumberedColumns catalog) {
        Set<String> generated = catalog.columns().stream()
                .filter(column -> column.standing() == NumberedColumns.Standing.GENERATED)
                .map(Column::name)
                .collect(Collectors.toSet());
        this.shown = shown.stream().filter(name -> !generated.contains(name)).toList();
        this.before = before;
        this.catalog = catalog;
        for (Column column : catalog.columns()) {
            now.put(column.number(), column);
            if (column.isPlain()) {
                plainNow.put(column.name(), column.number());
            }
        }
    }

    /** The numbers of columns of which nothing was known before; empty if the catalog has others. */
    static Optional<SortedMap<Integer, String>> first(List<String> shown, NumberedColumns catalog) {
        ColumnAlignment alignment = new ColumnAlignment(shown, new TreeMap<>(), catalog);
        SortedMap<Integer, String> numbers = plain(catalog);
        return List.copyOf(numbers.values()).equals(alignment.shown) ? Optional.of(numbers) : Optional.empty();
    }

    /** The columns that are there and may be in the log. */
    static SortedMap<Integer, String> plain(NumberedColumns catalog) {
        SortedMap<Integer, String> numbers = new TreeMap<>();
        catalog.columns().stream()
                .filter(Column::isPlain)
                .forEach(column -> numbers.put(column.number(), column.name()));
        return numbers;
    }

    /**
     * Aligns what is shown with what was known.
     *
     * @param shown the columns' names as the log has them, in its order
     * @param before the columns that the log showed before, by their numbers
     * @param catalog the same table as it is now
     */
    static Found of(List<String> shown, SortedMap<Integer, String> before, NumberedColumns catalog) {
        return new ColumnAlignment(shown, before, catalog).align();
    }

    private Found align() {
        if (before.isEmpty() || hasUnforeseen()) {
            return unknown();
        }
        List<Integer> survivors = new ArrayList<>();
        Set<String> remade = new HashSet<>();
        boolean ambiguous = false;
        for (var known : before.entrySet()) {
            Column column = now.get(known.getKey());
            if (column != null && column.isPlain()) {
                survivors.add(known.getKey());
            } else {
                ambiguous = true;
                Integer other = plainNow.get(known.getValue());
                if (shown.contains(known.getValue()) && other != null) {
                    remade.add(known.getValue());
                } else if (shown.contains(known.getValue())) {
                    survivors.add(known.getKey());
                }
            }
        }
        if (shown.size() < survivors.size() || (ambiguous && contradicts(survivors))) {
            return unknown();
        }
        Found found = found(survivors, remade);
        return ambiguous && found.numbers() == null ? unknown() : found;
    }

    /** A generated column that has become a plain one stands among the others without having been known. */
    private boolean hasUnforeseen() {
        return plainNow.values().stream().anyMatch(number -> number < before.lastKey() && !before.containsKey(number));
    }

    /** Whether a column would have another's name that is known to be elsewhere. */
    private boolean contradicts(List<Integer> survivors) {
        for (int i = 0; i < survivors.size(); i++) {
            String former = before.get(survivors.get(i));
            String name = shown.get(i);
            boolean renamed = !name.equals(former);
            Integer there = plainNow.get(name);
            boolean isElsewhere = there != null && !there.equals(survivors.get(i));
            if (renamed && (isElsewhere || (former != null && shown.contains(former)))) {
                return true;
            }
        }
        return false;
    }

    private Found found(List<Integer> survivors, Set<String> remade) {
        SortedMap<Integer, String> numbers = new TreeMap<>();
        Map<String, String> renamed = new HashMap<>();
        for (int i = 0; i < survivors.size(); i++) {
            String former = before.getOrDefault(survivors.get(i), "");
            String name = shown.get(i);
            numbers.put(survivors.get(i), name);
            if (!name.equals(former)) {
                renamed.put(name, former);
            }
        }
        Map<String, OldRows> added = new HashMap<>();
        boolean complete = true;
        for (String name : shown.subList(survivors.size(), shown.size())) {
            Integer number = plainNow.get(name);
            Column column = number == null ? null : now.get(number);
            if (column == null || numbers.containsKey(column.number())) {
                // It has another name by now, or is gone.
                complete = false;
                added.put(name, new OldRows.Computed());
            } else {
                numbers.put(column.number(), name);
                added.put(name, column.oldRows());
            }
        }
        // What has got the name by a rename is known to be another.
        remade.removeAll(renamed.keySet());
        return new Found(new ColumnLineage.Told(renamed, remade, added), complete ? numbers : null);
    }

    private Found unknown() {
        return new Found(new ColumnLineage.Unknown(), first(shown, catalog).orElse(null));
    }
}
