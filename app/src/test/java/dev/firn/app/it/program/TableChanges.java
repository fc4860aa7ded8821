package dev.firn.app.it.program;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Changes of whole tables: they come, go, and change their names, keys and contents. */
final class TableChanges {

    private static final int MOST_TABLES = 6;

    private final RandomTables tables;
    private final ToldStatements told;
    private final RowChanges rows;
    private final ColumnChanges columns;
    private final Random random;
    private final Dialect dialect;

    TableChanges(RandomTables tables, ToldStatements told, RowChanges rows, ColumnChanges columns) {
        this.tables = tables;
        this.told = told;
        this.rows = rows;
        this.columns = columns;
        this.random = tables.random;
        this.dialect = tables.dialect;
    }

    void create(Statement statement) throws SQLException {
        RandomTable table = new RandomTable(tables.newTable("t"));
        for (int count = random.nextInt(4); count >= 0; count--) {
            table.columns.put(tables.newColumn(), tables.column());
        }
        createAs(table, statement);
    }

    private void createAs(RandomTable table, Statement statement) throws SQLException {
        told.run(statement, table.create(dialect));
        tellRowsApart(table, statement);
        tables.put(table);
        for (int count = random.nextInt(6); count >= 0; count--) {
            rows.insert(table, statement);
        }
    }

    /** PostgreSQL logs what a row of a table without key was only if it is told to. */
    private void tellRowsApart(RandomTable table, Statement statement) throws SQLException {
        if (dialect == Dialect.POSTGRES && table.key == RandomTable.Key.NONE) {
            told.run(statement, table.alter("REPLICA IDENTITY FULL"));
        }
    }

    void changeKey(RandomTable table, Statement statement) throws SQLException {
        RandomTable.Key changed = tables.pick(RandomTable.Key.values());
        List<String> parts = new ArrayList<>();
        if (table.key != RandomTable.Key.NONE) {
            parts.add(
                    switch (dialect) {
                        case MYSQL -> "DROP PRIMARY KEY";
                        case POSTGRES -> "DROP CONSTRAINT " + constraint(table, statement);
                    });
        }
        if (changed != RandomTable.Key.NONE) {
            parts.add("ADD PRIMARY KEY (" + changed.columns + ")");
        }
        if (dialect == Dialect.POSTGRES) {
            parts.add("REPLICA IDENTITY " + (changed == RandomTable.Key.NONE ? "FULL" : "DEFAULT"));
        }
        if (changed != table.key && told.attempt(statement, table.alter(String.join(", ", parts)))) {
            table.key = changed;
        }
    }

    private static String constraint(RandomTable table, Statement statement) throws SQLException {
        try (ResultSet found =
                statement.executeQuery("SELECT conname FROM pg_constraint WHERE contype = 'p' AND conrelid = '"
                        + table.qualified() + "'::regclass")) {
            found.next();
            return found.getString(1);
        }
    }

    void rename(RandomTable table, Statement statement) throws SQLException {
        RandomTable renamed = table.copy(tables.newTable("t"));
        told.run(statement, table.alter("RENAME TO " + nameFor(renamed)));
        tables.remove(table);
        tables.put(renamed);
    }

    private String nameFor(RandomTable renamed) {
        return dialect == Dialect.MYSQL ? renamed.qualified() : renamed.name;
    }

    void recreate(RandomTable table, Statement statement) throws SQLException {
        told.run(statement, "DROP TABLE " + table.qualified());
        RandomTable fresh = new RandomTable(table.name);
        fresh.key = tables.pick(RandomTable.Key.values());
        for (int count = random.nextInt(3); count >= 0; count--) {
            fresh.columns.put(
                    random.nextBoolean() && !table.columns.isEmpty() ? tables.columnOf(table) : tables.newColumn(),
                    tables.column());
        }
        createAs(fresh, statement);
    }

    void truncate(RandomTable table, Statement statement) throws SQLException {
        told.run(statement, "TRUNCATE TABLE " + table.qualified());
        table.ids.clear();
    }

    /** As tools do that change a schema on a copy: fill another table, and let it take this one's name. */
    void swap(RandomTable table, Statement statement) throws SQLException {
        RandomTable shadow = table.copy(tables.newTable("shadow"));
        like(table, shadow, statement);
        columns.add(shadow, statement);
        columns.drop(shadow, statement);
        List<String> shared = new ArrayList<>(List.of("id", "k"));
        shadow.columns.keySet().stream().filter(table.columns::containsKey).forEach(shared::add);
        String names = String.join(", ", shared);
        told.run(
                statement,
                "INSERT INTO " + shadow.qualified() + " (" + names + ") SELECT " + names + " FROM "
                        + table.qualified());
        switch (dialect) {
            case MYSQL ->
                told.run(
                        statement,
                        "RENAME TABLE " + table.qualified() + " TO " + table.qualified() + "_old, " + shadow.qualified()
                                + " TO " + table.qualified());
            case POSTGRES -> {
                told.run(statement, table.alter("RENAME TO " + table.name + "_old"));
                told.run(statement, shadow.alter("RENAME TO " + table.name));
            }
        }
        told.run(statement, "DROP TABLE " + table.qualified() + "_old");
        tables.put(shadow.copy(table.name));
    }

    void createAlike(RandomTable table, Statement statement) throws SQLException {
        if (tables.count() < MOST_TABLES) {
            RandomTable other = table.copy(tables.newTable("t"));
            other.ids.clear();
            like(table, other, statement);
            tables.put(other);
            rows.insert(other, statement);
        }
    }

    private void like(RandomTable table, RandomTable other, Statement statement) throws SQLException {
        told.run(
                statement,
                "CREATE TABLE " + other.qualified()
                        + switch (dialect) {
                            case MYSQL -> " LIKE " + table.qualified();
                            case POSTGRES -> " (LIKE " + table.qualified() + " INCLUDING ALL)";
                        });
        tellRowsApart(other, statement);
    }
}
