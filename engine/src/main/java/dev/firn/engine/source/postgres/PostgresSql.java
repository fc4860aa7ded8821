package dev.firn.engine.source.postgres;

import dev.firn.engine.source.jdbc.Session;
import dev.firn.schema.source.TableId;
import java.util.Collection;
import java.util.stream.Collectors;

/** Names and values as PostgreSQL's SQL spells them, and which SQL a server knows. */
final class PostgresSql {

    private PostgresSql() {}

    /** A name, quoted whether it needs it or not. */
    static String quote(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    static String quote(TableId table) {
        return quote(table.schema()) + "." + quote(table.name());
    }

    /** The server's version as one number: 180004 is 18.4. */
    static int version(Session session) {
        return session.one("SELECT current_setting('server_version_num')::int", row -> row.getInt(1));
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
