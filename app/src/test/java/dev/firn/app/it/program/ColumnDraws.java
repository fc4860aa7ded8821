package dev.firn.app.it.program;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;

/** Draws single changes of columns that a table could have now; empty where it has no column for that. */
final class ColumnDraws {

    private final RandomTables tables;
    private final Random random;
    private final Dialect dialect;

    ColumnDraws(RandomTables tables) {
        this.tables = tables;
        this.random = tables.random;
        this.dialect = tables.dialect;
    }

    /** Anything but a rename, which PostgreSQL has no statement for that does more. */
    Optional<ColumnChange> any(RandomTable table) {
        return switch (random.nextInt(12)) {
            case 0, 1, 2, 3 -> add(table);
            case 4, 5 -> drop(table);
            case 6, 7, 8 -> changeType(table);
            case 9 -> changeNullability(table);
            case 10 -> changeDefault(table);
            default -> dialect == Dialect.MYSQL ? move(table) : changeDefault(table);
        };
    }

    Optional<ColumnChange> add(RandomTable table) {
        String name = tables.newOrFormerColumn();
        RandomColumn column = tables.columnFor(table);
        return table.names().contains(name)
                ? Optional.empty()
                : Optional.of(new ColumnChange(
                        name,
                        "ADD COLUMN " + tables.definition(name, column) + place(table),
                        added -> added.columns.put(name, column)));
    }

    private String place(RandomTable table) {
        if (dialect == Dialect.POSTGRES) {
            return "";
        }
        return switch (random.nextInt(3)) {
            case 0 -> " FIRST";
            case 1 -> " AFTER " + tables.spelling.column(tables.pick(table.names()));
            default -> "";
        };
    }

    Optional<ColumnChange> drop(RandomTable table) {
        return Optional.of(List.copyOf(table.columns.keySet()))
                .filter(names -> !names.isEmpty())
                .map(tables::pick)
                .map(name -> new ColumnChange(
                        name, "DROP COLUMN " + tables.spelling.column(name), dropped -> dropped.columns.remove(name)));
    }

    /** Of a column, be it one of the key. */
    Optional<ColumnChange> rename(RandomTable table) {
        String to = tables.newOrFormerColumn();
        if (table.names().contains(to)) {
            return Optional.empty();
        }
        String from = tables.pick(table.names());
        RandomColumn column = table.columns.get(from);
        String part = dialect == Dialect.MYSQL && column != null && random.nextBoolean()
                ? "CHANGE " + tables.spelling.column(from) + " " + tables.definition(to, column)
                : "RENAME COLUMN " + tables.spelling.column(from) + " TO " + tables.spelling.column(to);
        return Optional.of(new ColumnChange(Set.of(from, to), "", part, renamed -> {
            if (column != null) {
                renamed.columns.remove(from);
                renamed.columns.put(to, column);
            } else if (renamed.number.equals(from)) {
                renamed.number = to;
            } else {
                renamed.group = to;
            }
        }));
    }

    /** To any other type; the database refuses what its rows do not allow. */
    private Optional<ColumnChange> changeType(RandomTable table) {
        return one(table).map(entry -> {
            String name = entry.getKey();
            RandomColumn column = entry.getValue();
            // PostgreSQL casts the default too, or refuses; that of a moment is too long for a short text, which it
            // says at the next row.
            String fallback = dialect == Dialect.MYSQL ? "" : column.fallback();
            Kind kind = tables.kind();
            RandomColumn changed =
                    column.as(kind == Kind.SHORT_TEXT && !fallback.isEmpty() ? Kind.LONG_TEXT : kind, fallback);
            String type = tables.type(changed);
            return change(
                    name,
                    changed,
                    "ALTER COLUMN " + tables.spelling.column(name) + " TYPE " + type + " USING "
                            + tables.spelling.column(name) + "::" + type);
        });
    }

    private Optional<ColumnChange> changeNullability(RandomTable table) {
        return one(table).map(entry -> changeNullability(table, entry, false));
    }

    /** Whatever has null: the database refuses it, or makes values of that ({@code lenient}), which dates and labels have none for. */
    Optional<ColumnChange> forbidNull(RandomTable table, boolean lenient) {
        return one(table)
                .filter(entry -> entry.getValue().nullable())
                .filter(entry -> !lenient || entry.getValue().kind().hasZero())
                .map(entry -> changeNullability(table, entry, true));
    }

    private ColumnChange changeNullability(
            RandomTable table, Map.Entry<String, RandomColumn> entry, boolean keepsNulls) {
        String name = entry.getKey();
        RandomColumn changed = entry.getValue().nullable(!entry.getValue().nullable());
        String first = changed.nullable() || keepsNulls
                ? ""
                : "UPDATE " + table.qualified() + " SET " + tables.spelling.column(name) + " = "
                        + changed.literal(random) + " WHERE " + tables.spelling.column(name) + " IS NULL";
        ColumnChange change = change(
                name,
                changed,
                "ALTER COLUMN " + tables.spelling.column(name) + (changed.nullable() ? " DROP" : " SET") + " NOT NULL");
        return new ColumnChange(change.columns(), first, change.part(), change.effect());
    }

    private Optional<ColumnChange> changeDefault(RandomTable table) {
        return one(table).map(entry -> {
            String name = entry.getKey();
            RandomColumn column = entry.getValue();
            RandomColumn changed = column.fallingBackOn(
                    column.fallback().isEmpty() ? column.kind().fallback(random, column.labels(), dialect) : "");
            String what = changed.fallback().isEmpty() ? noDefault(column) : " SET DEFAULT " + changed.fallback();
            return new ColumnChange(
                    name,
                    "ALTER COLUMN " + tables.spelling.column(name) + what,
                    altered -> altered.columns.put(name, changed));
        });
    }

    /** Without any default MySQL refuses rows that do not name the column, be it one that allows null. */
    private String noDefault(RandomColumn column) {
        return dialect == Dialect.MYSQL && column.nullable() ? " SET DEFAULT NULL" : " DROP DEFAULT";
    }

    private Optional<ColumnChange> move(RandomTable table) {
        return one(table)
                .map(entry -> new ColumnChange(
                        entry.getKey(),
                        "MODIFY " + tables.definition(entry.getKey(), entry.getValue()) + place(table),
                        moved -> {}));
    }

    /** Of the table, and of a column if it has one. */
    List<ColumnChange> comment(RandomTable table, String comment) {
        List<ColumnChange> changes = new ArrayList<>();
        changes.add(new ColumnChange(Set.of(), "", "COMMENT '" + comment + "'", said -> {}));
        one(table)
                .ifPresent(entry ->
                        changes.add(change(entry.getKey(), entry.getValue().saying(comment), "")));
        return changes;
    }

    /** Of MySQL's, where each column has its own. */
    Optional<ColumnChange> addLabel(RandomTable table) {
        return table.columns.entrySet().stream()
                .filter(entry -> entry.getValue().kind() == Kind.LABEL)
                .findFirst()
                .map(entry -> change(
                        entry.getKey(),
                        entry.getValue().withLabels(entry.getValue().labels() + 1),
                        ""));
    }

    /** MySQL says what a column is afterwards, PostgreSQL what of it changes. */
    private ColumnChange change(String name, RandomColumn changed, String onPostgres) {
        return new ColumnChange(
                name,
                switch (dialect) {
                    case MYSQL -> "MODIFY " + tables.definition(name, changed);
                    case POSTGRES -> onPostgres;
                },
                table -> table.columns.put(name, changed));
    }

    /** The next wider type for the rows' numbers, where there is one. */
    Optional<ColumnChange> widenNumber(RandomTable table) {
        if (table.numberType != NumberType.INT) {
            return Optional.empty();
        }
        String column = tables.spelling.column(table.number);
        String part = switch (dialect) {
            case MYSQL -> "MODIFY " + column + " BIGINT NOT NULL";
            case POSTGRES -> "ALTER COLUMN " + column + " TYPE BIGINT";
        };
        return Optional.of(new ColumnChange(table.number, part, widened -> widened.numberType = NumberType.BIG));
    }

    /** A column that MySQL computes, or another computation of one that there is. */
    Optional<ColumnChange> generate(RandomTable table) {
        if (table.key == RandomTable.Key.NONE) {
            // Rows of a changelog tell what was: what the database computes in them anew is no change of them.
            return Optional.empty();
        }
        RandomColumn computed = RandomColumn.computed(table.group, 2 + random.nextInt(50));
        Optional<String> present = table.columns.keySet().stream()
                .filter(name -> table.columns.get(name).computed().isPresent())
                .findFirst();
        return Optional.of(present.map(name -> change(name, computed, "")).orElseGet(() -> {
            String name = tables.newColumn();
            return new ColumnChange(
                    name,
                    "ADD COLUMN " + tables.definition(name, computed) + place(table),
                    added -> added.columns.put(name, computed));
        }));
    }

    /** A column that is not computed. */
    private Optional<Map.Entry<String, RandomColumn>> one(RandomTable table) {
        List<String> names = table.written();
        if (names.isEmpty()) {
            return Optional.empty();
        }
        String name = tables.pick(names);
        return Optional.of(Map.entry(name, table.columns.get(name)));
    }
}
