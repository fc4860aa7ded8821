package dev.firn.engine.batch;

import dev.firn.engine.event.FormerPlace;
import dev.firn.schema.layout.TableLayout;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The batch of a table with a key: from key to net change. */
public final class KeyedBatch implements TableBatch {

    /** What an insert says about the time before it. */
    public enum Inserts {
        /** There was no row of this key: the source enforces the key, and no event comes twice (I1). */
        ARE_NEW,
        /** There may be one: the table is being loaded, or no unique index backs the key. */
        MAY_REPLACE
    }

    private final TableLayout layout;
    private final Inserts inserts;
    private Map<RowKey, NetChange> changes = new HashMap<>();
    private long bytes;

    /**
     * What was known of the row that was deleted last, if the batch knew anything: if it has moved to another key, that comes next, be the batch sealed in
     * between.
     */
    private @Nullable Deleted lastDeleted;

    private record Deleted(RowKey key, NetChange.Image image) {}

    public KeyedBatch(TableLayout layout, Inserts inserts) {
        this.layout = layout;
        this.inserts = inserts;
    }

    public void insert(@Nullable Object[] row) {
        lastDeleted = null;
        NetChange change = changeOf(RowKey.ofRow(row, layout.key()), inserts == Inserts.MAY_REPLACE, null);
        change.becomes(row);
        account(change);
    }

    public void update(@Nullable Object[] row) {
        update(row, null);
    }

    /**
     * Takes a new image of a row.
     *
     * @param from where the row was before; null if nobody knows
     */
    public void update(@Nullable Object[] row, @Nullable FormerPlace from) {
        lastDeleted = null;
        NetChange change = changeOf(RowKey.ofRow(row, layout.key()), true, from);
        change.becomes(row);
        account(change);
    }

    public void updatePartly(@Nullable Object[] row, BitSet missing) {
        updatePartly(row, missing, null);
    }

    /**
     * Takes a new image of a row of which the log does not say every value.
     *
     * @param formerKey the key that it had before, if another, which was deleted right before
     */
    public void updatePartly(@Nullable Object[] row, BitSet missing, @Nullable Object @Nullable [] formerKey) {
        RowKey key = RowKey.ofRow(row, layout.key());
        NetChange change = changeOf(key, true, null);
        change.becomesPartly(
                row, missing, formerKey == null ? change.image(key.values()) : moved(RowKey.ofValues(formerKey)));
        lastDeleted = null;
        account(change);
    }

    /**
     * Whether the row that was deleted last lacked values that are found under a third key. Were the batch sealed before the row comes again, that key could have
     * another row by the generation that is sealed.
     */
    public boolean isBetweenKeys() {
        return lastDeleted != null && lastDeleted.image().missing() != null;
    }

    private NetChange.Image moved(RowKey from) {
        return lastDeleted != null && lastDeleted.key().equals(from)
                ? lastDeleted.image()
                : NetChange.Image.before(from.values());
    }

    public void delete(@Nullable Object[] key) {
        delete(key, null);
    }

    /**
     * Takes the end of a row.
     *
     * @param from where the row was; null if nobody knows
     */
    public void delete(@Nullable Object[] key, @Nullable FormerPlace from) {
        RowKey rowKey = RowKey.ofValues(key);
        NetChange change = changeOf(rowKey, true, from);
        // Most rows did not change before: then there is nothing to remember, and nothing to allocate.
        lastDeleted = change.row == null ? null : new Deleted(rowKey, change.image(rowKey.values()));
        if (change.existedBefore) {
            change.isGone();
            account(change);
        } else {
            changes.remove(rowKey);
            bytes -= change.bytes;
        }
    }

    /** Only the first event of a key says where the row from before the batch is; and not while the lake's row may be of any moment. */
    private NetChange changeOf(RowKey key, boolean existedBefore, @Nullable FormerPlace from) {
        NetChange change = changes.get(key);
        if (change == null) {
            change = new NetChange(existedBefore, inserts == Inserts.ARE_NEW ? from : null);
            changes.put(key, change);
        }
        return change;
    }

    private void account(NetChange change) {
        @Nullable Object[] row = change.row;
        FormerPlace from = change.from;
        long now = RowSize.ENTRY_BYTES
                + (row == null ? 0 : RowSize.of(row))
                + (from == null ? 0 : RowSize.of(from.values()));
        bytes += now - change.bytes;
        change.bytes = now;
    }

    @Override
    public boolean isEmpty() {
        return changes.isEmpty();
    }

    @Override
    public long bytes() {
        return bytes;
    }

    @Override
    public SealedBatch seal() {
        List<@Nullable Object[]> rows = new ArrayList<>(changes.size());
        List<@Nullable Object[]> deletedKeys = new ArrayList<>();
        List<@Nullable Object[]> placedKeys = new ArrayList<>();
        List<FormerPlace> places = new ArrayList<>();
        List<PartialRow> partials = new ArrayList<>();
        changes.forEach((key, change) -> {
            FormerPlace from = change.from;
            if (from != null) {
                placedKeys.add(key.values());
                places.add(from);
            } else if (change.existedBefore) {
                deletedKeys.add(key.values());
            }
            @Nullable Object[] row = change.row;
            BitSet missing = change.missing;
            if (row != null && missing != null) {
                @Nullable Object[] formerKey = change.formerKey;
                partials.add(new PartialRow(key.values(), row, missing, formerKey == null ? key.values() : formerKey));
            } else if (row != null) {
                rows.add(row);
            }
        });
        SealedBatch sealed = new SealedBatch(
                layout, rows, deletedKeys, new SealedBatch.PlacedKeys(placedKeys, places), partials, bytes);
        clear();
        return sealed;
    }

    @Override
    public void clear() {
        changes = new HashMap<>();
        bytes = 0;
    }
}
