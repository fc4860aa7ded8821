package dev.firn.app.demo.compare;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A column of a source table.
 *
 * @param name in the source's spelling
 * @param kind how its values are compared
 * @param expression what to select so that the driver hands the value over without a conversion of its own
 */
record SourceColumn(String name, ValueKind kind, String expression) {

    private static final Map<String, ValueKind> POSTGRES = Map.ofEntries(
            Map.entry("int2", ValueKind.NUMBER),
            Map.entry("int4", ValueKind.NUMBER),
            Map.entry("int8", ValueKind.NUMBER),
            Map.entry("numeric", ValueKind.NUMBER),
            Map.entry("float4", ValueKind.FLOATING),
            Map.entry("float8", ValueKind.FLOATING),
            Map.entry("bytea", ValueKind.BYTES),
            Map.entry("bool", ValueKind.BOOLEAN),
            Map.entry("date", ValueKind.DATE),
            Map.entry("time", ValueKind.TIME),
            Map.entry("timestamp", ValueKind.TIMESTAMP),
            Map.entry("timestamptz", ValueKind.INSTANT),
            Map.entry("uuid", ValueKind.UNIQUE_ID));

    private static final Map<String, ValueKind> MYSQL = Map.ofEntries(
            Map.entry("tinyint", ValueKind.NUMBER),
            Map.entry("smallint", ValueKind.NUMBER),
            Map.entry("mediumint", ValueKind.NUMBER),
            Map.entry("int", ValueKind.NUMBER),
            Map.entry("bigint", ValueKind.NUMBER),
            Map.entry("year", ValueKind.NUMBER),
            Map.entry("decimal", ValueKind.NUMBER),
            Map.entry("float", ValueKind.FLOATING),
            Map.entry("double", ValueKind.FLOATING),
            Map.entry("binary", ValueKind.BYTES),
            Map.entry("varbinary", ValueKind.BYTES),
            Map.entry("tinyblob", ValueKind.BYTES),
            Map.entry("blob", ValueKind.BYTES),
            Map.entry("mediumblob", ValueKind.BYTES),
            Map.entry("longblob", ValueKind.BYTES),
            Map.entry("date", ValueKind.DATE),
            Map.entry("time", ValueKind.TIME),
            Map.entry("datetime", ValueKind.TIMESTAMP),
            Map.entry("timestamp", ValueKind.INSTANT),
            Map.entry("json", ValueKind.JSON));

    /** The same column, where the lake has it as a variant. */
    SourceColumn asVariant() {
        return new SourceColumn(name, ValueKind.JSON, expression);
    }

    static SourceColumn ofPostgres(String name, String type) {
        ValueKind kind = POSTGRES.getOrDefault(type, ValueKind.TEXT);
        String quoted = "\"" + name.replace("\"", "\"\"") + "\"";
        return switch (kind) {
            // Fixed-length text keeps its padding only as itself.
            case TEXT, BYTES, BOOLEAN -> new SourceColumn(name, kind, quoted);
            // The shortest text of a float is the text of another double.
            case FLOATING -> new SourceColumn(name, kind, quoted + "::float8");
            default -> new SourceColumn(name, kind, quoted + "::text");
        };
    }

    static SourceColumn ofMysql(String name, String type) {
        String quoted = "`" + name.replace("`", "``") + "`";
        if (type.equals("bit")) {
            return new SourceColumn(name, ValueKind.BOOLEAN, "(" + quoted + " <> 0)");
        }
        ValueKind kind = MYSQL.getOrDefault(type, ValueKind.TEXT);
        return switch (kind) {
            // Shown as text a FLOAT loses digits.
            case FLOATING -> new SourceColumn(name, kind, "CAST(" + quoted + " AS DOUBLE)");
            case TEXT, BYTES, JSON -> new SourceColumn(name, kind, quoted);
            default -> new SourceColumn(name, kind, "CAST(" + quoted + " AS CHAR)");
        };
    }

    /** The columns of a table, in order. */
    static List<SourceColumn> of(Connection source, SourceKind database, String schema, String table)
            throws SQLException {
        List<SourceColumn> columns = new ArrayList<>();
        try (PreparedStatement statement = source.prepareStatement(
                "SELECT column_name, " + database.typeColumn()
                        + " FROM information_schema.columns WHERE table_schema = ? AND table_name = ? ORDER BY ordinal_position")) {
            statement.setString(1, schema);
            statement.setString(2, table);
            try (ResultSet result = statement.executeQuery()) {
                while (result.next()) {
                    columns.add(database.column(result.getString(1), result.getString(2)));
                }
            }
        }
        return columns;
    }
}
