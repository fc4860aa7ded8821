package dev.firn.app.demo.compare;

import dev.firn.schema.source.TableId;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A source table, read whole.
 *
 * @param columns its columns
 * @param key the names of its primary key's columns in key order; empty if it has none
 * @param rows its rows, each with a value for every column
 */
record SourceSnapshot(List<SourceColumn> columns, List<String> key, List<List<@Nullable Object>> rows) {

    /** @param variants the columns that the lake has as variants */
    static SourceSnapshot read(Connection source, TableId table, Predicate<String> variants) throws SQLException {
        SourceKind database = SourceKind.of(source);
        List<SourceColumn> columns = SourceColumn.of(source, database, table.schema(), table.name()).stream()
                .map(column -> variants.test(column.name()) ? column.asVariant() : column)
                .toList();
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("The source has no table " + table + " to compare with");
        }
        return new SourceSnapshot(columns, key(source, database, table), rows(source, database, table, columns));
    }

    List<String> columnNames() {
        return columns.stream().map(SourceColumn::name).toList();
    }

    private static List<String> key(Connection source, SourceKind database, TableId table) throws SQLException {
        if (database != SourceKind.MYSQL && isDeferrable(source, database, table)) {
            return List.of();
        }
        Map<Integer, String> byPosition = new TreeMap<>();
        String catalog = database == SourceKind.MYSQL ? table.schema() : null;
        String schema = database == SourceKind.MYSQL ? null : table.schema();
        try (ResultSet keys = source.getMetaData().getPrimaryKeys(catalog, schema, table.name())) {
            while (keys.next()) {
                byPosition.put(keys.getInt("KEY_SEQ"), keys.getString("COLUMN_NAME"));
            }
        }
        return List.copyOf(byPosition.values());
    }

    /** Whether two rows of a PostgreSQL table may share its primary key for a moment, so that it tells no row of a log. */
    private static boolean isDeferrable(Connection source, SourceKind database, TableId table) throws SQLException {
        try (PreparedStatement statement = source.prepareStatement(
                "SELECT FROM pg_index WHERE indrelid = ?::regclass AND indisprimary AND NOT indimmediate")) {
            statement.setString(1, database.quoted(table));
            try (ResultSet found = statement.executeQuery()) {
                return found.next();
            }
        }
    }

    private static List<List<@Nullable Object>> rows(
            Connection source, SourceKind database, TableId table, List<SourceColumn> columns) throws SQLException {
        String selected = columns.stream().map(SourceColumn::expression).collect(Collectors.joining(", "));
        List<List<@Nullable Object>> rows = new ArrayList<>();
        try (Statement statement = source.createStatement()) {
            statement.setFetchSize(database.fetchSize());
            try (ResultSet result = statement.executeQuery("SELECT " + selected + " FROM " + database.quoted(table))) {
                while (result.next()) {
                    List<@Nullable Object> row = new ArrayList<>(columns.size());
                    for (int column = 0; column < columns.size(); column++) {
                        row.add(columns.get(column).kind().fromSource(result, column + 1));
                    }
                    rows.add(Collections.unmodifiableList(row));
                }
            }
        }
        return rows;
    }
}
