package dev.firn.engine.source.mysql;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/**
 * The condition that selects a range of keys. A comparison of several columns is written out, {@code a > 1 OR (a = 1 AND b >
 * 2)}: of this form MySQL makes ranges of the index, of {@code (a, b) > (1, 2)} it does not.
 */
final class KeyCondition {

    private final List<KeyColumn> columns;
    private final StringBuilder sql = new StringBuilder();
    private final List<Bound> parameters = new ArrayList<>();

    private record Bound(KeyColumn column, String value) {}

    private KeyCondition(List<KeyColumn> columns) {
        this.columns = columns;
    }

    /**
     * Makes the condition.
     *
     * @param after keys must be greater; empty for no such bound
     * @param upTo keys must be less or equal; empty for no such bound
     */
    static KeyCondition between(List<KeyColumn> columns, List<String> after, List<String> upTo) {
        KeyCondition condition = new KeyCondition(columns);
        condition.bound(after, ">", ">");
        condition.bound(upTo, "<", "<=");
        return condition;
    }

    private void bound(List<String> values, String beyond, String last) {
        if (values.isEmpty()) {
            return;
        }
        sql.append(sql.length() == 0 ? " WHERE (" : " AND (");
        for (int depth = 0; depth < columns.size(); depth++) {
            sql.append(depth == 0 ? "" : " OR ").append('(');
            for (int i = 0; i < depth; i++) {
                compare(i, "=", values);
                sql.append(" AND ");
            }
            compare(depth, depth == columns.size() - 1 ? last : beyond, values);
            sql.append(')');
        }
        sql.append(')');
    }

    private void compare(int index, String operator, List<String> values) {
        KeyColumn column = columns.get(index);
        sql.append(MysqlSql.quote(column.name())).append(' ').append(operator).append(" ?");
        parameters.add(new Bound(column, values.get(index)));
    }

    /** A WHERE clause, or nothing. */
    String sql() {
        return sql.toString();
    }

    void bind(PreparedStatement statement) throws SQLException {
        for (int i = 0; i < parameters.size(); i++) {
            Bound bound = parameters.get(i);
            bound.column.bind(statement, i + 1, bound.value);
        }
    }
}
