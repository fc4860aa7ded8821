package dev.firn.engine.simulation;

import dev.firn.schema.layout.ChangelogColumn;
import dev.firn.schema.source.SourceColumn;
import dev.firn.schema.source.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/** Knows what a table of the lake must show, from the history of the model database. */
final class ContentOracle {

    private final ModelDatabase database;
    private final ModelLake lake;

    /** Whether a row may show a later value of a column that the log left out, until the log has come there (I2's exception). */
    private final boolean valuesMayBeAhead;

    private final BiFunction<String, String, AssertionError> violation;
    private final Map<TableId, Set<Integer>> snapshots = new HashMap<>();

    /** @param violation remembers which invariant is broken, and how */
    ContentOracle(
            ModelDatabase database,
            ModelLake lake,
            boolean valuesMayBeAhead,
            BiFunction<String, String, AssertionError> violation) {
        this.database = database;
        this.lake = lake;
        this.valuesMayBeAhead = valuesMayBeAhead;
        this.violation = violation;
    }

    /** A read of a whole table saw it so. */
    void snapshotTaken(TableId table, int position) {
        snapshots.computeIfAbsent(table, id -> new TreeSet<>()).add(position);
    }

    /** Whether a table shows what the source had, and how it does not. */
    void compare(TableId id, int position, String when) {
        TableImage image = database.table(id, position);
        if (image == null) {
            return;
        }
        ModelLakeTable table = lake.tables.get(id);
        if (table == null) {
            throw violation.apply("I1", id + " does not exist in the lake at " + when);
        }
        if (image.definition().key().isEmpty()) {
            compareChangelog(id, position, table, when);
        } else if (valuesMayBeAhead && position < database.end()) {
            compareLoosely(id, position, table, when);
        } else {
            List<String> lakeRows = describe(table.read(), image.columnNames());
            if (!lakeRows.equals(image.describe())) {
                throw violation.apply(
                        "I1/I2",
                        id + " differs from the source at log/" + position + ", " + when + "\n  source: "
                                + image.describe() + "\n  lake:   " + lakeRows);
            }
        }
    }

    private static List<String> describe(List<Map<String, @Nullable Object>> rows, List<String> columns) {
        return rows.stream()
                .map(row -> TableImage.describe(
                        columns, columns.stream().map(row::get).toArray()))
                .sorted()
                .toList();
    }

    // --- rows that were completed from the source

    private void compareLoosely(TableId id, int position, ModelLakeTable table, String when) {
        TableImage image = Objects.requireNonNull(database.table(id, position));
        Set<Object> seen = new HashSet<>();
        for (Map<String, @Nullable Object> row : table.read()) {
            Object key = Objects.requireNonNull(row.get("id"));
            if (!seen.add(key)) {
                throw violation.apply("I1", id + " has the key " + key + " twice at " + when);
            }
            for (SourceColumn column : image.definition().columns()) {
                boolean mayBeAhead = column.type().name().equals("text");
                if (!hasValue(id, key, column.name(), row.get(column.name()), position, mayBeAhead)) {
                    throw violation.apply(
                            "I1/I2", id + " has " + row + " at " + when + "; the source had " + image.describe());
                }
            }
        }
        for (@Nullable Object[] row : image.rows().values()) {
            Object key = image.keyOf(row).get(0);
            if (!seen.contains(key) && !wasGone(id, List.of(key), position)) {
                throw violation.apply("I1", id + " lacks " + key + " at " + when);
            }
        }
    }

    private boolean wasGone(TableId id, List<@Nullable Object> key, int position) {
        for (int later = position; later <= database.end(); later++) {
            TableImage image = database.table(id, later);
            if (image == null || image.find(key) == null) {
                return true;
            }
        }
        return false;
    }

    private boolean hasValue(
            TableId id, Object key, String column, @Nullable Object value, int position, boolean mayBeAhead) {
        for (int later = position; later <= (mayBeAhead ? database.end() : position); later++) {
            TableImage image = database.table(id, later);
            Integer place = image == null ? null : image.find(List.of(key));
            if (image == null || place == null) {
                continue;
            }
            int index = image.column(column);
            Object there =
                    index < 0 ? null : Objects.requireNonNull(image.rows().get(place))[index];
            if (Objects.equals(Objects.toString(value, null), Objects.toString(there, null))) {
                return true;
            }
        }
        return false;
    }

    // --- changelogs

    /** The rows of a load are the source at some position, and the events are exactly those behind it. */
    private void compareChangelog(TableId id, int position, ModelLakeTable table, String when) {
        List<Map<String, @Nullable Object>> loaded = new ArrayList<>();
        List<String> events = new ArrayList<>();
        for (Map<String, @Nullable Object> row : table.read()) {
            if ("r".equals(row.get(ChangelogColumn.OPERATION.column().name()))) {
                loaded.add(row);
            } else {
                events.add(Objects.toString(
                        row.get(ChangelogColumn.POSITION.column().name())));
            }
        }
        events.sort(null);
        for (int start : snapshots.getOrDefault(id, Set.of())) {
            TableImage image = database.table(id, start);
            if (image == null || start > position || !events.equals(eventsBetween(id, start, position))) {
                continue;
            }
            List<String> columns = columnsThatStayed(id, start, position);
            if (describe(loaded, columns).equals(describe(image, columns))) {
                return;
            }
        }
        throw violation.apply(
                "I1/I2",
                id + " is no changelog of the source up to log/" + position + ", " + when + "\n  loaded: " + loaded
                        + "\n  events: " + events + "\n  after each snapshot: "
                        + snapshots.getOrDefault(id, Set.of()).stream()
                                .filter(start -> start <= position)
                                .map(start -> start + " " + eventsBetween(id, start, position))
                                .toList());
    }

    private static List<String> describe(TableImage image, List<String> columns) {
        return image.rows().values().stream()
                .map(row -> TableImage.describe(
                        columns,
                        columns.stream().map(name -> row[image.column(name)]).toArray()))
                .sorted()
                .toList();
    }

    /** A column that was dropped, and may have come back, has no values from before in the lake. */
    private List<String> columnsThatStayed(TableId id, int from, int upTo) {
        List<String> columns =
                new ArrayList<>(Objects.requireNonNull(database.table(id, from)).columnNames());
        for (int position = from; position <= upTo; position++) {
            TableImage image = database.table(id, position);
            if (image != null) {
                columns.retainAll(image.columnNames());
            }
        }
        return columns;
    }

    private List<String> eventsBetween(TableId id, int after, int upTo) {
        List<String> events = new ArrayList<>();
        for (int index = after; index < upTo; index++) {
            ModelDatabase.Transaction transaction = database.transaction(index);
            for (int ordinal = 0; ordinal < transaction.events().size(); ordinal++) {
                LogEvent event = transaction.events().get(ordinal);
                boolean isRow = !(event instanceof LogEvent.Defined
                        || event instanceof LogEvent.Removed
                        || event instanceof LogEvent.Garbled);
                if (event.table().equals(id) && isRow) {
                    events.add("log/" + transaction.position() + "#" + ordinal);
                }
            }
        }
        events.sort(null);
        return events;
    }
}
