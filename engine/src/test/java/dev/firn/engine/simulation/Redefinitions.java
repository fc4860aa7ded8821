package dev.firn.engine.simulation;

import dev.firn.schema.change.ColumnLineage;
import dev.firn.schema.source.SourceColumn;
import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.TableDefinition;
import dev.firn.schema.source.TableDefinition.ColumnDefinition;
import dev.firn.schema.source.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What users of the model database do to a table that changes no value: comments, how columns are declared, their order. */
final class Redefinitions {

    private final Schedule schedule;
    private final ModelDatabase database;

    Redefinitions(Schedule schedule, ModelDatabase database) {
        this.schedule = schedule;
        this.database = database;
    }

    /** Redefines a table, in a transaction of its own. */
    void any() {
        SortedMap<TableId, TableImage> tables = new TreeMap<>(database.at(database.end()));
        if (tables.isEmpty()) {
            return;
        }
        TableImage image = schedule.pick(List.copyOf(tables.values()));
        // Where the log tells no definitions, the order of columns never changes.
        TableImage changed =
                database.announcesDefinitions && schedule.chance(0.3) ? withLastColumnFirst(image) : redeclared(image);
        tables.put(changed.definition().id(), changed);
        database.commit(List.of(new LogEvent.Defined(changed.definition(), ColumnLineage.BY_NAME)), tables);
    }

    private TableImage redeclared(TableImage image) {
        TableDefinition before = image.definition().definition();
        SortedMap<String, ColumnDefinition> columns = new TreeMap<>(before.columns());
        String column = schedule.pick(image.columnNames());
        columns.put(column, new ColumnDefinition(anyComment(), "char(" + schedule.pick(3) + ")", ""));
        String comment = schedule.chance(0.3) ? anyComment() : before.comment();
        return new TableImage(
                image.definition().defined(new TableDefinition(comment, columns)),
                image.rows(),
                image.storage(),
                image.identity());
    }

    private String anyComment() {
        return schedule.chance(0.2) ? "" : "for " + schedule.pick(1_000);
    }

    private static TableImage withLastColumnFirst(TableImage image) {
        SourceTable before = image.definition();
        List<SourceColumn> columns = new ArrayList<>(before.columns());
        columns.add(0, columns.remove(columns.size() - 1));
        SortedMap<Integer, @Nullable Object[]> rows = new TreeMap<>();
        image.rows().forEach((place, row) -> {
            @Nullable Object[] moved = new @Nullable Object[row.length];
            System.arraycopy(row, 0, moved, 1, row.length - 1);
            moved[0] = row[row.length - 1];
            rows.put(place, moved);
        });
        return new TableImage(
                new SourceTable(before.id(), columns, before.key(), before.definition()),
                rows,
                image.storage(),
                image.identity());
    }

    /** Whether the lake's table says what the source's says, of the columns that both have. */
    static boolean areFollowed(SourceTable source, ModelLakeTable lake) {
        TableDefinition there = lake.definition();
        return there.comment().equals(source.definition().comment())
                && source.columns().stream()
                        .map(SourceColumn::name)
                        .filter(there.columns()::containsKey)
                        .allMatch(name -> comment(there.columns().get(name))
                                .equals(comment(source.definition().columns().get(name))));
    }

    private static String comment(@Nullable ColumnDefinition column) {
        return column == null ? "" : column.comment();
    }
}
