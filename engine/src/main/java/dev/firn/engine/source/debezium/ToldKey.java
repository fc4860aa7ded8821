package dev.firn.engine.source.debezium;

import dev.firn.schema.source.SourceColumn;
import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.TableId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The key that the log tells of a table, by which rows can be told only if its columns allow no null. Of one whose columns do, as far as the log
 * tells, the catalog knows what it is: a primary key of MySQL of which a column was altered without NOT NULL, which it is all the same, or a unique
 * index that the connector falls back to.
 */
final class ToldKey {

    private ToldKey() {}

    /** The table with its key, or without one. */
    static SourceTable overNotNull(SourceTable told, Function<TableId, Optional<SourceTable>> catalog) {
        Set<String> key = Set.copyOf(told.key());
        if (told.columns().stream().noneMatch(column -> column.nullable() && key.contains(column.name()))) {
            return told;
        }
        boolean isKey = catalog.apply(told.id())
                .filter(now -> Set.copyOf(now.key()).equals(key))
                .isPresent();
        if (!isKey) {
            return new SourceTable(told.id(), told.columns(), List.of());
        }
        List<SourceColumn> columns = told.columns().stream()
                .map(column ->
                        key.contains(column.name()) ? new SourceColumn(column.name(), column.type(), false) : column)
                .toList();
        return new SourceTable(told.id(), columns, told.key());
    }
}
