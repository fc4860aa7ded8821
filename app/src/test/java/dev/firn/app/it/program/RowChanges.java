package dev.firn.app.it.program;

import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

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
            told.run(statement, "DELETE FROM " + table.qualified() + " WHERE " + table.isRow(id));
        }
    }

    void insert(RandomTable table, Statement statement) throws SQLException {
        Map<String, String> values = values(table);
        values.keySet().removeIf(name -> table.columns.get(name).mayBeOmitted() && random.nextInt(6) == 0);
        int id = tables.newId();
        values.put(table.number, table.numberType.literal(id, tables.dialect));
        values.put(table.group, String.valueOf(random.nextInt(5)));
        String names = values.keySet().stream().map(tables.spelling::column).collect(Collectors.joining(", "));
        String insert = "INSERT INTO " + table.qualified() + " (" + names + ") VALUES ("
                + String.join(", ", values.values()) + ")";
        if (told.write(statement, insert)) {
            table.ids.add(id);
        }
    }

    private void update(RandomTable table, Statement statement) throws SQLException {
        Map<String, String> values = values(table);
        // Most rows keep most values, so that those that the columns came with stay for long.
        values.keySet().removeIf(name -> random.nextBoolean());
        if (!values.isEmpty() && !table.ids.isEmpty()) {
            List<String> assignments = new ArrayList<>();
            values.forEach((name, value) -> assignments.add(tables.spelling.column(name) + " = " + value));
            told.write(
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
                    "UPDATE " + table.qualified() + " SET " + table.isRow(id) + " WHERE "
                            + table.isRow(table.ids.get(index)));
            table.ids.set(index, id);
        }
    }

    private String someRows(RandomTable table) {
        String row = table.isRow(tables.pick(table.ids));
        return " WHERE " + (random.nextInt(4) == 0 ? row.replaceFirst(" = ", " <= ") : row);
    }

    private Map<String, String> values(RandomTable table) {
        Map<String, String> values = new LinkedHashMap<>();
        table.written().forEach(name -> values.put(name, value(table.columns.get(name))));
        return values;
    }

    private String value(RandomColumn column) {
        if (column.nullable() && random.nextInt(5) == 0) {
            return "NULL";
        }
        return !column.fallback().isEmpty() && random.nextInt(8) == 0 ? "DEFAULT" : column.literal(random);
    }
}
