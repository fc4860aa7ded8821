package dev.firn.app.it;

import dev.firn.app.it.RandomTable.Column;
import dev.firn.app.it.RandomTable.Kind;
import dev.firn.schema.source.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Random changes of some tables and their rows, the same for the same seed: what a statement comes to depends on these tables alone, which
 * nobody else writes. A statement that the database refuses is one that did not happen.
 */
final class RandomProgram {

    private static final Kind[] KINDS = Kind.values();
    private static final int TABLES = 3;

    private final long seed;
    private final boolean isMysql;
    private final Random random;
    private final List<String> told = new ArrayList<>();
    private Map<String, RandomTable> tables = new TreeMap<>();
    private int lastId;
    private int lastName;

    RandomProgram(long seed, boolean isMysql) {
        this.seed = seed;
        this.isMysql = isMysql;
        this.random = new Random(seed);
    }

    long seed() {
        return seed;
    }

    /** What it did so far, in order. */
    String told() {
        return String.join(";\n", told);
    }

    /** The tables that there are now. */
    List<TableId> tables() {
        return tables.values().stream()
                .map(table -> new TableId("shop", table.name))
                .toList();
    }

    /** Creates the tables that it begins with. */
    void begin(Statement statement) throws SQLException {
        for (int count = 0; count < TABLES; count++) {
            createTable(statement);
        }
        statement.getConnection().commit();
    }

    /** One transaction of rows, of changes, or of both; it may be rolled back. */
    void step(Statement statement) throws SQLException {
        Map<String, RandomTable> before = copy();
        for (int count = random.nextInt(4); count >= 0; count--) {
            RandomTable table = pick();
            if (random.nextInt(4) == 0) {
                changeSchema(table, statement);
            } else {
                changeRows(table, statement);
            }
        }
        Connection connection = statement.getConnection();
        if (!isMysql && random.nextInt(8) == 0) {
            told.add("ROLLBACK");
            connection.rollback();
            tables = before;
        } else {
            told.add("COMMIT");
            connection.commit();
        }
    }

    /** A row more in each table: PostgreSQL's log tells a change with the next row. */
    void end(Statement statement) throws SQLException {
        for (RandomTable table : List.copyOf(tables.values())) {
            insert(table, statement);
        }
        statement.getConnection().commit();
    }

    private Map<String, RandomTable> copy() {
        Map<String, RandomTable> copy = new TreeMap<>();
        tables.forEach((name, table) -> copy.put(name, table.copy(name)));
        return copy;
    }

    private RandomTable pick() {
        return List.copyOf(tables.values()).get(random.nextInt(tables.size()));
    }

    private String newName(String prefix) {
        return prefix + ++lastName;
    }

    private void createTable(Statement statement) throws SQLException {
        RandomTable table = new RandomTable("s" + seed + "_" + newName("t"));
        for (int count = random.nextInt(4); count >= 0; count--) {
            table.columns.put(newName("c"), column());
        }
        createAs(table, statement);
    }

    private void createAs(RandomTable table, Statement statement) throws SQLException {
        run(statement, table.create(isMysql));
        if (!isMysql && table.key == RandomTable.Key.NONE) {
            run(statement, "ALTER TABLE " + table.qualified() + " REPLICA IDENTITY FULL");
        }
        tables.put(table.name, table);
        for (int count = random.nextInt(6); count >= 0; count--) {
            insert(table, statement);
        }
    }

    private Column column() {
        return new Column(pick(KINDS), true);
    }

    // --- rows

    private void changeRows(RandomTable table, Statement statement) throws SQLException {
        int kind = random.nextInt(12);
        if (kind == 0 && table.key != RandomTable.Key.NONE) {
            moveKey(table, statement);
        } else if (kind < 3) {
            if (!table.ids.isEmpty()) {
                int id = table.ids.remove(random.nextInt(table.ids.size()));
                run(statement, "DELETE FROM " + table.qualified() + " WHERE id = " + id);
            }
        } else if (kind < 7) {
            update(table, statement);
        } else {
            insert(table, statement);
        }
    }

    private void insert(RandomTable table, Statement statement) throws SQLException {
        Map<String, String> values = values(table);
        values.put("id", String.valueOf(++lastId));
        values.put("k", String.valueOf(random.nextInt(5)));
        run(
                statement,
                "INSERT INTO " + table.qualified() + " (" + String.join(", ", values.keySet()) + ") VALUES ("
                        + String.join(", ", values.values()) + ")");
        table.ids.add(lastId);
    }

    private void update(RandomTable table, Statement statement) throws SQLException {
        Map<String, String> values = values(table);
        if (!values.isEmpty() && !table.ids.isEmpty()) {
            List<String> assignments = new ArrayList<>();
            values.forEach((name, value) -> assignments.add(name + " = " + value));
            run(statement, "UPDATE " + table.qualified() + " SET " + String.join(", ", assignments) + someRows(table));
        }
    }

    private void moveKey(RandomTable table, Statement statement) throws SQLException {
        if (!table.ids.isEmpty()) {
            int index = random.nextInt(table.ids.size());
            run(
                    statement,
                    "UPDATE " + table.qualified() + " SET id = " + ++lastId + " WHERE id = " + table.ids.get(index));
            table.ids.set(index, lastId);
        }
    }

    private String someRows(RandomTable table) {
        int id = table.ids.get(random.nextInt(table.ids.size()));
        return " WHERE id " + (random.nextInt(4) == 0 ? "<= " : "= ") + id;
    }

    private Map<String, String> values(RandomTable table) {
        Map<String, String> values = new LinkedHashMap<>();
        table.columns.forEach((name, column) -> values.put(
                name,
                column.nullable() && random.nextInt(5) == 0
                        ? "NULL"
                        : column.kind().literal(random)));
        return values;
    }

    // --- schemas

    private void changeSchema(RandomTable table, Statement statement) throws SQLException {
        switch (random.nextInt(16)) {
            case 0, 1, 2, 3 -> addColumns(table, statement);
            case 4, 5 -> dropColumn(table, statement);
            case 6, 7, 8 -> changeType(table, statement);
            case 9 -> changeNullability(table, statement);
            case 10 -> changeKey(table, statement);
            case 11 -> renameTable(table, statement);
            case 12 -> recreate(table, statement);
            case 13 -> truncate(table, statement);
            case 14 -> swap(table, statement);
            default -> createAlike(table, statement);
        }
    }

    private void addColumns(RandomTable table, Statement statement) throws SQLException {
        List<String> parts = new ArrayList<>();
        Map<String, Column> added = new LinkedHashMap<>();
        for (int count = random.nextInt(2); count >= 0; count--) {
            // Sometimes a name that a column had before.
            String name = random.nextInt(5) == 0 ? "c" + (1 + random.nextInt(lastName)) : newName("c");
            if (!table.columns.containsKey(name) && added.putIfAbsent(name, column()) == null) {
                String where = isMysql && random.nextInt(3) == 0 ? " AFTER id" : "";
                parts.add("ADD COLUMN " + RandomTable.definition(name, added.get(name), isMysql) + where);
            }
        }
        if (!parts.isEmpty() && attempt(statement, alter(table, String.join(", ", parts)))) {
            table.columns.putAll(added);
        }
    }

    private void dropColumn(RandomTable table, Statement statement) throws SQLException {
        if (!table.columns.isEmpty()) {
            String name = columnOf(table);
            if (attempt(statement, alter(table, "DROP COLUMN " + name))) {
                table.columns.remove(name);
            }
        }
    }

    /** To any other type; the database refuses what its rows do not allow. */
    private void changeType(RandomTable table, Statement statement) throws SQLException {
        if (!table.columns.isEmpty()) {
            String name = columnOf(table);
            Column column = table.columns.get(name);
            Column changed = new Column(pick(KINDS), column.nullable());
            String type = changed.kind().sql(isMysql);
            String sql = isMysql
                    ? "MODIFY " + RandomTable.definition(name, changed, true)
                    : "ALTER COLUMN " + name + " TYPE " + type + " USING " + name + "::" + type;
            if (attempt(statement, alter(table, sql))) {
                table.columns.put(name, changed);
            }
        }
    }

    private void changeNullability(RandomTable table, Statement statement) throws SQLException {
        if (!table.columns.isEmpty()) {
            String name = columnOf(table);
            Column column = table.columns.get(name);
            Column changed = new Column(column.kind(), !column.nullable());
            if (!changed.nullable()) {
                run(
                        statement,
                        "UPDATE " + table.qualified() + " SET " + name + " = "
                                + column.kind().literal(random) + " WHERE " + name + " IS NULL");
            }
            String sql = isMysql
                    ? "MODIFY " + RandomTable.definition(name, changed, true)
                    : "ALTER COLUMN " + name + (changed.nullable() ? " DROP" : " SET") + " NOT NULL";
            if (attempt(statement, alter(table, sql))) {
                table.columns.put(name, changed);
            }
        }
    }

    private void changeKey(RandomTable table, Statement statement) throws SQLException {
        RandomTable.Key changed = pick(RandomTable.Key.values());
        List<String> parts = new ArrayList<>();
        if (table.key != RandomTable.Key.NONE) {
            parts.add(isMysql ? "DROP PRIMARY KEY" : "DROP CONSTRAINT " + constraint(table, statement));
        }
        if (changed != RandomTable.Key.NONE) {
            parts.add("ADD PRIMARY KEY (" + changed.columns + ")");
        }
        if (!isMysql) {
            parts.add("REPLICA IDENTITY " + (changed == RandomTable.Key.NONE ? "FULL" : "DEFAULT"));
        }
        if (changed != table.key && attempt(statement, alter(table, String.join(", ", parts)))) {
            table.key = changed;
        }
    }

    private String constraint(RandomTable table, Statement statement) throws SQLException {
        try (var rows = statement.executeQuery("SELECT conname FROM pg_constraint WHERE contype = 'p' AND conrelid = '"
                + table.qualified() + "'::regclass")) {
            rows.next();
            return rows.getString(1);
        }
    }

    private void renameTable(RandomTable table, Statement statement) throws SQLException {
        RandomTable renamed = table.copy("s" + seed + "_" + newName("t"));
        run(statement, alter(table, "RENAME TO " + (isMysql ? "shop." : "") + renamed.name));
        tables.remove(table.name);
        tables.put(renamed.name, renamed);
    }

    private void recreate(RandomTable table, Statement statement) throws SQLException {
        run(statement, "DROP TABLE " + table.qualified());
        RandomTable fresh = new RandomTable(table.name);
        fresh.key = pick(RandomTable.Key.values());
        for (int count = random.nextInt(3); count >= 0; count--) {
            fresh.columns.put(
                    random.nextBoolean() && !table.columns.isEmpty() ? columnOf(table) : newName("c"), column());
        }
        createAs(fresh, statement);
    }

    private void truncate(RandomTable table, Statement statement) throws SQLException {
        run(statement, "TRUNCATE TABLE " + table.qualified());
        table.ids.clear();
    }

    /** As tools do that change a schema on a copy: fill another table, and let it take this one's name. */
    private void swap(RandomTable table, Statement statement) throws SQLException {
        RandomTable shadow = table.copy("s" + seed + "_" + newName("shadow"));
        like(table, shadow, statement);
        addColumns(shadow, statement);
        dropColumn(shadow, statement);
        List<String> shared = new ArrayList<>(List.of("id", "k"));
        shadow.columns.keySet().stream().filter(table.columns::containsKey).forEach(shared::add);
        String columns = String.join(", ", shared);
        run(
                statement,
                "INSERT INTO " + shadow.qualified() + " (" + columns + ") SELECT " + columns + " FROM "
                        + table.qualified());
        if (isMysql) {
            run(
                    statement,
                    "RENAME TABLE " + table.qualified() + " TO " + table.qualified() + "_old, " + shadow.qualified()
                            + " TO " + table.qualified());
        } else {
            run(statement, alter(table, "RENAME TO " + table.name + "_old"));
            run(statement, alter(shadow, "RENAME TO " + table.name));
        }
        run(statement, "DROP TABLE " + table.qualified() + "_old");
        tables.put(table.name, shadow.copy(table.name));
    }

    private void createAlike(RandomTable table, Statement statement) throws SQLException {
        if (tables.size() < 2 * TABLES) {
            RandomTable other = table.copy("s" + seed + "_" + newName("t"));
            other.ids.clear();
            like(table, other, statement);
            tables.put(other.name, other);
            insert(other, statement);
        }
    }

    private void like(RandomTable table, RandomTable other, Statement statement) throws SQLException {
        run(
                statement,
                "CREATE TABLE " + other.qualified()
                        + (isMysql ? " LIKE " + table.qualified() : " (LIKE " + table.qualified() + " INCLUDING ALL)"));
        if (!isMysql && table.key == RandomTable.Key.NONE) {
            run(statement, alter(other, "REPLICA IDENTITY FULL"));
        }
    }

    private static String alter(RandomTable table, String what) {
        return "ALTER TABLE " + table.qualified() + " " + what;
    }

    private String columnOf(RandomTable table) {
        return List.copyOf(table.columns.keySet()).get(random.nextInt(table.columns.size()));
    }

    private void run(Statement statement, String sql) throws SQLException {
        told.add(sql);
        try {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new SQLException("Seed " + seed + ": " + sql, e);
        }
    }

    /** Does what the database may refuse, and tells whether it did. */
    private boolean attempt(Statement statement, String sql) throws SQLException {
        told.add(sql);
        if (isMysql) {
            try {
                statement.execute(sql);
                return true;
            } catch (SQLException refused) {
                told.add("-- refused");
                return false;
            }
        }
        statement.execute("SAVEPOINT attempt");
        try {
            statement.execute(sql);
            return true;
        } catch (SQLException refused) {
            told.add("-- refused");
            statement.execute("ROLLBACK TO SAVEPOINT attempt");
            return false;
        }
    }

    private <T> T pick(T[] choices) {
        return choices[random.nextInt(choices.length)];
    }
}
