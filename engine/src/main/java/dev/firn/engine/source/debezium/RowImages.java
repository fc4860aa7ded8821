package dev.firn.engine.source.debezium;

import dev.firn.engine.decode.ForbiddenNullException;
import dev.firn.engine.decode.LogRowDecoder;
import dev.firn.engine.decode.UndecodableValueException;
import dev.firn.engine.event.ChangeEvent;
import dev.firn.engine.event.FormerPlace;
import dev.firn.schema.layout.ChangelogColumn;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.TableMode;
import dev.firn.schema.source.TableId;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.apache.kafka.connect.data.Field;
import org.apache.kafka.connect.data.Schema;
import org.apache.kafka.connect.data.Struct;
import org.jspecify.annotations.Nullable;

/**
 * Turns the change records of one table under one schema into events. Hot.
 *
 * <p>The connector tells an update of its key as a delete and an insert; of a configured key that is another one, this class does.
 */
final class RowImages {

    private static final ChangelogColumn[] CHANGELOG_COLUMNS = ChangelogColumn.values();

    /** Makes of a position one right behind it, and before the next event's. */
    private static final String BEHIND = "+";

    private final LogRowDecoder decoder;
    private final TableLayout layout;
    private final TableMode mode;
    /** Whether the log's own key is another than the layout's, so that an update may change the layout's. */
    private final boolean keyIsConfigured;
    /** Whether an old image has all values; else those that the log leaves out are null. */
    private final boolean oldRowsAreComplete;

    /** The key of the last row that was deleted: if it was not, but moved to another key, that comes next. */
    private @Nullable Object @Nullable [] lastDeleted;

    private final Field operation;
    private final Field before;
    private final Field after;

    RowImages(LogRowDecoder decoder, Schema envelope, boolean keyIsConfigured, boolean oldRowsAreComplete) {
        this.oldRowsAreComplete = oldRowsAreComplete;
        this.decoder = decoder;
        this.layout = decoder.layout();
        this.mode = layout.mode();
        this.keyIsConfigured = keyIsConfigured && mode == TableMode.UPSERT;
        this.operation = envelope.field("op");
        this.before = envelope.field("before");
        this.after = envelope.field("after");
    }

    /**
     * Adds the events of one record; what cannot be decoded is an event as well.
     *
     * @throws ForbiddenNullException if a row lacks a value that its layout requires; nothing was added
     */
    void translate(Struct record, EventOrigin origin, List<ChangeEvent> out) throws ForbiddenNullException {
        int told = out.size();
        char operationCode = ((String) record.get(operation)).charAt(0);
        try {
            if (mode == TableMode.CHANGELOG) {
                append(operationCode, record, origin, out);
            } else {
                change(operationCode, record, out);
            }
        } catch (ForbiddenNullException e) {
            out.subList(told, out.size()).clear();
            throw e;
        } catch (UndecodableValueException e) {
            out.add(unreadable(e));
        }
    }

    private void change(char operationCode, Struct record, List<ChangeEvent> out) throws UndecodableValueException {
        switch (operationCode) {
            case 'c' -> insert((Struct) record.get(after), out);
            case 'u' -> update((Struct) record.get(before), (Struct) record.get(after), out);
            case 'd' -> out.add(delete((Struct) record.get(before)));
            case 't' -> out.add(new ChangeEvent.Truncate(layout.table()));
            default -> out.add(unknown(operationCode));
        }
    }

    /** A row that moved to another key arrives as new, and may still lack what did not change. */
    private void insert(Struct image, List<ChangeEvent> out) throws UndecodableValueException {
        BitSet missing = decoder.missing(image);
        @Nullable Object[] row = decoder.row(image);
        out.add(
                missing == null
                        ? new ChangeEvent.Insert(layout, row)
                        : new ChangeEvent.PartialUpdate(layout, row, missing, lastDeleted));
    }

    private void update(@Nullable Struct old, Struct image, List<ChangeEvent> out) throws UndecodableValueException {
        if (keyIsConfigured && old != null && movesKey(old, image)) {
            out.add(delete(old));
            insert(image, out);
            return;
        }
        BitSet missing = decoder.missing(image);
        @Nullable Object[] row = decoder.row(image);
        out.add(
                missing == null
                        ? new ChangeEvent.Update(layout, row, from(old))
                        : new ChangeEvent.PartialUpdate(layout, row, missing));
    }

    private ChangeEvent delete(Struct old) throws UndecodableValueException {
        @Nullable Object[] key = decoder.key(old);
        lastDeleted = key;
        return new ChangeEvent.Delete(layout, key, from(old));
    }

    private @Nullable FormerPlace from(@Nullable Struct old) {
        return old == null ? null : decoder.place(old, oldRowsAreComplete);
    }

    private boolean movesKey(Struct old, Struct image) throws UndecodableValueException {
        return !Arrays.deepEquals(decoder.key(old), decoder.key(image));
    }

    private void append(char operationCode, Struct record, EventOrigin origin, List<ChangeEvent> out)
            throws UndecodableValueException {
        Struct image = switch (operationCode) {
            case 'c', 'u' -> (Struct) record.get(after);
            case 'd' -> (Struct) record.get(before);
            default -> null;
        };
        if (image == null && operationCode != 't') {
            out.add(unknown(operationCode));
            return;
        }
        if (operationCode != 'd' && image != null && decoder.missing(image) != null) {
            out.add(new ChangeEvent.Unreadable(
                    layout.table(),
                    "Cannot append to the changelog of " + layout.table()
                            + ": the log leaves out a large value that did not change; run ALTER TABLE "
                            + layout.table() + " REPLICA IDENTITY FULL (not if it has generated columns: 'firn check'"
                            + " says what helps), then resync the table",
                    null));
            return;
        }
        if (operationCode == 'u' && image != null && layout.key().isEmpty()) {
            replace((Struct) record.get(before), image, origin, out);
            return;
        }
        @Nullable Object[] row = image == null ? new Object[layout.columns().size()] : decoder.row(image);
        stamp(row, String.valueOf(operationCode), origin);
        out.add(new ChangeEvent.Append(layout, row, origin.transaction()));
    }

    /** Without a key only the old row says which one was changed: it is deleted, and the new one inserted right behind. */
    private void replace(@Nullable Struct old, Struct image, EventOrigin origin, List<ChangeEvent> out)
            throws UndecodableValueException {
        if (old == null) {
            // It had a key by then: without one, a source that does not log old rows refuses updates.
            out.add(new ChangeEvent.Untold(layout.table(), "it had a key when a row was changed"));
            return;
        }
        @Nullable Object[] deleted = decoder.row(old);
        @Nullable Object[] inserted = decoder.row(image);
        stamp(deleted, "d", origin);
        stamp(inserted, "c", origin);
        inserted[positionIndex()] = origin.position() + BEHIND;
        out.add(new ChangeEvent.Append(layout, deleted, origin.transaction()));
        out.add(new ChangeEvent.Append(layout, inserted, origin.transaction()));
    }

    private int positionIndex() {
        return layout.columns().size()
                - CHANGELOG_COLUMNS.length
                + Arrays.asList(CHANGELOG_COLUMNS).indexOf(ChangelogColumn.POSITION);
    }

    private void stamp(@Nullable Object[] row, String operationName, EventOrigin origin) {
        int index = row.length - CHANGELOG_COLUMNS.length;
        for (ChangelogColumn column : CHANGELOG_COLUMNS) {
            row[index++] = switch (column) {
                case OPERATION -> operationName;
                case SOURCE_TIMESTAMP -> origin.committedMicros();
                case POSITION -> origin.position();
            };
        }
    }

    private ChangeEvent unknown(char operationCode) {
        return new ChangeEvent.Unreadable(
                layout.table(),
                "Cannot read a change of " + layout.table() + ": the log names an operation '" + operationCode
                        + "' that Firn does not know; resync the table and report the defect",
                null);
    }

    /** Says that a value cannot be decoded. */
    ChangeEvent unreadable(UndecodableValueException found) {
        TableId table = layout.table();
        return new ChangeEvent.Unreadable(table, "Cannot read a change of " + table + ": " + found.getMessage(), found);
    }
}
