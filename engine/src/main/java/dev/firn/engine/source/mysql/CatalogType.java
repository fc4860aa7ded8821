package dev.firn.engine.source.mysql;

import dev.firn.schema.source.SourceType;
import dev.firn.schema.source.SourceType.Kind;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A column's type as {@code information_schema.columns} describes it; 0 where it says nothing.
 *
 * @param name the type's keyword
 * @param full the type with everything, as {@code SHOW CREATE TABLE} prints it
 */
record CatalogType(String name, String full, long characters, int precision, int scale, int fractionalDigits) {

    private static final Pattern LABEL = Pattern.compile("'(?:[^']|'')*'");

    static CatalogType read(ResultSet row) throws SQLException {
        return new CatalogType(
                row.getString(4).toLowerCase(Locale.ROOT),
                row.getString(5).toLowerCase(Locale.ROOT),
                row.getLong(7),
                row.getInt(8),
                row.getInt(9),
                row.getInt(10));
    }

    SourceType sourceType() {
        boolean unsigned = full.contains(" unsigned") && !isLabelled();
        String qualified = unsigned ? name + " unsigned" : name;
        return switch (name) {
            case "enum" -> new SourceType(name, Kind.ENUM, SourceType.UNSPECIFIED, SourceType.UNSPECIFIED);
            case "decimal" -> SourceType.of(qualified, precision, scale);
            case "char", "varchar", "binary", "varbinary" -> SourceType.of(name, (int) characters);
            case "bit" -> SourceType.of(name, precision);
            case "datetime", "timestamp", "time" ->
                fractionalDigits == 0 ? SourceType.of(name) : SourceType.of(name, fractionalDigits);
            // The one display width that people mean something by, and the one that MySQL 8 still shows.
            case "tinyint" -> full.startsWith("tinyint(1)") ? SourceType.of(qualified, 1) : SourceType.of(qualified);
            default -> SourceType.of(qualified);
        };
    }

    /** How many labels an enumeration has; 0 for any other type. */
    int labels() {
        return name.equals("enum") ? (int) LABEL.matcher(full).results().count() : 0;
    }

    /** Whether the full type holds words of the user's. */
    private boolean isLabelled() {
        return name.equals("enum") || name.equals("set");
    }
}
