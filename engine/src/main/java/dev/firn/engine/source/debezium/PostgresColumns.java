package dev.firn.engine.source.debezium;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.engine.source.NumberedColumns;
import dev.firn.engine.source.SourceCatalog;
import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import dev.firn.schema.change.ColumnLineage;
import dev.firn.schema.source.SourceColumn;
import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which columns the log has shown of each table, by their numbers in the catalog, so that a column is known again under another name. Changed by the
 * stream's thread; what is known at a place of the log is kept by whoever marks it.
 */
final class PostgresColumns implements StreamedTables.Lineages {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final SourceCatalog catalog;
    private Known known;

    /** What is known, which never changes. */
    record Known(SortedMap<TableId, Shown> tables) {}

    /**
     * What was shown of a table.
     *
     * @param table what the catalog calls it by, under every name
     * @param columns names by numbers
     */
    record Shown(String table, SortedMap<Integer, String> columns) {}

    /** A table as it is written in a checkpoint. */
    private record Written(String schema, String name, String table, SortedMap<Integer, String> columns) {}

    private PostgresColumns(SourceCatalog catalog, Known known) {
        this.catalog = catalog;
        this.known = known;
    }

    /** For a stream without an earlier one: its tables are those that the catalog has. */
    static PostgresColumns asTheyAre(SourceCatalog catalog) {
        SortedMap<TableId, Shown> tables = new TreeMap<>();
        catalog.numberedColumns()
                .forEach((table, columns) ->
                        tables.put(table, new Shown(columns.table(), ColumnAlignment.plain(columns))));
        return new PostgresColumns(catalog, new Known(tables));
    }

    /** For a stream that goes on where a state was written; one by an older Firn says nothing. */
    static PostgresColumns read(SourceCatalog catalog, String text) {
        SortedMap<TableId, Shown> tables = new TreeMap<>();
        if (!text.isEmpty()) {
            try {
                List<Written> written = JSON.readValue(text, new TypeReference<>() {});
                written.forEach(table ->
                        tables.put(new TableId(table.schema, table.name), new Shown(table.table, table.columns)));
            } catch (JsonProcessingException e) {
                throw new SourceException(
                        Cure.OPERATOR,
                        "Cannot go on from the checkpoint: its columns of tables are not what Firn writes; restore the"
                                + " checkpoint table, or remove it to start anew",
                        e);
            }
        }
        return new PostgresColumns(catalog, new Known(tables));
    }

    static String write(Known known) {
        List<Written> written = new ArrayList<>();
        known.tables.forEach(
                (table, shown) -> written.add(new Written(table.schema(), table.name(), shown.table, shown.columns)));
        try {
            return JSON.writeValueAsString(written);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Names and numbers could not be written", e);
        }
    }

    /** What is known after all that was translated so far. */
    Known known() {
        return known;
    }

    @Override
    public ColumnLineage of(SourceTable table) {
        List<String> names = table.columns().stream().map(SourceColumn::name).toList();
        Shown before = known.tables.get(table.id());
        NumberedColumns now = catalog.numberedColumns(table.id()).orElse(null);
        if (now == null) {
            // It is gone, or has another name.
            return before != null && List.copyOf(before.columns.values()).equals(names)
                    ? ColumnLineage.BY_NAME
                    : remember(table.id(), null, new ColumnLineage.Unknown());
        }
        if (before == null || !before.table.equals(now.table())) {
            Shown first = ColumnAlignment.first(names, now)
                    .map(numbers -> new Shown(now.table(), numbers))
                    .orElse(null);
            return remember(table.id(), first, new ColumnLineage.Unknown());
        }
        ColumnAlignment.Found found = ColumnAlignment.of(names, before.columns, now);
        SortedMap<Integer, String> numbers = found.numbers();
        return remember(table.id(), numbers == null ? null : new Shown(now.table(), numbers), found.lineage());
    }

    private ColumnLineage remember(TableId table, @Nullable Shown shown, ColumnLineage lineage) {
        if (!java.util.Objects.equals(shown, known.tables.get(table))) {
            SortedMap<TableId, Shown> tables = new TreeMap<>(known.tables);
            if (shown == null) {
                tables.remove(table);
            } else {
                tables.put(table, shown);
            }
            known = new Known(tables);
        }
        return lineage;
    }
}
