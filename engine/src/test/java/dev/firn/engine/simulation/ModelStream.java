package dev.firn.engine.simulation;

import dev.firn.engine.event.ChangeEvent;
import dev.firn.engine.event.SourceMark;
import dev.firn.engine.event.TransactionId;
import dev.firn.engine.simulation.Faults.BrokenPromise;
import dev.firn.engine.source.ChangeListener;
import dev.firn.engine.source.ChangeStream;
import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceState;
import dev.firn.schema.change.ColumnLineage;
import dev.firn.schema.change.ColumnLineage.OldRows;
import dev.firn.schema.change.ColumnNumbers;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.TableMode;
import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.TableId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The model database's log as a stream, delivered in slices that the seed cuts. */
final class ModelStream implements ChangeStream {

    private final ModelSource source;
    private final ModelDatabase database;
    private final Schedule schedule;
    private final Faults faults;
    private final ChangeListener listener;
    private final Oracle oracle;
    private final Map<TableId, SourceTable> announced = new HashMap<>();

    /** The columns that were announced before this stream, by their numbers. */
    private final Map<TableId, Map<Integer, String>> known = new HashMap<>();

    /** Which table of that name they are of. */
    private final Map<TableId, Integer> identities = new HashMap<>();

    private final Map<Integer, String> states = new HashMap<>();
    private final Map<SourceTable, TableLayout> layouts = new HashMap<>();
    private final Deque<ChangeEvent> ahead = new ArrayDeque<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private int next;
    private int decoded;
    private boolean closed;

    /** The first delivery may have to wait for the checkpoint that takes the pipeline over. */
    private boolean begun;

    ModelStream(ModelSource source, int from, String columns, ChangeListener listener, Oracle oracle) {
        this.source = source;
        this.database = source.database;
        this.schedule = source.schedule;
        this.faults = source.faults;
        this.listener = listener;
        this.oracle = oracle;
        this.next = from;
        if (columns.isEmpty()) {
            database.at(from).values().forEach(table -> lineage(table.definition(), from));
        }
        readColumns(columns);
        later();
    }

    boolean isOpen() {
        return !closed && source.process.isAlive();
    }

    private void later() {
        schedule.after(source.process, schedule.about(faults.streamPause), this::deliver);
    }

    private void deliver() {
        if (closed) {
            return;
        }
        if (!begun && schedule.isNested()) {
            later();
            return;
        }
        begun = true;
        if (schedule.chance(faults.streamBreakRate)) {
            closed = true;
            ended.completeExceptionally(new SourceException(SourceException.Cure.RETRY, "The connection broke", null));
            return;
        }
        try {
            source.requireLog(next);
        } catch (SourceException e) {
            closed = true;
            ended.completeExceptionally(e);
            return;
        }
        int wanted = 1 + schedule.pick(12);
        while (ahead.size() < wanted && next < database.end()) {
            decode(database.transaction(next));
            next++;
        }
        if (ahead.isEmpty()) {
            ahead.add(boundary(next));
        }
        List<ChangeEvent> slice = new ArrayList<>();
        while (slice.size() < wanted && !ahead.isEmpty()) {
            slice.add(ahead.remove());
        }
        try {
            listener.onEvents(slice);
        } catch (InterruptedException e) {
            closed = true;
            ended.complete(null);
            return;
        }
        later();
    }

    /** {@code shop.a@3 0=id 1=a}, a line for each table. */
    private void readColumns(String columns) {
        columns.lines().forEach(line -> {
            String[] parts = line.split(" ");
            Map<Integer, String> names = new TreeMap<>();
            for (int i = 1; i < parts.length; i++) {
                int equals = parts[i].indexOf('=');
                names.put(Integer.valueOf(parts[i].substring(0, equals)), parts[i].substring(equals + 1));
            }
            int at = parts[0].indexOf('@');
            TableId table = TableId.parse(parts[0].substring(0, at));
            identities.put(table, Integer.valueOf(parts[0].substring(at + 1)));
            known.put(table, names);
        });
    }

    private String columns() {
        StringBuilder text = new StringBuilder();
        known.forEach((table, names) -> {
            text.append(table).append('@').append(identities.get(table));
            names.forEach((number, name) ->
                    text.append(' ').append(number).append('=').append(name));
            text.append('\n');
        });
        return text.toString();
    }

    private ChangeEvent boundary(int position) {
        states.put(position, columns());
        return new ChangeEvent.Boundary(
                new ModelPosition.Mark(new ModelPosition(position), schedule.now(), columnNumbers()));
    }

    private Map<TableId, ColumnNumbers> columnNumbers() {
        Map<TableId, ColumnNumbers> tables = new HashMap<>();
        known.keySet().forEach(table -> {
            ColumnNumbers numbers = columnNumbers(table);
            if (numbers != null) {
                tables.put(table, numbers);
            }
        });
        return tables;
    }

    private @Nullable ColumnNumbers columnNumbers(TableId table) {
        Map<Integer, String> names = known.get(table);
        Integer identity = identities.get(table);
        if (database.announcesDefinitions || names == null || identity == null) {
            return null;
        }
        Map<String, Integer> numbers = new HashMap<>();
        names.forEach((number, name) -> numbers.put(name, number));
        return new ColumnNumbers(identity.toString(), numbers);
    }

    private void decode(ModelDatabase.Transaction transaction) {
        int ordinal = 0;
        decoded = transaction.position();
        database.delivered(decoded);
        for (LogEvent event : transaction.events()) {
            if (!database.carries(event.table(), transaction.position())) {
                ordinal++;
                continue;
            }
            decode(event, transaction, ordinal++);
            if (faults.breaks(BrokenPromise.BOUNDARIES_ARE_BETWEEN_TRANSACTIONS) && schedule.chance(0.3)) {
                ahead.add(boundary(transaction.position()));
            }
        }
        // Not every commit is worth a boundary of its own.
        if (transaction.position() == database.end() || schedule.chance(0.7)) {
            ahead.add(boundary(transaction.position()));
        }
    }

    private void decode(LogEvent event, ModelDatabase.Transaction transaction, int ordinal) {
        if (event instanceof LogEvent.Defined defined) {
            if (database.announcesDefinitions) {
                announce(defined.definition(), defined.lineage());
                describe(defined.table(), transaction.position());
            }
        } else if (event instanceof LogEvent.Removed removed) {
            if (database.announcesDefinitions) {
                announced.remove(removed.table());
                ahead.add(new ChangeEvent.Dropped(removed.table()));
            }
        } else if (event instanceof LogEvent.Renamed renamed) {
            if (database.announcesDefinitions) {
                announced.remove(renamed.table());
                ahead.add(new ChangeEvent.Renamed(renamed.table(), renamed.to().id()));
                announced.remove(renamed.to().id());
                announce(renamed.to());
                describe(renamed.to().id(), transaction.position());
            }
        } else if (event instanceof LogEvent.Garbled garbled) {
            ahead.add(new ChangeEvent.Unreadable(garbled.table(), "The event is garbled; skip it", null));
        } else if (event instanceof LogEvent.Truncated truncated) {
            if (isKeyed(truncated.definition())) {
                ahead.add(new ChangeEvent.Truncate(truncated.table()));
            } else {
                TableLayout layout = announce(truncated.definition());
                ahead.add(append(layout, new @Nullable Object[0], "t", transaction, ordinal));
            }
        } else if (event instanceof LogEvent.Inserted inserted) {
            row(inserted.definition(), inserted.row(), "c", transaction, ordinal);
        } else if (event instanceof LogEvent.Deleted deleted) {
            row(deleted.definition(), deleted.row(), "d", transaction, ordinal);
        } else if (event instanceof LogEvent.Updated updated) {
            updated(updated, transaction, ordinal);
        }
    }

    /** What the catalog says, which has seen this much at least. */
    private void describe(TableId table, int position) {
        TableImage image = database.table(table, Math.max(position, database.visible()));
        if (image != null) {
            ahead.add(new ChangeEvent.Described(table, image.described().definition(), null));
        }
    }

    private static boolean isKeyed(SourceTable definition) {
        return !definition.key().isEmpty();
    }

    private void updated(LogEvent.Updated event, ModelDatabase.Transaction transaction, int ordinal) {
        TableLayout layout = announce(event.definition());
        if (layout.mode() == TableMode.CHANGELOG || event.unchanged().isEmpty()) {
            row(event.definition(), event.row(), "u", transaction, ordinal);
            return;
        }
        @Nullable Object[] partial = event.row().clone();
        BitSet missing = new BitSet();
        for (int i = 0; i < partial.length; i++) {
            if (event.unchanged().contains(layout.columns().get(i).name())) {
                partial[i] = null;
                missing.set(i);
            }
        }
        ahead.add(new ChangeEvent.PartialUpdate(layout, partial, missing));
    }

    private void row(
            SourceTable definition,
            @Nullable Object[] row,
            String operation,
            ModelDatabase.Transaction transaction,
            int ordinal) {
        TableLayout layout = announce(definition);
        if (layout.mode() == TableMode.CHANGELOG) {
            ahead.add(append(layout, row, operation, transaction, ordinal));
        } else if (operation.equals("c")) {
            ahead.add(new ChangeEvent.Insert(layout, row.clone()));
        } else if (operation.equals("u")) {
            ahead.add(new ChangeEvent.Update(layout, row.clone()));
        } else {
            @Nullable
            Object[] key = layout.key().stream().map(index -> row[index]).toArray();
            ahead.add(new ChangeEvent.Delete(layout, key));
        }
    }

    private ChangeEvent append(
            TableLayout layout,
            @Nullable Object[] row,
            String operation,
            ModelDatabase.Transaction transaction,
            int ordinal) {
        @Nullable Object[] values = Arrays.copyOf(row, layout.columns().size());
        int own = values.length - 3;
        values[own] = operation;
        values[own + 1] = ChronoUnit.MICROS.between(java.time.Instant.EPOCH, schedule.now());
        values[own + 2] = "log/" + transaction.position() + "#" + ordinal;
        return new ChangeEvent.Append(layout, values, new TransactionId("tx/" + transaction.position()));
    }

    private TableLayout announce(SourceTable definition) {
        return announce(definition, database.announcesDefinitions ? ColumnLineage.BY_NAME : null);
    }

    /** @param lineage null if it is to be found by the columns' numbers */
    private TableLayout announce(SourceTable definition, @Nullable ColumnLineage lineage) {
        TableLayout layout = layouts.computeIfAbsent(definition, ModelTypes::layout);
        if (!definition.equals(announced.put(definition.id(), definition))
                || (lineage != null && !ColumnLineage.BY_NAME.equals(lineage))) {
            ColumnLineage found = lineage == null ? lineage(definition, decoded) : lineage;
            ahead.add(new ChangeEvent.LayoutChanged(layout, found, null, columnNumbers(definition.id())));
        }
        return layout;
    }

    /** A table that came under the name of another has columns of its own, whatever their numbers. */
    private ColumnLineage lineage(SourceTable definition, int position) {
        Map<Integer, String> now = new TreeMap<>();
        Map<String, String> types = new HashMap<>();
        TableImage image = database.table(definition.id(), position);
        definition.columns().forEach(column -> {
            int number = image == null
                    ? database.number(-1, column.name(), position)
                    : database.number(image.identity(), column.name(), position);
            now.put(number, column.name());
            types.put(column.name(), column.type().name());
        });
        Map<Integer, String> before = known.put(definition.id(), now);
        Integer identity = image == null ? identities.get(definition.id()) : Integer.valueOf(image.identity());
        boolean isAnother = !Objects.equals(identity, identities.put(definition.id(), identity));
        if (before == null || isAnother) {
            return new ColumnLineage.FirstSight();
        }
        Map<String, String> renamed = new HashMap<>();
        Map<String, OldRows> added = new HashMap<>();
        now.forEach((number, name) -> {
            String former = before.get(number);
            if (former == null) {
                added.put(name, Alterations.oldRows(name, String.valueOf(types.get(name))));
            } else if (!former.equals(name)) {
                renamed.put(name, former);
            }
        });
        return new ColumnLineage.Told(renamed, Set.of(), added);
    }

    @Override
    public SourceState stateAt(SourceMark mark) {
        return new SourceState(
                mark.position().toString(), states.getOrDefault(((ModelPosition) mark.position()).committed(), ""));
    }

    @Override
    public void acknowledge(SourceMark mark) {
        source.process.check();
        if (closed) {
            return;
        }
        ModelPosition position = (ModelPosition) mark.position();
        oracle.acknowledged(position, source.process);
        database.acknowledge(position.committed());
    }

    @Override
    public CompletionStage<Void> ended() {
        return ended;
    }

    @Override
    public void close() {
        closed = true;
        ended.complete(null);
    }
}
