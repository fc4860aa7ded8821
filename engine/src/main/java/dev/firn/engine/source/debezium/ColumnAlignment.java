package dev.firn.engine.source.debezium;

import dev.firn.engine.source.NumberedColumns;
import dev.firn.engine.source.NumberedColumns.Column;
import dev.firn.engine.source.NumberedColumns.Standing;
import dev.firn.schema.change.ColumnLineage;
import dev.firn.schema.change.ColumnLineage.OldRows;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which columns the names are that the log of PostgreSQL shows: the log has no numbers, and the catalog, which has them, may be ahead of it.
 *
 * <p>What helps is that a column keeps its number, that no number is given twice, and that the log shows columns in the order of their numbers. A
 * column that was known before and is still there was there in between too, and so was a new one that is still there, if a later one was. What remains
 * open is which of those that are gone by now were there. Where only one answer gives as many columns as the log shows, it is the answer. Else the
 * catalog's names say it, but only if nobody has changed the columns since: names change hands. And where that is not known, nothing is guessed.
 */
final class ColumnAlignment {

    /**
     * What was found.
     *
     * @param lineage how the shown columns came from those known before
     * @param numbers the shown columns by their numbers; null where they are not known
     */
    record Found(ColumnLineage lineage, @Nullable SortedMap<Integer, String> numbers) {}

    private final List<String> shown;
    private final SortedMap<Integer, String> before;
    private final NumberedColumns catalog;
    private final boolean mayBeAhead;

    private ColumnAlignment(
            List<String> shown, SortedMap<Integer, String> before, NumberedColumns catalog, boolean mayBeAhead) {
        Set<String> generated = catalog.columns().stream()
                .filter(column -> column.standing() == Standing.GENERATED)
                .map(Column::name)
                .collect(Collectors.toSet());
        this.shown = shown.stream().filter(name -> !generated.contains(name)).toList();
        this.before = before;
        this.catalog = catalog;
        this.mayBeAhead = mayBeAhead;
    }

    /** The columns that are there and may be in the log. */
    static SortedMap<Integer, String> plain(NumberedColumns catalog) {
        SortedMap<Integer, String> numbers = new TreeMap<>();
        catalog.columns().stream()
                .filter(Column::isPlain)
                .forEach(column -> numbers.put(column.number(), column.name()));
        return numbers;
    }

    /** The numbers of columns of which nothing was known before; empty if they cannot be told. */
    static Optional<SortedMap<Integer, String>> first(List<String> shown, NumberedColumns catalog, boolean mayBeAhead) {
        return new ColumnAlignment(shown, new TreeMap<>(), catalog, mayBeAhead).numbers();
    }

    /**
     * Aligns what is shown with what was known.
     *
     * @param shown the columns' names as the log has them, in its order
     * @param before the columns that the log showed before, by their numbers
     * @param catalog the same table as it is now
     * @param mayBeAhead whether the catalog may have changes of the columns that are behind what is shown
     */
    static Found of(
            List<String> shown, SortedMap<Integer, String> before, NumberedColumns catalog, boolean mayBeAhead) {
        ColumnAlignment alignment = new ColumnAlignment(shown, before, catalog, mayBeAhead);
        return alignment
                .numbers()
                .map(alignment::found)
                .orElseGet(() -> new Found(
                        new ColumnLineage.Unknown(),
                        first(shown, catalog, mayBeAhead).orElse(null)));
    }

    private Optional<SortedMap<Integer, String>> numbers() {
        if (hasUnforeseen()) {
            return Optional.empty();
        }
        return theOnly().map(this::named).or(this::asTheCatalogHasThem);
    }

    /** A generated column that has become a plain one stands among the others without having been known. */
    private boolean hasUnforeseen() {
        return !before.isEmpty()
                && catalog.columns().stream()
                        .anyMatch(column -> column.isPlain()
                                && column.number() < before.lastKey()
                                && !before.containsKey(column.number()));
    }

    /** The numbers of the shown columns if no others can be so many. */
    private Optional<Set<Integer>> theOnly() {
        Set<Integer> sure = new TreeSet<>();
        Set<Integer> open = new TreeSet<>(before.keySet());
        for (Column column : catalog.columns()) {
            if (column.isPlain() && open.remove(column.number())) {
                sure.add(column.number());
            }
        }
        Set<Set<Integer>> answers = new HashSet<>();
        boolean several = !addAnswers(sure, open, answers);
        for (Column column : catalog.columns()) {
            if (isNew(column)) {
                Set<Integer> withIt = new TreeSet<>(sure);
                withIt.add(column.number());
                several |= !addAnswers(withIt, open, answers);
                (column.isPlain() ? sure : open).add(column.number());
            }
        }
        return several || answers.size() != 1
                ? Optional.empty()
                : Optional.of(answers.iterator().next());
    }

    private boolean isNew(Column column) {
        return column.standing() != Standing.GENERATED && (before.isEmpty() || column.number() > before.lastKey());
    }

    /** Adds the answer that has the sure ones and some of the open ones; returns false if there are several. */
    private boolean addAnswers(Set<Integer> sure, Set<Integer> open, Set<Set<Integer>> answers) {
        int missing = shown.size() - sure.size();
        if (missing == 0) {
            answers.add(Set.copyOf(sure));
        } else if (missing == open.size()) {
            Set<Integer> all = new TreeSet<>(sure);
            all.addAll(open);
            answers.add(all);
        } else {
            return missing < 0 || missing > open.size();
        }
        return true;
    }

    private SortedMap<Integer, String> named(Set<Integer> numbers) {
        SortedMap<Integer, String> named = new TreeMap<>();
        for (int number : new TreeSet<>(numbers)) {
            named.put(number, shown.get(named.size()));
        }
        return named;
    }

    private Optional<SortedMap<Integer, String>> asTheCatalogHasThem() {
        SortedMap<Integer, String> present = plain(catalog);
        return !mayBeAhead && List.copyOf(present.values()).equals(shown) ? Optional.of(present) : Optional.empty();
    }

    private Found found(SortedMap<Integer, String> numbers) {
        Map<String, String> renamed = new HashMap<>();
        Map<String, OldRows> added = new HashMap<>();
        Set<String> gone = new HashSet<>();
        before.forEach((number, name) -> {
            if (!numbers.containsKey(number)) {
                gone.add(name);
            }
        });
        Map<Integer, Column> now =
                catalog.columns().stream().collect(Collectors.toMap(Column::number, column -> column));
        numbers.forEach((number, name) -> {
            String former = before.get(number);
            if (former == null) {
                Column column = now.get(number);
                // Of a column that is gone by now nobody knows what it had.
                added.put(name, column != null && column.isPlain() ? column.oldRows() : new OldRows.Computed());
            } else if (!name.equals(former)) {
                renamed.put(name, former);
            }
        });
        Set<String> remade = new HashSet<>(added.keySet());
        remade.retainAll(gone);
        return new Found(new ColumnLineage.Told(renamed, remade, added), numbers);
    }
}
