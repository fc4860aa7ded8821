package dev.firn.engine.source.debezium;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firn.engine.event.TransactionId;
import dev.firn.engine.source.NumberedColumns;
import dev.firn.engine.source.SourceCatalog;
import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import dev.firn.engine.source.postgres.PostgresPosition;
import dev.firn.schema.change.ColumnLineage;
import dev.firn.schema.change.ColumnNumbers;
import dev.firn.schema.source.SourceColumn;
import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which columns the log has shown of each table, by their numbers in the catalog, so that a column is known again under another name. Changed by the
 * stream's thread; what is known at a place of the log is kept by whoever marks it.
 */
final class PostgresColumns implements Lineages {

    private static final ObjectMapper JSON = new ObjectMapper();

    private final SourceCatalog catalog;
    private Known known;

    /** A place that the log has told everything before. */
    private PostgresPosition reached = new PostgresPosition(0);

    /** What is known, which never changes. */
    record Known(SortedMap<TableId, Shown> tables) {}

    /**
     * What was shown of a table.
     *
     * @param table what the catalog calls it by, under every name
     * @param columns names by numbers
     * @param ahead the place in the log from which on they are those; the log showed others before, and nobody knows which these were. Null where
     *     the log has shown them
     * @param unseen whether the log has shown none before, as far as anybody knows
     */
    record Shown(
            String table,
            SortedMap<Integer, String> columns,
            @Nullable Long ahead,
            boolean unseen) {

        PostgresPosition from() {
            return new PostgresPosition(ahead == null ? 0 : ahead);
        }

        ColumnNumbers numbers() {
            return new ColumnNumbers(
                    table,
                    columns.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey)));
        }
    }

    /** A table as it is written in a checkpoint. */
    private record Written(
            String schema,
            String name,
            String table,
            SortedMap<Integer, String> columns,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Long ahead,

            @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable
            Boolean unseen) {}

    private PostgresColumns(SourceCatalog catalog, Known known) {
        this.catalog = catalog;
        this.known = known;
    }

    /** For a stream without an earlier one: its tables are those that the catalog has. */
    static PostgresColumns asTheyAre(SourceCatalog catalog) {
        return knowing(catalog, new TreeMap<>());
    }

    /** For a stream that goes on where a state was written; one by an older Firn says nothing. */
    static PostgresColumns read(SourceCatalog catalog, String text) {
        SortedMap<TableId, Shown> tables = new TreeMap<>();
        if (!text.isEmpty()) {
            try {
                List<Written> written = JSON.readValue(text, new TypeReference<>() {});
                written.forEach(table -> tables.put(
                        new TableId(table.schema, table.name),
                        new Shown(table.table, table.columns, table.ahead, Boolean.TRUE.equals(table.unseen))));
            } catch (JsonProcessingException e) {
                throw new SourceException(
                        Cure.OPERATOR,
                        "Cannot go on from the checkpoint: its columns of tables are not what Firn writes; restore the"
                                + " checkpoint table, or remove it to start anew",
                        e);
            }
        }
        return knowing(catalog, tables);
    }

    private static PostgresColumns knowing(SourceCatalog catalog, SortedMap<TableId, Shown> tables) {
        PostgresColumns columns = new PostgresColumns(catalog, new Known(tables));
        columns.learn(catalog.numberedColumns());
        return columns;
    }

    static String write(Known known) {
        List<Written> written = new ArrayList<>();
        known.tables.forEach((table, shown) -> written.add(new Written(
                table.schema(), table.name(), shown.table, shown.columns, shown.ahead, shown.unseen ? true : null)));
        try {
            return JSON.writeValueAsString(written);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Names and numbers could not be written", e);
        }
    }

    /** What is known after all that was translated so far. */
    Known known() {
        learn(catalog.latelyNumberedColumns());
        return known;
    }

    /** Of tables that were not known, the columns that they have now: the log will show those from there on. */
    private void learn(Map<TableId, NumberedColumns> present) {
        if (present.isEmpty()) {
            return;
        }
        SortedMap<TableId, Shown> tables = new TreeMap<>(known.tables);
        present.forEach((table, now) -> {
            Shown before = tables.get(table);
            if (before == null || !before.table.equals(now.table())) {
                tables.put(table, new Shown(now.table(), ColumnAlignment.plain(now), lsn(now), true));
            }
        });
        known = new Known(tables);
    }

    /** The log has told everything before the place. */
    void reached(PostgresPosition place) {
        reached = place;
    }

    @Override
    public Traced of(SourceTable table, TransactionId transaction) {
        learn(catalog.latelyNumberedColumns());
        List<String> names = table.columns().stream().map(SourceColumn::name).toList();
        Shown before = known.tables.get(table.id());
        NumberedColumns now = catalog.numberedColumns(table.id()).orElse(null);
        if (now == null) {
            // It is gone, or has another name.
            boolean isTheSame =
                    before != null && List.copyOf(before.columns.values()).equals(names);
            if (!isTheSame) {
                remember(table.id(), null);
            }
            return isTheSame ? Traced.BY_NAME : new Traced(new ColumnLineage.Unknown(), null, null);
        }
        long writer = Long.parseLong(transaction.text());
        boolean mayBeAhead = now.mayBeAheadOf(writer);
        SortedMap<Integer, String> numbers;
        ColumnLineage lineage;
        if (isFirst(before, now) && now.mayHaveTakenNameFrom(writer)) {
            // The row may be of the table that was called so before.
            numbers = null;
            lineage = new ColumnLineage.Unknown();
        } else if (before == null || isFirst(before, now)) {
            numbers = ColumnAlignment.first(names, now, mayBeAhead).orElse(null);
            lineage = numbers == null ? new ColumnLineage.Unknown() : new ColumnLineage.FirstSight();
        } else if (!reached.reached(before.from())) {
            lineage = new ColumnLineage.Unknown();
            numbers = null;
        } else {
            ColumnAlignment.Found found = ColumnAlignment.of(names, before.columns, now, mayBeAhead);
            lineage = found.lineage();
            numbers = found.numbers();
        }
        Shown shown = numbers == null
                ? new Shown(now.table(), ColumnAlignment.plain(now), lsn(now), false)
                : new Shown(now.table(), numbers, null, false);
        remember(table.id(), shown);
        return new Traced(lineage, now.seenAt(), numbers == null ? null : shown.numbers());
    }

    private boolean isFirst(@Nullable Shown before, NumberedColumns now) {
        return before == null
                || !before.table.equals(now.table())
                || (before.unseen && !reached.reached(before.from()));
    }

    private static @Nullable Long lsn(NumberedColumns columns) {
        return columns.seenAt() instanceof PostgresPosition position ? position.lsn() : null;
    }

    private void remember(TableId table, @Nullable Shown shown) {
        if (!Objects.equals(shown, known.tables.get(table))) {
            SortedMap<TableId, Shown> tables = new TreeMap<>(known.tables);
            if (shown == null) {
                tables.remove(table);
            } else {
                tables.put(table, shown);
            }
            known = new Known(tables);
        }
    }
}
