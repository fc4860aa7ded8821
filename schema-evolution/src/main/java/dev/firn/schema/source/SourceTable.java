package dev.firn.schema.source;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A table of the source at one moment.
 *
 * @param id its name
 * @param columns its columns in the source's order
 * @param key the columns of its primary key in key order, or of a unique index over not-null columns where there is no
 *     primary key; empty where neither exists
 * @param definition what else the source says of it; {@link TableDefinition#NONE} where the log tells of the table
 */
public record SourceTable(TableId id, List<SourceColumn> columns, List<String> key, TableDefinition definition) {

    public SourceTable {
        columns = List.copyOf(columns);
        key = List.copyOf(key);
        Set<String> names = new HashSet<>();
        for (SourceColumn column : columns) {
            if (!names.add(column.name())) {
                throw new IllegalArgumentException("Table " + id + " has the column " + column.name() + " twice");
            }
        }
        for (String column : key) {
            if (!names.contains(column)) {
                throw new IllegalArgumentException(
                        "The key of " + id + " names " + column + ", which is no column of it");
            }
        }
    }

    /** A table of which nothing else is known. */
    public SourceTable(TableId id, List<SourceColumn> columns, List<String> key) {
        this(id, columns, key, TableDefinition.NONE);
    }

    /** The same, of which more is known. */
    public SourceTable defined(TableDefinition other) {
        return new SourceTable(id, columns, key, other);
    }
}
