package dev.firn.engine.simulation;

import dev.firn.schema.change.ColumnLineage;
import dev.firn.schema.source.SourceColumn;
import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.SourceType;
import dev.firn.schema.source.TableId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What the users of the model database do to it. */
final class Workload {

    private static final int KEYS = 14;

    private final Schedule schedule;
    private final ModelDatabase database;

    /** Whether updates leave unchanged values out of the log. */
    private final boolean leavesOutUnchanged;

    private final Alterations alterations;

    private int storages;
    private long values;

    /** The transaction under way. */
    private List<LogEvent> events = new ArrayList<>();

    private SortedMap<TableId, TableImage> tables = new TreeMap<>();

    Workload(Schedule schedule, ModelDatabase database, boolean leavesOutUnchanged) {
        this.schedule = schedule;
        this.database = database;
        this.leavesOutUnchanged = leavesOutUnchanged;
        this.alterations = new Alterations(schedule, database, this::define, () -> storages++);
    }

    static SourceTable keyed(String name) {
        return new SourceTable(
                new TableId("shop", name),
                List.of(
                        new SourceColumn("id", SourceType.of("int"), false),
                        new SourceColumn("a", SourceType.of("int"), true),
                        new SourceColumn("t", SourceType.of("text"), true)),
                List.of("id"));
    }

    /** With a column whose values readers order differently. */
    static SourceTable withUuid(String name) {
        return new SourceTable(
                new TableId("shop", name),
                List.of(
                        new SourceColumn("id", SourceType.of("int"), false),
                        new SourceColumn("u", SourceType.of("uuid"), true)),
                List.of("id"));
    }

    /** With columns that look alike. */
    static SourceTable withTwins(String name) {
        return new SourceTable(
                new TableId("shop", name),
                List.of(
                        new SourceColumn("id", SourceType.of("int"), false),
                        new SourceColumn("a", SourceType.of("int"), true),
                        new SourceColumn("b", SourceType.of("int"), true)),
                List.of("id"));
    }

    static SourceTable keyless(String name) {
        return new SourceTable(
                new TableId("shop", name),
                List.of(
                        new SourceColumn("a", SourceType.of("int"), true),
                        new SourceColumn("t", SourceType.of("text"), true)),
                List.of());
    }

    void create(SourceTable table) {
        begin();
        define(TableImage.empty(table, storages++));
        commit();
    }

    /** Creates a table with rows. */
    void create(SourceTable table, int rows) {
        create(table);
        begin();
        for (int id = 0; id < rows; id++) {
            TableImage filled = tables.get(table.id());
            insert(filled, row(filled, id));
        }
        commit();
    }

    /** A transaction of a few changes, sometimes of many. */
    void change() {
        begin();
        int changes = schedule.chance(0.05) ? 40 : 1 + schedule.pick(4);
        for (int i = 0; i < changes && !tables.isEmpty(); i++) {
            changeRow(anyTable());
        }
        if (!events.isEmpty()) {
            commit();
        }
    }

    /** A change of definition, in a transaction with changes of rows. */
    void alter(double truncateShare) {
        begin();
        TableImage table = anyTable();
        if (schedule.chance(0.5)) {
            changeRow(table);
        }
        table = tables.get(table.definition().id());
        if (schedule.chance(truncateShare)) {
            tables.put(table.definition().id(), table.with(new TreeMap<>()));
            events.add(new LogEvent.Truncated(table.definition()));
        } else {
            alterations.alter(table);
        }
        if (schedule.chance(0.5)) {
            changeRow(tables.get(table.definition().id()));
        }
        if (!database.announcesDefinitions && events.stream().anyMatch(Workload::changesOldRows)) {
            showDefinition(table.definition().id());
        }
        commit();
    }

    /** Changes a table's columns in a way that a lake can follow in place, in a transaction with a change of a row. */
    void alterInPlace(TableId table, int turn) {
        begin();
        alterations.inPlace(tables.get(table), turn);
        showDefinition(table);
        commit();
    }

    /**
     * Lets two columns of a table get each other's names.
     *
     * @param shown whether a change of a row follows in the same transaction, with which a log without definitions shows it
     */
    void exchange(TableId table, boolean shown) {
        begin();
        if (alterations.exchange(tables.get(table))) {
            if (shown) {
                showDefinition(table);
            }
            commit();
        }
    }

    /** The same of any table. */
    void exchange() {
        begin();
        exchange(anyTable().definition().id(), true);
    }

    /** Changes a row of a table. */
    void touch(TableId table) {
        begin();
        showDefinition(table);
        commit();
    }

    private static boolean changesOldRows(LogEvent event) {
        return event instanceof LogEvent.Defined defined && !ColumnLineage.BY_NAME.equals(defined.lineage());
    }

    /** Only a row shows a definition where the log tells none; without one the lake cannot know what old rows became. */
    private void showDefinition(TableId table) {
        int before = events.size();
        while (events.size() == before) {
            changeRow(tables.get(table));
        }
    }

    /** Rows move to other places, and the log says nothing. */
    void rewrite() {
        begin();
        TableImage table = anyTable();
        List<@Nullable Object[]> rows = new ArrayList<>(table.rows().values());
        Collections.shuffle(rows, schedule.random);
        SortedMap<Integer, @Nullable Object[]> moved = new TreeMap<>();
        rows.forEach(row -> moved.put(moved.size(), row));
        tables.put(table.definition().id(), new TableImage(table.definition(), moved, storages++, table.identity()));
        commit();
    }

    /** Drops a table, or creates it again. */
    void dropOrCreate(SourceTable definition) {
        begin();
        if (tables.remove(definition.id()) != null) {
            events.add(new LogEvent.Removed(definition.id()));
        } else {
            define(TableImage.empty(definition, storages++));
        }
        commit();
    }

    /** Drops a table and creates one of the same name. */
    void replace(SourceTable definition) {
        begin();
        if (tables.remove(definition.id()) != null) {
            events.add(new LogEvent.Removed(definition.id()));
            define(TableImage.empty(definition, storages++));
            commit();
        }
    }

    /** Gives a table another name. */
    void rename(TableId from, TableId to) {
        begin();
        if (tables.containsKey(from) && !tables.containsKey(to)) {
            move(from, to);
            commit();
        }
    }

    /** Lets a table take another one's place, which is kept under a third name. */
    void swap(TableId place, TableId by, TableId kept) {
        begin();
        if (tables.containsKey(place) && tables.containsKey(by) && !tables.containsKey(kept)) {
            move(place, kept);
            move(by, place);
            commit();
        }
    }

    private void move(TableId from, TableId to) {
        TableImage renamed = Objects.requireNonNull(tables.remove(from)).named(to);
        tables.put(to, renamed);
        events.add(new LogEvent.Renamed(from, renamed.definition()));
    }

    /** An event that nobody can read. */
    void garble() {
        begin();
        if (tables.isEmpty()) {
            return;
        }
        events.add(new LogEvent.Garbled(anyTable().definition().id()));
        commit();
    }

    private void begin() {
        events = new ArrayList<>();
        tables = new TreeMap<>(database.at(database.end()));
    }

    private void commit() {
        database.commit(events, tables);
    }

    private TableImage anyTable() {
        return schedule.pick(List.copyOf(tables.values()));
    }

    private void define(TableImage image, ColumnLineage lineage) {
        tables.put(image.definition().id(), image);
        events.add(new LogEvent.Defined(image.definition(), lineage));
    }

    private void define(TableImage image) {
        define(image, ColumnLineage.BY_NAME);
    }

    private void changeRow(TableImage table) {
        if (table.definition().key().isEmpty()) {
            changeKeyless(table);
            return;
        }
        int id = schedule.pick(KEYS);
        Integer place = table.find(key(table, id));
        if (place == null) {
            insert(table, row(table, id));
        } else if (schedule.chance(0.25)) {
            delete(table, place);
        } else if (schedule.chance(0.15)) {
            changeKey(table, place);
        } else {
            update(table, place);
        }
    }

    private static List<@Nullable Object> key(TableImage table, int id) {
        List<@Nullable Object> key = new ArrayList<>();
        key.add(idValue(table, id));
        return key;
    }

    private static Object idValue(TableImage table, int id) {
        String type =
                table.definition().columns().get(table.column("id")).type().name();
        return value(type, id);
    }

    static Object value(String type, long value) {
        return switch (type) {
            case "int" -> Math.toIntExact(value);
            case "bigint" -> value;
            case "uuid" -> new UUID(value, value);
            default -> "v" + value;
        };
    }

    private @Nullable Object[] row(TableImage table, int id) {
        List<SourceColumn> columns = table.definition().columns();
        @Nullable Object[] row = new @Nullable Object[columns.size()];
        for (int i = 0; i < row.length; i++) {
            String type = columns.get(i).type().name();
            row[i] = columns.get(i).name().equals("id") ? idValue(table, id) : nextValue(type);
        }
        return row;
    }

    private @Nullable Object nextValue(String type) {
        return schedule.chance(0.1) ? null : value(type, values++);
    }

    private void insert(TableImage table, @Nullable Object[] row) {
        SortedMap<Integer, @Nullable Object[]> rows = new TreeMap<>(table.rows());
        rows.put(freePlace(rows), row);
        tables.put(table.definition().id(), table.with(rows));
        events.add(new LogEvent.Inserted(table.definition(), row));
    }

    /** A gap where a row was, or behind the last row. */
    private int freePlace(SortedMap<Integer, @Nullable Object[]> rows) {
        int behind = rows.isEmpty() ? 0 : rows.lastKey() + 1;
        if (schedule.chance(0.5)) {
            for (int place = 0; place < behind; place++) {
                if (!rows.containsKey(place)) {
                    return place;
                }
            }
        }
        return behind;
    }

    private void delete(TableImage table, int place) {
        SortedMap<Integer, @Nullable Object[]> rows = new TreeMap<>(table.rows());
        @Nullable Object[] row = rows.remove(place);
        tables.put(table.definition().id(), table.with(rows));
        events.add(new LogEvent.Deleted(table.definition(), row));
    }

    private void changeKey(TableImage table, int place) {
        int id = schedule.pick(KEYS);
        if (table.find(key(table, id)) == null) {
            @Nullable Object[] changed = table.rows().get(place).clone();
            changed[table.column("id")] = idValue(table, id);
            delete(table, place);
            insert(tables.get(table.definition().id()), changed);
        }
    }

    private void update(TableImage table, int place) {
        SortedMap<Integer, @Nullable Object[]> rows = new TreeMap<>(table.rows());
        @Nullable Object[] changed = rows.remove(place).clone();
        List<String> unchanged = new ArrayList<>();
        List<SourceColumn> columns = table.definition().columns();
        for (int i = 0; i < changed.length; i++) {
            String name = columns.get(i).name();
            boolean large = columns.get(i).type().name().equals("text");
            if (large && leavesOutUnchanged && changed[i] != null && schedule.chance(0.6)) {
                unchanged.add(name);
            } else if (!name.equals("id")) {
                changed[i] = nextValue(columns.get(i).type().name());
            }
        }
        rows.put(schedule.chance(0.5) ? place : freePlace(rows), changed);
        tables.put(table.definition().id(), table.with(rows));
        events.add(new LogEvent.Updated(table.definition(), changed, unchanged));
    }

    private void changeKeyless(TableImage table) {
        if (table.rows().isEmpty() || schedule.chance(0.6)) {
            insert(table, row(table, 0));
        } else {
            delete(table, schedule.pick(List.copyOf(table.rows().keySet())));
        }
    }
}
