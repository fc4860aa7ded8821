package dev.firn.app.it.program;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Changes of rows. */
final class RowChanges {

    private final RandomTables tables;
    private final ToldStatements told;
    private final Random random;

    RowChanges(RandomTables tables, ToldStatements told) {
        this.tables = tables;
        this.told = told;
        this.random = tables.random;
    }

    void change(RandomTable table, Statement statement) throws SQLException {
        int kind = random.nextInt(12);
        if (kind == 0 && table.key != RandomTable.Key.NONE) {
            moveKey(table, statement);
        } else if (kind < 3) {
            delete(table, statement);
        } else if (kind < 7) {
            update(table, statement);
        } else {
            insert(table, statement);
        }
    }

    private void delete(RandomTable table, Statement statement) throws SQLException {
        if (!table.ids.isEmpty()) {
            int id = table.ids.remove(random.nextInt(table.ids.size()));
            told.run(statement, "DELETE FROM " + table.qualified() + " WHERE " + table.number + " = " + id);
        }
    }

    void insert(RandomTable table, Statement statement) throws SQLException {
        Map<String, String> values = values(table);
        values.keySet().removeIf(name -> table.columns.get(name).mayBeOmitted() && random.nextInt(6) == 0);
        int id = tables.newId();
        values.put(table.number, String.valueOf(id));
        values.put(table.group, String.valueOf(random.nextInt(5)));
        told.run(
                statement,
                "INSERT INTO " + table.qualified() + " (" + String.join(", ", values.keySet()) + ") VALUES ("
                        + String.join(", ", values.values()) + ")");
        table.ids.add(id);
    }

    private void update(RandomTable table, Statement statement) throws SQLException {
        Map<String, String> values = values(table);
        // Most rows keep most values, so that those that the columns came with stay for long.
        values.keySet().removeIf(name -> random.nextBoolean());
        if (!values.isEmpty() && !table.ids.isEmpty()) {
            List<String> assignments = new ArrayList<>();
            values.forEach((name, value) -> assignments.add(name + " = " + value));
            told.run(
                    statement,
                    "UPDATE " + table.qualified() + " SET " + String.join(", ", assignments) + someRows(table));
        }
    }

    private void moveKey(RandomTable table, Statement statement) throws SQLException {
        if (!table.ids.isEmpty()) {
            int index = random.nextInt(table.ids.size());
            int id = tables.newId();
            told.run(
                    statement,
                    "UPDATE " + table.qualified() + " SET " + table.number + " = " + id + " WHERE " + table.number
                            + " = " + table.ids.get(index));
            table.ids.set(index, id);
        }
    }

    private String someRows(RandomTable table) {
        return " WHERE " + table.number + (random.nextInt(4) == 0 ? " <= " : " = ") + tables.pick(table.ids);
    }

    private Map<String, String> values(RandomTable table) {
        Map<String, String> values = new LinkedHashMap<>();
        table.columns.forEach((name, column) -> values.put(name, value(column)));
        return values;
    }

    private String value(RandomColumn column) {
        if (column.nullable() && random.nextInt(5) == 0) {
            return "NULL";
        }
        return !column.fallback().isEmpty() && random.nextInt(8) == 0 ? "DEFAULT" : column.literal(random);
    }
}
