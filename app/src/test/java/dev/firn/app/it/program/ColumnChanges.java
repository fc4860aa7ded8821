package dev.firn.app.it.program;

import dev.firn.app.it.program.RandomTable.Column;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Changes of a table's columns. */
final class ColumnChanges {

    private final RandomTables tables;
    private final ToldStatements told;
    private final Random random;
    private final Dialect dialect;

    ColumnChanges(RandomTables tables, ToldStatements told) {
        this.tables = tables;
        this.told = told;
        this.random = tables.random;
        this.dialect = tables.dialect;
    }

    void add(RandomTable table, Statement statement) throws SQLException {
        List<String> parts = new ArrayList<>();
        Map<String, Column> added = new LinkedHashMap<>();
        for (int count = random.nextInt(2); count >= 0; count--) {
            String name = tables.newOrFormerColumn();
            if (!table.columns.containsKey(name) && added.putIfAbsent(name, tables.column()) == null) {
                String where = dialect == Dialect.MYSQL && random.nextInt(3) == 0 ? " AFTER id" : "";
                parts.add("ADD COLUMN " + RandomTable.definition(name, added.get(name), dialect) + where);
            }
        }
        if (!parts.isEmpty() && told.attempt(statement, table.alter(String.join(", ", parts)))) {
            table.columns.putAll(added);
        }
    }

    void drop(RandomTable table, Statement statement) throws SQLException {
        if (!table.columns.isEmpty()) {
            String name = tables.columnOf(table);
            if (told.attempt(statement, table.alter("DROP COLUMN " + name))) {
                table.columns.remove(name);
            }
        }
    }

    /** To any other type; the database refuses what its rows do not allow. */
    void changeType(RandomTable table, Statement statement) throws SQLException {
        if (!table.columns.isEmpty()) {
            String name = tables.columnOf(table);
            Column column = table.columns.get(name);
            Column changed = new Column(tables.kind(), column.nullable());
            String type = changed.kind().sql(dialect);
            String sql = switch (dialect) {
                case MYSQL -> "MODIFY " + RandomTable.definition(name, changed, dialect);
                case POSTGRES -> "ALTER COLUMN " + name + " TYPE " + type + " USING " + name + "::" + type;
            };
            if (told.attempt(statement, table.alter(sql))) {
                table.columns.put(name, changed);
            }
        }
    }

    void changeNullability(RandomTable table, Statement statement) throws SQLException {
        if (!table.columns.isEmpty()) {
            String name = tables.columnOf(table);
            Column column = table.columns.get(name);
            Column changed = new Column(column.kind(), !column.nullable());
            if (!changed.nullable()) {
                told.run(
                        statement,
                        "UPDATE " + table.qualified() + " SET " + name + " = "
                                + column.kind().literal(random) + " WHERE " + name + " IS NULL");
            }
            String sql = switch (dialect) {
                case MYSQL -> "MODIFY " + RandomTable.definition(name, changed, dialect);
                case POSTGRES -> "ALTER COLUMN " + name + (changed.nullable() ? " DROP" : " SET") + " NOT NULL";
            };
            if (told.attempt(statement, table.alter(sql))) {
                table.columns.put(name, changed);
            }
        }
    }
}
