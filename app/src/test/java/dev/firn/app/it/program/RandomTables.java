package dev.firn.app.it.program;

import dev.firn.app.it.program.RandomTable.Column;
import dev.firn.schema.source.TableId;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** The tables of a program as they are now, and what it draws from: its chance, and names and numbers that were not there before. */
final class RandomTables {

    private static final Kind[] KINDS = Kind.values();

    final Dialect dialect;
    final Random random;
    private final long seed;
    private Map<String, RandomTable> tables = new TreeMap<>();
    private int lastId;
    private int lastName;

    RandomTables(long seed, Dialect dialect) {
        this.seed = seed;
        this.dialect = dialect;
        this.random = new Random(seed);
    }

    List<TableId> ids() {
        return tables.values().stream()
                .map(table -> new TableId("shop", table.name))
                .toList();
    }

    List<RandomTable> all() {
        return List.copyOf(tables.values());
    }

    int count() {
        return tables.size();
    }

    void put(RandomTable table) {
        tables.put(table.name, table);
    }

    void remove(RandomTable table) {
        tables.remove(table.name);
    }

    /** For the case of a rollback. */
    Map<String, RandomTable> copy() {
        Map<String, RandomTable> copy = new TreeMap<>();
        tables.forEach((name, table) -> copy.put(name, table.copy(name)));
        return copy;
    }

    void restore(Map<String, RandomTable> before) {
        tables = before;
    }

    RandomTable any() {
        return all().get(random.nextInt(tables.size()));
    }

    String columnOf(RandomTable table) {
        return List.copyOf(table.columns.keySet()).get(random.nextInt(table.columns.size()));
    }

    <T> T pick(T[] choices) {
        return choices[random.nextInt(choices.length)];
    }

    Kind kind() {
        return pick(KINDS);
    }

    Column column() {
        return new Column(kind(), true);
    }

    int newId() {
        return ++lastId;
    }

    String newColumn() {
        return newName("c");
    }

    /** Sometimes a name that a column had before. */
    String newOrFormerColumn() {
        return random.nextInt(5) == 0 ? "c" + (1 + random.nextInt(lastName)) : newColumn();
    }

    String newTable(String prefix) {
        return "s" + seed + "_" + newName(prefix);
    }

    private String newName(String prefix) {
        return prefix + ++lastName;
    }
}
