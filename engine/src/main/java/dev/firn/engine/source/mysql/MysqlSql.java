package dev.firn.engine.source.mysql;

import dev.firn.schema.source.TableId;
import java.util.Collection;
import java.util.stream.Collectors;

/** Names as MySQL's SQL spells them. */
public final class MysqlSql {

    private MysqlSql() {}

    /** A name, quoted whether it needs it or not. */
    public static String quote(String name) {
        return "`" + name.replace("`", "``") + "`";
    }

    /** A table with its database, likewise. */
    public static String quote(TableId table) {
        return quote(table.schema()) + "." + quote(table.name());
    }

    /** A list of as many parameters as there are values, in parentheses. */
    static String parameters(Collection<?> values) {
        return values.stream().map(value -> "?").collect(Collectors.joining(", ", "(", ")"));
    }

    /**
     * A column of the server's catalog with names of databases or tables, as {@link NameCase} has them: a server of {@code lower_case_table_names = 2}
     * shows them as they were given.
     */
    static String spelled(String column) {
        return "IF(@@lower_case_table_names = 2, LOWER(" + column + "), " + column + ")";
    }
}
