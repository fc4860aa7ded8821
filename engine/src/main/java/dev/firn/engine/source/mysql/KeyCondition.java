package dev.firn.engine.source.mysql;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

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
        condition.bound(after, Comparison.GREATER, Comparison.GREATER);
        condition.bound(upTo, Comparison.LESS, Comparison.LESS_OR_EQUAL);
        return condition;
    }

    private enum Comparison {
        GREATER(">"),
        EQUAL("="),
        LESS("<"),
        LESS_OR_EQUAL("<=");

        private final String sql;

        Comparison(String sql) {
            this.sql = sql;
        }

        /** The ordinals of an enumeration that compare so with one of them; 0 stands for a value that is no label. */
        IntStream ordinals(int value, int labels) {
            return switch (this) {
                case GREATER -> IntStream.rangeClosed(value + 1, labels);
                case EQUAL -> IntStream.of(value);
                case LESS -> IntStream.range(0, value);
                case LESS_OR_EQUAL -> IntStream.rangeClosed(0, value);
            };
        }
    }

    private void bound(List<String> values, Comparison beyond, Comparison last) {
        if (values.isEmpty()) {
            return;
        }
        sql.append(sql.length() == 0 ? " WHERE (" : " AND (");
        for (int depth = 0; depth < columns.size(); depth++) {
            sql.append(depth == 0 ? "" : " OR ").append('(');
            for (int i = 0; i < depth; i++) {
                compare(i, Comparison.EQUAL, values);
                sql.append(" AND ");
            }
            compare(depth, depth == columns.size() - 1 ? last : beyond, values);
            sql.append(')');
        }
        sql.append(')');
    }

    private void compare(int index, Comparison comparison, List<String> values) {
        KeyColumn column = columns.get(index);
        String quoted = MysqlSql.quote(column.name());
        if (column.labels() == 0) {
            sql.append(quoted).append(' ').append(comparison.sql).append(" ?");
            parameters.add(new Bound(column, values.get(index)));
            return;
        }
        // Of an enumeration MySQL makes ranges of the index for equality alone, so the ordinals are listed.
        String ordinals = comparison
                .ordinals(Integer.parseInt(values.get(index)), column.labels())
                .mapToObj(Integer::toString)
                .collect(Collectors.joining(", "));
        sql.append(ordinals.isEmpty() ? "FALSE" : quoted + " IN (" + ordinals + ")");
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
