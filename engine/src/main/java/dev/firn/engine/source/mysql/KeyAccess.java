package dev.firn.engine.source.mysql;

import dev.firn.schema.source.TableId;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * How a table is read in the order of an index: the clauses of its statements.
 *
 * @param table the table
 * @param index the index
 * @param columns the index's columns
 * @param outsider a column of the table that the index does not have; empty if it has all
 */
record KeyAccess(TableId table, String index, List<KeyColumn> columns, Optional<String> outsider) {

    KeyAccess {
        columns = List.copyOf(columns);
    }

    String from() {
        return " FROM " + MysqlSql.quote(table) + " FORCE INDEX (" + MysqlSql.quote(index) + ")";
    }

    KeyCondition range() {
        return new KeyCondition(columns);
    }

    String ascending() {
        return order(column -> column);
    }

    String descending() {
        return order(column -> column + " DESC");
    }

    private String order(UnaryOperator<String> direction) {
        return columns.stream()
                .map(KeyColumn::quoted)
                .map(direction)
                .collect(Collectors.joining(", ", " ORDER BY ", ""));
    }

    /** Whether the index has the column. */
    boolean covers(String column) {
        return columns.stream().anyMatch(part -> part.name().equals(column));
    }

    /**
     * An expression that every statement about the key alone must select as well, without looking at it: always 0. Without it the primary key of
     * wide rows covers the statement, and then MySQL thinks that a scan of the whole key is cheaper than any range of it.
     */
    String uncovered() {
        return outsider.map(column -> "IF(" + MysqlSql.quote(column) + " IS NULL, 0, 0)")
                .orElse("0");
    }
}
