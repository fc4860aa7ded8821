package dev.firn.schema.mapping;

import dev.firn.schema.layout.TableRules;
import dev.firn.schema.source.SourceColumn;
import org.apache.iceberg.types.Type;

/** What the columns of a table become under the user's rules, before any mask. */
public final class ColumnTypes {

    private ColumnTypes() {}

    /** What a column becomes: what the rules say of it, else what its type becomes by itself. */
    public static MappedType of(SourceColumn column, TableRules rules, TypeMapping types) {
        Type wanted = rules.columnTypes().get(column.name());
        return wanted == null ? types.map(column.type()) : types.map(column.type(), wanted);
    }
}
