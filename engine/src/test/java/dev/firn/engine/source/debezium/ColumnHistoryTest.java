package dev.firn.engine.source.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.source.NumberedColumns;
import dev.firn.engine.source.NumberedColumns.Column;
import dev.firn.engine.source.NumberedColumns.Standing;
import dev.firn.engine.source.debezium.ColumnAlignment.Found;
import dev.firn.schema.change.ColumnLineage;
import dev.firn.schema.change.ColumnLineage.OldRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Random histories of a table's columns, with a catalog that is ahead of the log by any distance, and a reader that goes back in it: what the alignment
 * says is true, or it says nothing. The true numbers are known here, and hidden from it.
 */
class ColumnHistoryTest {

    private static final int HISTORIES = 4_000;
    private static final String[] NAMES = {"a", "b", "c", "d"};

    /** The table as one transaction left it, and the shapes under which it wrote rows meanwhile. */
    private record Moment(int transaction, List<SortedMap<Integer, String>> shown, NumberedColumns catalog) {}

    private int told;
    private int unknown;

    @Test
    void whatIsSaidIsTrueHoweverFarTheCatalogIsAhead() {
        for (int seed = 0; seed < HISTORIES; seed++) {
            read(history(new Random(seed), 12), new Random(seed), seed);
        }
        assertThat(told).as("it says something, even so").isGreaterThan(unknown / 2);
    }

    @Test
    void everyChangeIsKnownWhereTheCatalogIsNotAhead() {
        for (int seed = 0; seed < HISTORIES / 10; seed++) {
            List<Moment> history = history(new Random(seed), 1);
            SortedMap<Integer, String> known = history.get(0).shown.get(0);
            for (Moment moment : history) {
                for (SortedMap<Integer, String> truth : moment.shown) {
                    Found found = align(truth, known, moment);
                    assertThat(found.numbers())
                            .as("seed %d, %s after %s", seed, truth, known)
                            .isEqualTo(truth);
                    known = truth;
                }
            }
        }
    }

    /** What docs/limits.md says of a transaction that wrote elsewhere before it changed the columns: its number says nothing of when it changed them. */
    @Test
    void aNameHandedOnByAnOlderTransactionCountsAsIfThatHadComeFirst() {
        SortedMap<Integer, Column> columns = new TreeMap<>();
        add(columns, "id", 0);
        add(columns, "a", 0);
        add(columns, "b", 0);
        SortedMap<Integer, String> truth = shape(columns);
        set(columns, 3, "-", 5);
        add(columns, "b", 5);
        Moment row = new Moment(6, List.of(truth), catalog(columns));
        // Their number is known to be old only behind the row's.
        assertThat(align(truth, truth, row).numbers()).isEqualTo(shape(columns));
        assertThat(align(truth, truth, new Moment(4, List.of(truth), catalog(columns)))
                        .lineage())
                .isInstanceOf(ColumnLineage.Unknown.class);
    }

    /** Reads the log with a catalog of some later time, and sometimes again from an earlier place. */
    private void read(List<Moment> history, Random random, int seed) {
        SortedMap<Integer, String> known = history.get(0).shown.get(0);
        int from = 0;
        int seen = 0;
        List<Object[]> kept = new ArrayList<>();
        for (int at = 0; at < history.size(); at++) {
            kept.add(new Object[] {known, from});
            seen = Math.max(seen, at + random.nextInt(history.size() - at));
            for (SortedMap<Integer, String> truth : history.get(at).shown) {
                if (at < from) {
                    continue; // The table is being loaded behind that place, whatever is shown before.
                }
                Moment now = history.get(seen);
                Found found = align(truth, known, history.get(at), now.catalog);
                if (found.lineage() instanceof ColumnLineage.Unknown || found.numbers() == null) {
                    unknown++;
                    known = ColumnAlignment.plain(now.catalog);
                    from = seen + 1;
                } else {
                    told++;
                    assertThat(found.numbers())
                            .as("seed %d, %s after %s, with %s", seed, truth, known, now.catalog)
                            .isEqualTo(truth);
                    known = found.numbers();
                }
            }
            if (at > 0 && random.nextInt(12) == 0) {
                at = random.nextInt(at);
                @SuppressWarnings("unchecked")
                SortedMap<Integer, String> before = (SortedMap<Integer, String>) kept.get(at)[0];
                known = before;
                from = (int) kept.get(at)[1];
                kept = new ArrayList<>(kept.subList(0, at));
                at--;
            }
        }
    }

    private static Found align(SortedMap<Integer, String> truth, SortedMap<Integer, String> known, Moment now) {
        return align(truth, known, now, now.catalog);
    }

    private static Found align(
            SortedMap<Integer, String> truth, SortedMap<Integer, String> known, Moment at, NumberedColumns catalog) {
        return ColumnAlignment.of(List.copyOf(truth.values()), known, catalog, catalog.mayBeAheadOf(at.transaction));
    }

    /** @param mostSteps of a transaction: one alone makes a change, or writes a row */
    private static List<Moment> history(Random random, int mostSteps) {
        SortedMap<Integer, Column> columns = new TreeMap<>();
        add(columns, "id", 0);
        add(columns, "a", 0);
        add(columns, "b", 0);
        List<Moment> history = new ArrayList<>();
        history.add(new Moment(1, List.of(shape(columns)), catalog(columns)));
        for (int transaction = 2; transaction < 24; transaction++) {
            List<SortedMap<Integer, String>> shown = new ArrayList<>();
            for (int step = random.nextInt(mostSteps); step >= 0; step--) {
                if (random.nextBoolean()) {
                    shown.add(shape(columns));
                } else {
                    change(columns, random, transaction);
                }
            }
            history.add(new Moment(transaction, shown, catalog(columns)));
        }
        return history;
    }

    private static void change(SortedMap<Integer, Column> columns, Random random, int transaction) {
        List<Integer> there = new ArrayList<>();
        shape(columns).forEach((number, name) -> {
            if (number > 1) {
                there.add(number);
            }
        });
        String free = NAMES[random.nextInt(NAMES.length)];
        boolean isFree = !shape(columns).containsValue(free);
        int number = there.isEmpty() ? 0 : there.get(random.nextInt(there.size()));
        int other = there.isEmpty() ? 0 : there.get(random.nextInt(there.size()));
        switch (random.nextInt(5)) {
            case 0 -> {
                if (isFree) {
                    add(columns, free, transaction);
                }
            }
            case 1 -> {
                if (number > 0) {
                    set(columns, number, "-", transaction);
                }
            }
            case 2 -> {
                if (number > 0 && isFree) {
                    set(columns, number, free, transaction);
                }
            }
            case 3 -> {
                if (number > 0) {
                    String name = columns.get(number).name();
                    set(columns, number, columns.get(other).name(), transaction);
                    set(columns, other, name, transaction);
                }
            }
            default -> {
                if (number > 0) {
                    String name = columns.get(number).name();
                    set(columns, number, "-", transaction);
                    add(columns, name, transaction);
                }
            }
        }
    }

    private static void add(SortedMap<Integer, Column> columns, String name, int transaction) {
        set(columns, columns.size() + 1, name, transaction);
    }

    private static void set(SortedMap<Integer, Column> columns, int number, String name, int transaction) {
        Standing standing = name.equals("-") ? Standing.DROPPED : Standing.PLAIN;
        columns.put(number, new Column(number, name, standing, new OldRows.Empty(), transaction));
    }

    private static SortedMap<Integer, String> shape(SortedMap<Integer, Column> columns) {
        SortedMap<Integer, String> shape = new TreeMap<>();
        for (Map.Entry<Integer, Column> column : columns.entrySet()) {
            if (column.getValue().isPlain()) {
                shape.put(column.getKey(), column.getValue().name());
            }
        }
        return shape;
    }

    private static NumberedColumns catalog(SortedMap<Integer, Column> columns) {
        return new NumberedColumns("42", List.of(), List.copyOf(columns.values()), null);
    }
}
