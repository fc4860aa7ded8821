package dev.firn.engine.source.mysql;

import dev.firn.engine.source.jdbc.Session;
import dev.firn.schema.source.TableId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A table's definition as a statement of few words: its columns, which of them the server fills, and its key. What a statement of the log says in
 * words that its reader does not know, this says in words that all know.
 */
final class TableDeclaration {

    private static final String COLUMNS = """
            SELECT column_name, column_type, coalesce(character_set_name, ''), is_nullable, extra
            FROM information_schema.columns WHERE table_schema = ? AND table_name = ? ORDER BY ordinal_position
            """;

    private TableDeclaration() {}

    /**
     * Declares a table.
     *
     * @param key the columns of its key; empty if it has none
     */
    static String of(Session session, TableId table, List<String> key) {
        List<String> parts =
                new ArrayList<>(session.list(COLUMNS, TableDeclaration::column, table.schema(), table.name()));
        if (!key.isEmpty()) {
            parts.add(key.stream().map(MysqlSql::quote).collect(Collectors.joining(", ", "PRIMARY KEY (", ")")));
        }
        return "CREATE TABLE " + MysqlSql.quote(table) + " (" + String.join(", ", parts) + ")";
    }

    private static String column(ResultSet row) throws SQLException {
        String charset = row.getString(3);
        return MysqlSql.quote(row.getString(1))
                + " "
                + row.getString(2)
                + (charset.isEmpty() ? "" : " CHARACTER SET " + charset)
                + (row.getString(4).equals("YES") ? " NULL" : " NOT NULL")
                + (row.getString(5).toLowerCase(Locale.ROOT).contains("auto_increment") ? " AUTO_INCREMENT" : "");
    }
}
