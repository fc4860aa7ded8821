package dev.firn.app.it.program;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;

/** Changes of whole tables: they come, go, and change their names, keys and contents. */
final class TableChanges {

    private static final int FEWEST_TABLES = 2;
    private static final int MOST_TABLES = 6;
    private static final int PARTITIONS = 3;

    /** Most often what most tables have. */
    private static final List<NumberType> NUMBER_TYPES =
            List.of(NumberType.INT, NumberType.INT, NumberType.BIG, NumberType.UNIQUE_ID);

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
        RandomTable table = new RandomTable(tables.anySchema(), tables.newTable("t"), tables.spelling);
        table.numberType = tables.pick(NUMBER_TYPES);
        if (dialect == Dialect.MYSQL && table.numberType == NumberType.INT && random.nextBoolean()) {
            table.partitions = PARTITIONS;
        }
        for (int count = random.nextInt(4); count >= 0; count--) {
            table.columns.put(tables.newColumn(), tables.column());
        }
        createAs(table, statement);
    }

    private void createAs(RandomTable table, Statement statement) throws SQLException {
        told.run(statement, tables.create(table));
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
                        case POSTGRES -> "DROP CONSTRAINT \"" + constraint(table, statement) + "\"";
                    });
        }
        if (changed != RandomTable.Key.NONE) {
            parts.add("ADD PRIMARY KEY (" + table.columnsOf(changed) + ")");
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

    /** Gives it a new name, or one that it or another had. */
    void rename(RandomTable table, Statement statement) throws SQLException {
        String name = tables.newOrFormerTable(table.schema);
        String to = switch (dialect) {
            case MYSQL -> tables.spelling.table(table.schema, name);
            case POSTGRES -> tables.spelling.plain(name);
        };
        if (dialect == Dialect.MYSQL && random.nextInt(3) == 0) {
            if (!columns.alterAndRename(table, to, statement)) {
                return;
            }
        } else {
            told.run(statement, table.alter("RENAME TO " + to));
        }
        tables.remove(table);
        tables.put(table.copy(name));
    }

    /** Puts it into another schema, by a name that is new there. */
    void move(RandomTable table, Statement statement) throws SQLException {
        String schema = tables.anySchema();
        if (schema.equals(table.schema)) {
            return;
        }
        String name = switch (dialect) {
            case MYSQL -> {
                String fresh = tables.newTable("t");
                told.run(
                        statement, "RENAME TABLE " + table.qualified() + " TO " + tables.spelling.table(schema, fresh));
                yield fresh;
            }
            case POSTGRES -> {
                told.run(statement, table.alter("SET SCHEMA " + tables.spelling.plain(schema)));
                yield table.name;
            }
        };
        tables.remove(table);
        tables.put(table.copy(schema, name));
    }

    /** All tables of the program's own schema go with it; it comes again, and perhaps tables under their names. */
    void dropSchema(Statement statement) throws SQLException {
        String schema = tables.ownSchema();
        List<RandomTable> gone = tables.all().stream()
                .filter(table -> table.schema.equals(schema))
                .toList();
        if (tables.count() - gone.size() < FEWEST_TABLES) {
            return;
        }
        told.run(
                statement,
                switch (dialect) {
                            case MYSQL -> "DROP DATABASE ";
                            case POSTGRES -> "DROP SCHEMA ";
                        }
                        + tables.spelling.plain(schema)
                        + (dialect == Dialect.POSTGRES ? " CASCADE" : ""));
        told.run(statement, "CREATE SCHEMA " + tables.spelling.plain(schema));
        for (RandomTable table : gone) {
            tables.remove(table);
            if (random.nextBoolean()) {
                createAs(table.emptied(), statement);
            }
        }
    }

    /** Some of a table's rows go at once. */
    void truncatePartition(Statement statement) throws SQLException {
        List<RandomTable> partitioned =
                tables.all().stream().filter(table -> table.partitions > 0).toList();
        if (!partitioned.isEmpty()) {
            RandomTable table = tables.pick(partitioned);
            int partition = random.nextInt(table.partitions);
            told.run(statement, table.alter("TRUNCATE PARTITION " + tables.spelling.plain("p" + partition)));
            table.ids.removeIf(id -> id % table.partitions == partition);
        }
    }

    /** Two tables get each other's names. */
    void exchange(RandomTable table, Statement statement) throws SQLException {
        RandomTable other = tables.any();
        if (other == table || (dialect == Dialect.POSTGRES && !other.schema.equals(table.schema))) {
            return;
        }
        String between = tables.newTable("between");
        switch (dialect) {
            case MYSQL ->
                told.run(
                        statement,
                        "RENAME TABLE " + table.qualified() + " TO " + tables.spelling.table(table.schema, between)
                                + ", " + other.qualified() + " TO " + table.qualified() + ", "
                                + tables.spelling.table(table.schema, between) + " TO " + other.qualified());
            case POSTGRES -> {
                told.run(statement, table.alter("RENAME TO " + between));
                told.run(statement, other.alter("RENAME TO " + tables.spelling.plain(table.name)));
                told.run(
                        statement,
                        "ALTER TABLE " + tables.spelling.table(table.schema, between) + " RENAME TO "
                                + tables.spelling.plain(other.name));
            }
        }
        tables.put(table.copy(other.schema, other.name));
        tables.put(other.copy(table.schema, table.name));
    }

    /** Lets it go, and later perhaps another come under its name. */
    void drop(RandomTable table, Statement statement) throws SQLException {
        if (tables.count() > FEWEST_TABLES) {
            told.run(statement, tables.spelling.keywords("DROP TABLE ") + table.qualified());
            tables.remove(table);
        }
    }

    void recreate(RandomTable table, Statement statement) throws SQLException {
        told.run(statement, "DROP TABLE " + table.qualified());
        RandomTable fresh = new RandomTable(table.schema, table.name, tables.spelling);
        fresh.numberType = tables.pick(NUMBER_TYPES);
        fresh.key = tables.pick(RandomTable.Key.values());
        for (int count = random.nextInt(3); count >= 0; count--) {
            fresh.columns.put(
                    random.nextBoolean() && !table.columns.isEmpty() ? tables.columnOf(table) : tables.newColumn(),
                    tables.column());
        }
        createAs(fresh, statement);
    }

    /** MySQL converts what its text columns hold. */
    void changeCharacterSet(RandomTable table, Statement statement) throws SQLException {
        if (dialect == Dialect.MYSQL) {
            told.attempt(
                    statement,
                    table.alter("CONVERT TO CHARACTER SET " + (random.nextBoolean() ? "latin1" : "utf8mb4")));
        }
    }

    void truncate(RandomTable table, Statement statement) throws SQLException {
        told.run(statement, tables.spelling.keywords("TRUNCATE TABLE ") + table.qualified());
        table.ids.clear();
    }

    /** As tools do that change a schema on a copy: fill another table, and let it take this one's name. */
    void swap(RandomTable table, Statement statement) throws SQLException {
        RandomTable shadow = table.copy(tables.newTable("shadow"));
        like(table, shadow, statement);
        columns.addAndDrop(shadow, statement);
        List<String> shared = new ArrayList<>(List.of(table.number, table.group));
        shadow.written().stream().filter(table.written()::contains).forEach(shared::add);
        String names = shared.stream().map(tables.spelling::column).collect(Collectors.joining(", "));
        String fill =
                "INSERT INTO " + shadow.qualified() + " (" + names + ") SELECT " + names + " FROM " + table.qualified();
        if (!told.attempt(statement, fill)) {
            told.run(statement, "DROP TABLE " + shadow.qualified());
            return;
        }
        String old = tables.spelling.table(table.schema, table.name + "_old");
        switch (dialect) {
            case MYSQL ->
                told.run(
                        statement,
                        "RENAME TABLE " + table.qualified() + " TO " + old + ", " + shadow.qualified() + " TO "
                                + table.qualified());
            case POSTGRES -> {
                told.run(statement, table.alter("RENAME TO " + tables.spelling.plain(table.name + "_old")));
                told.run(statement, shadow.alter("RENAME TO " + tables.spelling.plain(table.name)));
            }
        }
        told.run(statement, "DROP TABLE " + old);
        tables.put(shadow.copy(table.name));
    }

    void createAlike(RandomTable table, Statement statement) throws SQLException {
        if (tables.count() < MOST_TABLES) {
            RandomTable other = table.copy(tables.newOrFormerTable(table.schema));
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
