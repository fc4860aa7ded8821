package dev.firn.engine.source.postgres;

import dev.firn.schema.source.TableId;
import java.util.Collection;
import java.util.stream.Collectors;

/** Names and values as PostgreSQL's SQL spells them. */
final class PostgresSql {

    private PostgresSql() {}

    /** A name, quoted whether it needs it or not. */
    static String quote(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    static String quote(TableId table) {
        return quote(table.schema()) + "." + quote(table.name());
    }

    /** A text value. */
    static String literal(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** Tables as a publication lists them: each without the tables that inherit from it, which are tables of their own. */
    static String publicationList(Collection<TableId> tables) {
        return tables.stream().sorted().map(table -> "ONLY " + quote(table)).collect(Collectors.joining(", "));
    }
}
