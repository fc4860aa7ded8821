package dev.firn.app.it.program;

import dev.firn.schema.source.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;

/** The tables of a program as they are now, and what it draws from: its chance, and names and numbers that were not there before. */
final class RandomTables {

    private static final Kind[] KINDS = Kind.values();
    private static final int FIRST_LABELS = 2;

    /** Where all programs have tables. */
    private static final String SHARED_SCHEMA = "shop";

    final Dialect dialect;
    final Random random;
    final Spelling spelling;
    private final long seed;
    private Map<TableId, RandomTable> tables = new TreeMap<>();
    private final List<TableId> formerNames = new ArrayList<>();
    private int lastId;
    private int lastName;

    /** Of PostgreSQL's enumeration, which all columns share: labels may be used when they have been committed. */
    private int committedLabels = FIRST_LABELS;

    private int labels = FIRST_LABELS;

    /** For the case of a rollback. */
    record Kept(Map<TableId, RandomTable> tables) {}

    /** @param ignoresCase whether the server knows tables by any spelling */
    RandomTables(long seed, Dialect dialect, boolean ignoresCase) {
        this.seed = seed;
        this.dialect = dialect;
        this.random = new Random(seed);
        this.spelling = new Spelling(dialect, ignoresCase, random);
    }

    List<TableId> ids() {
        return List.copyOf(tables.keySet());
    }

    /** The schema that this program has to itself. */
    String ownSchema() {
        return SHARED_SCHEMA + "_s" + seed;
    }

    String anySchema() {
        return random.nextInt(4) == 0 ? ownSchema() : SHARED_SCHEMA;
    }

    List<RandomTable> all() {
        return List.copyOf(tables.values());
    }

    int count() {
        return tables.size();
    }

    void put(RandomTable table) {
        tables.put(table.id(), table);
    }

    void remove(RandomTable table) {
        tables.remove(table.id());
        formerNames.add(table.id());
    }

    Kept kept() {
        Map<TableId, RandomTable> copy = new TreeMap<>();
        tables.forEach((id, table) -> copy.put(id, table.copy(id.name())));
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
        return new RandomColumn(kind, random.nextInt(3) > 0, fallback, "", committedLabels, Optional.empty());
    }

    // --- what was not there before

    int newId() {
        return ++lastId;
    }

    String newColumn() {
        lastName++;
        return columnName(lastName);
    }

    /** Sometimes a name that a column had before. */
    String newOrFormerColumn() {
        return random.nextInt(5) == 0 ? columnName(1 + random.nextInt(lastName)) : newColumn();
    }

    /** The same for the same number, and mostly an ordinary one. */
    private static String columnName(int number) {
        return switch (number % 16) {
            case 3 -> "Two Words " + number;
            case 5 -> "größe" + number;
            case 7 -> "dot.ted" + number;
            case 9 -> "\"q\"" + number;
            case 11 -> "`b`" + number;
            case 13 -> "it's\\" + number;
            default -> "c" + number;
        };
    }

    String newTable(String prefix) {
        return "s" + seed + "_" + newName(prefix);
    }

    /** Sometimes a name that a table of the schema had before. */
    String newOrFormerTable(String schema) {
        List<String> free = formerNames.stream()
                .filter(id -> id.schema().equals(schema) && !tables.containsKey(id))
                .map(TableId::name)
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
        return spelling.column(name) + " " + type(column)
                + column.computed().map(this::generated).orElse("")
                + (column.nullable() ? "" : " NOT NULL")
                + (column.fallback().isEmpty() ? "" : " DEFAULT " + column.fallback())
                + (column.comment().isEmpty() || dialect == Dialect.POSTGRES
                        ? ""
                        : " COMMENT '" + column.comment() + "'");
    }

    private String generated(RandomColumn.Computation computation) {
        return " GENERATED ALWAYS AS (" + spelling.column(computation.column()) + " * " + computation.factor()
                + ") STORED";
    }

    String create(RandomTable table) {
        StringBuilder sql = new StringBuilder("CREATE TABLE " + table.qualified() + " ("
                + spelling.column(table.number) + " " + table.numberType.sql(dialect) + " NOT NULL, "
                + spelling.column(table.group) + " INT NOT NULL");
        table.columns.forEach((name, column) -> sql.append(", ").append(definition(name, column)));
        if (table.key != RandomTable.Key.NONE) {
            sql.append(", PRIMARY KEY (").append(table.columnsOf(table.key)).append(")");
        }
        sql.append(")");
        if (table.partitions > 0) {
            sql.append(" PARTITION BY HASH (" + spelling.column(table.number) + ") PARTITIONS " + table.partitions);
        }
        return sql.toString();
    }
}
