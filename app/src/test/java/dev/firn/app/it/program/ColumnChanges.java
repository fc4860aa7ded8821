package dev.firn.app.it.program;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Changes of a table's columns, one or several in a statement. */
final class ColumnChanges {

    private static final int MOST_AT_ONCE = 4;

    private final RandomTables tables;
    private final ToldStatements told;
    private final ColumnDraws draws;
    private final Random random;
    private final Dialect dialect;

    ColumnChanges(RandomTables tables, ToldStatements told) {
        this.tables = tables;
        this.told = told;
        this.draws = new ColumnDraws(tables);
        this.random = tables.random;
        this.dialect = tables.dialect;
    }

    /** Anything. */
    void change(RandomTable table, Statement statement) throws SQLException {
        switch (random.nextInt(14)) {
            case 10 -> alter(table, draws.widenNumber(table).stream().toList(), statement);
            // PostgreSQL's log does not have what it computes.
            case 11 ->
                alter(
                        table,
                        (dialect == Dialect.MYSQL ? draws.generate(table) : draws.add(table))
                                .stream().toList(),
                        statement);
            case 0, 1 -> rename(table, statement);
            case 2 -> comment(table, statement);
            case 3 -> addLabel(table, statement);
            case 4 -> remake(table, statement);
            case 12 -> exchangeAlike(table, statement);
            case 13 -> forbidNull(table, statement);
            case 5, 6 -> severalInOne(table, statement);
            default -> alter(table, draws.any(table).stream().toList(), statement);
        }
    }

    /** What a tool does with its copy of a table. */
    void addAndDrop(RandomTable table, Statement statement) throws SQLException {
        alter(table, draws.add(table).stream().toList(), statement);
        alter(table, draws.drop(table).stream().toList(), statement);
    }

    /** The parts of a statement that changes several columns, none of them twice. */
    private List<ColumnChange> several(RandomTable table) {
        List<ColumnChange> several = new ArrayList<>();
        Set<String> touched = new HashSet<>();
        for (int count = 0; count < MOST_AT_ONCE; count++) {
            Optional<ColumnChange> change =
                    dialect == Dialect.MYSQL && random.nextInt(4) == 0 ? draws.rename(table) : draws.any(table);
            change.filter(one -> one.columns().stream().noneMatch(touched::contains))
                    .ifPresent(one -> {
                        touched.addAll(one.columns());
                        several.add(one);
                    });
        }
        return several;
    }

    private void severalInOne(RandomTable table, Statement statement) throws SQLException {
        alter(table, several(table), statement);
    }

    /** MySQL may give a table another name in the same statement. */
    boolean alterAndRename(RandomTable table, String to, Statement statement) throws SQLException {
        List<ColumnChange> changes = new ArrayList<>(several(table));
        changes.add(new ColumnChange(Set.of(), "", "RENAME TO " + to, renamed -> {}));
        return alter(table, changes, statement);
    }

    private boolean alter(RandomTable table, List<ColumnChange> changes, Statement statement) throws SQLException {
        if (changes.isEmpty()) {
            return false;
        }
        for (ColumnChange change : changes) {
            if (!change.before().isEmpty()) {
                told.run(statement, change.before());
            }
        }
        String parts = changes.stream().map(ColumnChange::part).collect(Collectors.joining(", "));
        if (!told.attempt(statement, table.alter(parts))) {
            return false;
        }
        for (ColumnChange change : changes) {
            change.effect().accept(table);
        }
        return true;
    }

    private void rename(RandomTable table, Statement statement) throws SQLException {
        if (random.nextInt(3) == 0 && table.columns.size() > 1) {
            exchange(table, statement);
        } else {
            alter(table, draws.rename(table).stream().toList(), statement);
        }
    }

    /** MySQL makes values of null where a session is not strict. */
    private void forbidNull(RandomTable table, Statement statement) throws SQLException {
        // A changelog's rows tell what was.
        boolean isLenient = dialect == Dialect.MYSQL && table.key != RandomTable.Key.NONE;
        if (isLenient) {
            told.run(statement, tables.spelling.lenientMode());
        }
        alter(table, draws.forbidNull(table, isLenient).stream().toList(), statement);
        if (isLenient) {
            told.run(statement, tables.spelling.mode());
        }
    }

    /** Two columns get each other's names. */
    private void exchange(RandomTable table, Statement statement) throws SQLException {
        String one = tables.columnOf(table);
        String other = tables.columnOf(table);
        if (!one.equals(other)) {
            exchange(table, one, other, statement);
        }
    }

    /** The same of columns of one type, of which one may make room for another at once: whoever goes by names notices nothing. */
    private void exchangeAlike(RandomTable table, Statement statement) throws SQLException {
        if (table.columns.isEmpty() || table.key == RandomTable.Key.NONE) {
            return;
        }
        String one = tables.columnOf(table);
        String twin = tables.newColumn();
        RandomColumn column = table.columns.get(one);
        RandomColumn alike = column.nullable(true).fallingBackOn("").saying("");
        ColumnChange addition = new ColumnChange(
                twin, "ADD COLUMN " + tables.definition(twin, alike), changed -> changed.columns.put(twin, alike));
        if (column.computed().isPresent() || !alter(table, List.of(addition), statement)) {
            return;
        }
        told.run(
                statement,
                "UPDATE " + table.qualified() + " SET " + tables.spelling.column(twin) + " = " + column.literal(random)
                        + " WHERE " + tables.spelling.column(table.group) + " % 2 = 0");
        exchange(table, one, twin, statement);
        if (random.nextBoolean()) {
            RandomColumn filled =
                    column.nullable(false).fallingBackOn(column.literal(random)).saying("");
            String remade = random.nextBoolean() ? one : twin;
            if (dialect == Dialect.POSTGRES || column.kind() != Kind.TEXT) {
                remake(table, remade, filled, statement);
            }
        }
    }

    private void exchange(RandomTable table, String one, String other, Statement statement) throws SQLException {
        Consumer<RandomTable> effect = swapped -> {
            RandomColumn former = swapped.columns.get(one);
            swapped.columns.put(one, swapped.columns.get(other));
            swapped.columns.put(other, former);
        };
        switch (dialect) {
            case MYSQL ->
                alter(
                        table,
                        List.of(new ColumnChange(
                                Set.of(one, other), "", renaming(one, other) + ", " + renaming(other, one), effect)),
                        statement);
            case POSTGRES -> {
                told.run(statement, table.alter(renaming(one, "between")));
                told.run(statement, table.alter(renaming(other, one)));
                told.run(statement, table.alter(renaming("between", other)));
                effect.accept(table);
            }
        }
    }

    private String renaming(String from, String to) {
        return "RENAME COLUMN " + tables.spelling.column(from) + " TO " + tables.spelling.column(to);
    }

    /** Another column under the same name, in one statement. */
    private void remake(RandomTable table, Statement statement) throws SQLException {
        // What a changelog's rows had in the former column they keep, as they tell what was.
        if (!table.columns.isEmpty() && table.key != RandomTable.Key.NONE) {
            String name = tables.columnOf(table);
            remake(table, name, tables.columnFor(table), statement);
        }
    }

    private void remake(RandomTable table, String name, RandomColumn remade, Statement statement) throws SQLException {
        ColumnChange change = new ColumnChange(
                name,
                "DROP COLUMN " + tables.spelling.column(name) + ", ADD COLUMN " + tables.definition(name, remade),
                changed -> changed.columns.put(name, remade));
        alter(table, List.of(change), statement);
    }

    private void comment(RandomTable table, Statement statement) throws SQLException {
        String comment = random.nextInt(3) == 0 ? "" : "is said at " + tables.newId();
        switch (dialect) {
            case MYSQL -> alter(table, draws.comment(table, comment), statement);
            case POSTGRES -> {
                told.run(statement, "COMMENT ON TABLE " + table.qualified() + " IS '" + comment + "'");
                told.run(
                        statement,
                        "COMMENT ON COLUMN " + table.qualified() + "."
                                + tables.spelling.column(tables.pick(table.names())) + " IS '" + comment + "'");
            }
        }
    }

    private void addLabel(RandomTable table, Statement statement) throws SQLException {
        switch (dialect) {
            case MYSQL -> alter(table, draws.addLabel(table).stream().toList(), statement);
            case POSTGRES -> told.run(statement, tables.addLabel());
        }
    }
}
