package dev.firn.engine.source.mysql;

import dev.firn.schema.source.SourceColumn;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;

/**
 * A column of the index by which a table is cut into chunks. Its values go through the range's text and back without loss,
 * and are compared by the database alone, under the column's own collation.
 *
 * @param name the column
 * @param form how its values travel
 * @param labels how many labels an enumeration has; 0 for any other type
 */
record KeyColumn(String name, Form form, int labels) {

    /** How values of a key column travel. */
    enum Form {
        TEXT,
        /** As hexadecimal digits. */
        BYTES,
        /** Integers and decimals. */
        NUMBER,
        /** What is ordered by a number behind it; labels of an enumeration would else compare by their names. */
        ORDINAL,
        /** As a double, of which every FLOAT is one. */
        FLOATING,
        /** Dates and times, as text. */
        TEMPORAL
    }

    static KeyColumn of(SourceColumn column, int labels) {
        String type = column.type().name().replace(" unsigned", "");
        Form form = switch (type) {
            case "tinyint", "smallint", "mediumint", "int", "bigint", "decimal" -> Form.NUMBER;
            case "enum", "set", "bit", "year" -> Form.ORDINAL;
            case "float", "double" -> Form.FLOATING;
            case "date", "datetime", "timestamp", "time" -> Form.TEMPORAL;
            case "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob" -> Form.BYTES;
            default -> Form.TEXT;
        };
        return new KeyColumn(column.name(), form, labels);
    }

    /** What to select to get the value. */
    String expression() {
        String quoted = MysqlSql.quote(name);
        return switch (form) {
            case TEXT, BYTES, NUMBER -> quoted;
            case ORDINAL -> "CAST(" + quoted + " AS UNSIGNED)";
            case FLOATING -> quoted + " + 0e0";
            case TEMPORAL -> "CAST(" + quoted + " AS CHAR)";
        };
    }

    String read(ResultSet row, int index) throws SQLException {
        return form == Form.BYTES ? HexFormat.of().formatHex(row.getBytes(index)) : row.getString(index);
    }

    void bind(PreparedStatement statement, int index, String value) throws SQLException {
        switch (form) {
            case TEXT, TEMPORAL -> statement.setString(index, value);
            case BYTES -> statement.setBytes(index, HexFormat.of().parseHex(value));
            case NUMBER, ORDINAL -> statement.setBigDecimal(index, new BigDecimal(value));
            case FLOATING -> statement.setDouble(index, Double.parseDouble(value));
        }
    }
}
