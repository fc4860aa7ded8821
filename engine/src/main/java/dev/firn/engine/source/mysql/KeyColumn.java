package dev.firn.engine.source.mysql;

import dev.firn.schema.source.SourceColumn;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * A column of the index by which a table is cut into chunks. Its values go through a range's text and back into a statement without loss, and
 * are compared by the database alone, under the column's own collation.
 *
 * @param name the column
 * @param form how its values travel
 * @param labels how many labels an enumeration has; 0 for any other type
 * @param collation the character set and order of a text; the empty one for any other type
 */
record KeyColumn(String name, Form form, int labels, Collation collation) {

    private static final Pattern TEMPORAL = Pattern.compile("[-0-9:. ]+");

    /** How values of a key column travel. */
    enum Form {
        /** As hexadecimal digits of the bytes that the column stores: a conversion of the character set might not come back. */
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
        TEMPORAL,
        /** Sets, of which MySQL makes no ranges of an index. */
        UNCUT
    }

    /**
     * A character set and an order in it.
     *
     * @param charset MySQL's name of the character set
     * @param name MySQL's name of the collation
     */
    record Collation(String charset, String name) {

        private static final Pattern WORD = Pattern.compile("\\w*");

        static final Collation NONE = new Collation("", "");

        Collation {
            if (!WORD.matcher(charset).matches() || !WORD.matcher(name).matches()) {
                throw new IllegalArgumentException("'" + charset + "' and '" + name + "' are no words of SQL");
            }
        }

        /** Whether texts are ordered by their code points, more or less, and not by letters. */
        boolean isBinary() {
            return name.endsWith("_bin");
        }
    }

    static KeyColumn of(SourceColumn column, int labels, Collation collation) {
        String type = column.type().name().replace(" unsigned", "");
        Form form = switch (type) {
            case "tinyint", "smallint", "mediumint", "int", "bigint", "decimal" -> Form.NUMBER;
            case "enum", "bit", "year" -> Form.ORDINAL;
            case "set" -> Form.UNCUT;
            case "float", "double" -> Form.FLOATING;
            case "date", "datetime", "timestamp", "time" -> Form.TEMPORAL;
            case "binary", "varbinary", "tinyblob", "blob", "mediumblob", "longblob" -> Form.BYTES;
            default -> Form.TEXT;
        };
        return new KeyColumn(column.name(), form, labels, collation);
    }

    String quoted() {
        return MysqlSql.quote(name);
    }

    /** What to select to get the value. */
    String expression() {
        return switch (form) {
            case TEXT, BYTES, NUMBER, TEMPORAL -> quoted();
            case ORDINAL, UNCUT -> "CAST(" + quoted() + " AS UNSIGNED)";
            case FLOATING -> quoted() + " + 0e0";
        };
    }

    /** What to select to get the value as a guess is made of it. */
    String shownExpression() {
        return form == Form.TEXT ? "CONVERT(" + quoted() + " USING utf8mb4)" : expression();
    }

    /** The value of {@link #expression}. */
    String read(ResultSet row, int index) throws SQLException {
        return text(row.getBytes(index));
    }

    /** The value of {@link #expression}, as the server sent it. */
    String text(byte[] sent) {
        return form == Form.TEXT || form == Form.BYTES
                ? HexFormat.of().formatHex(sent)
                : new String(sent, StandardCharsets.US_ASCII);
    }

    /** The value of {@link #shownExpression}. */
    String readShown(ResultSet row, int index) throws SQLException {
        return form == Form.TEXT ? new String(row.getBytes(index), StandardCharsets.UTF_8) : read(row, index);
    }

    /** A value of {@link #read} in a statement: exactly the one that the column has. */
    String literal(String value) {
        return switch (form) {
            case TEXT -> "_" + collation.charset + " " + hex(value) + " COLLATE " + collation.name;
            case BYTES -> hex(value);
            case NUMBER, ORDINAL, UNCUT -> new BigDecimal(value).toPlainString();
            case FLOATING -> floating(Double.parseDouble(value));
            case TEMPORAL -> temporal(value);
        };
    }

    /** A value like those of {@link #readShown} in a statement; where the character set has no such text, then some other. */
    String guess(String shown) {
        return form == Form.TEXT
                ? "CONVERT(_utf8mb4 x'"
                        + HexFormat.of().formatHex(shown.getBytes(StandardCharsets.UTF_8))
                        + "' USING " + collation.charset + ") COLLATE " + collation.name
                : literal(shown);
    }

    private static String hex(String digits) {
        return "x'" + HexFormat.of().formatHex(HexFormat.of().parseHex(digits)) + "'";
    }

    /** With an exponent, since a literal without one is a decimal. */
    private static String floating(double value) {
        String digits = Double.toString(value);
        return digits.indexOf('E') < 0 ? digits + "E0" : digits;
    }

    private static String temporal(String value) {
        if (!TEMPORAL.matcher(value).matches()) {
            throw new IllegalArgumentException("'" + value + "' is no date and no time");
        }
        return "'" + value + "'";
    }
}
