package dev.firn.schema.source;

import java.util.Comparator;

/**
 * The name of a source table: {@code schema.name} in PostgreSQL, {@code database.name} in MySQL.
 *
 * @param schema the PostgreSQL schema or the MySQL database, in the source's own spelling
 * @param name the table, in the source's own spelling
 */
public record TableId(String schema, String name) implements Comparable<TableId> {

    private static final Comparator<TableId> ORDER =
            Comparator.comparing(TableId::schema).thenComparing(TableId::name);

    public TableId {
        if (schema.isEmpty() || name.isEmpty()) {
            throw new IllegalArgumentException("A table needs a schema and a name, got '" + schema + "." + name + "'");
        }
    }

    /**
     * Reads {@code schema.name}; everything after the first dot is the name.
     *
     * @throws IllegalArgumentException if there is no dot, or nothing before or after it
     */
    public static TableId parse(String text) {
        int dot = text.indexOf('.');
        if (dot < 0) {
            throw new IllegalArgumentException("'" + text + "' is not of the form schema.table");
        }
        return new TableId(text.substring(0, dot), text.substring(dot + 1));
    }

    @Override
    public int compareTo(TableId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return schema + "." + name;
    }
}
