package dev.firn.app.it.program;

import dev.firn.schema.source.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** The tables of a program as they are now, and what it draws from: its chance, and names and numbers that were not there before. */
final class RandomTables {

    private static final Kind[] KINDS = Kind.values();
    private static final int FIRST_LABELS = 2;

    final Dialect dialect;
    final Random random;
    private final long seed;
    private Map<String, RandomTable> tables = new TreeMap<>();
    private final List<String> formerNames = new ArrayList<>();
    private int lastId;
    private int lastName;

    /** Of PostgreSQL's enumeration, which all columns share: labels may be used when they have been committed. */
    private int committedLabels = FIRST_LABELS;

    private int labels = FIRST_LABELS;

    /** For the case of a rollback. */
    record Kept(Map<String, RandomTable> tables) {}

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
        formerNames.add(table.name);
    }

    Kept kept() {
        Map<String, RandomTable> copy = new TreeMap<>();
        tables.forEach((name, table) -> copy.put(name, table.copy(name)));
        return new Kept(copy);
    }

    void committed() {
        if (committedLabels < labels) {
            committedLabels = labels;
            tables.values().forEach(table -> table.columns.replaceAll((name, column) -> column.withLabels(labels)));
        }
    }

    void rolledBack(Kept before) {
        tables = before.tables;
        labels = committedLabels;
    }

    // --- chance

    RandomTable any() {
        return all().get(random.nextInt(tables.size()));
    }

    String columnOf(RandomTable table) {
        return List.copyOf(table.columns.keySet()).get(random.nextInt(table.columns.size()));
    }

    <T> T pick(T[] choices) {
        return choices[random.nextInt(choices.length)];
    }

    <T> T pick(List<T> choices) {
        return choices.get(random.nextInt(choices.size()));
    }

    Kind kind() {
        return pick(KINDS);
    }

    /** A column that rows get which are there already. */
    RandomColumn columnFor(RandomTable table) {
        // Rows of a changelog tell what was: what a new column's default makes of a row is no change of it.
        return table.key == RandomTable.Key.NONE ? column().nullable(true).fallingBackOn("") : column();
    }

    RandomColumn column() {
        Kind kind = kind();
        String fallback = random.nextBoolean() ? "" : kind.fallback(random, committedLabels, dialect);
        return new RandomColumn(kind, random.nextInt(3) > 0, fallback, "", committedLabels);
    }

    // --- what was not there before

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

    /** Sometimes a name that a table had before. */
    String newOrFormerTable() {
        List<String> free = formerNames.stream()
                .filter(name -> !tables.containsKey(name))
                .distinct()
                .toList();
        return free.isEmpty() || random.nextBoolean() ? newTable("t") : pick(free);
    }

    private String newName(String prefix) {
        return prefix + ++lastName;
    }

    // --- PostgreSQL's enumeration

    String labelType() {
        return "shop.s" + seed + "_label";
    }

    String createLabelType() {
        return "CREATE TYPE " + labelType() + " AS ENUM (" + Kind.label(1) + ", " + Kind.label(FIRST_LABELS) + ")";
    }

    String addLabel() {
        labels++;
        return "ALTER TYPE " + labelType() + " ADD VALUE " + Kind.label(labels)
                + (random.nextBoolean() ? " BEFORE " + Kind.label(1) : "");
    }

    // --- SQL

    String type(RandomColumn column) {
        if (column.kind() != Kind.LABEL) {
            return column.kind().sql(dialect);
        }
        return switch (dialect) {
            case POSTGRES -> labelType();
            case MYSQL -> "ENUM(" + labels(column.labels()) + ")";
        };
    }

    /** The labels of a column of MySQL; the last one stands first every other time, so that the others' numbers change. */
    private static String labels(int count) {
        List<String> labels = new ArrayList<>();
        for (int number = 1; number <= count; number++) {
            labels.add(number % 2 == 0 ? 0 : labels.size(), Kind.label(number));
        }
        return String.join(", ", labels);
    }

    String definition(String name, RandomColumn column) {
        return name + " " + type(column)
                + (column.nullable() ? "" : " NOT NULL")
                + (column.fallback().isEmpty() ? "" : " DEFAULT " + column.fallback())
                + (column.comment().isEmpty() || dialect == Dialect.POSTGRES
                        ? ""
                        : " COMMENT '" + column.comment() + "'");
    }

    String create(RandomTable table) {
        StringBuilder sql = new StringBuilder("CREATE TABLE " + table.qualified() + " (" + table.number
                + " INT NOT NULL, " + table.group + " INT NOT NULL");
        table.columns.forEach((name, column) -> sql.append(", ").append(definition(name, column)));
        if (table.key != RandomTable.Key.NONE) {
            sql.append(", PRIMARY KEY (").append(table.columnsOf(table.key)).append(")");
        }
        return sql.append(")").toString();
    }
}
