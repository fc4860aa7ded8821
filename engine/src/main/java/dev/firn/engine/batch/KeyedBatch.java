package dev.firn.engine.batch;

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

    public KeyedBatch(TableLayout layout, Inserts inserts) {
        this.layout = layout;
        this.inserts = inserts;
    }

    public void insert(@Nullable Object[] row) {
        NetChange change = changeOf(RowKey.ofRow(row, layout.key()), inserts == Inserts.MAY_REPLACE);
        change.becomes(row);
        account(change);
    }

    public void update(@Nullable Object[] row) {
        NetChange change = changeOf(RowKey.ofRow(row, layout.key()), true);
        change.becomes(row);
        account(change);
    }

    public void updatePartly(@Nullable Object[] row, BitSet missing) {
        NetChange change = changeOf(RowKey.ofRow(row, layout.key()), true);
        change.becomesPartly(row, missing);
        account(change);
    }

    public void delete(@Nullable Object[] key) {
        RowKey rowKey = RowKey.ofValues(key);
        NetChange change = changeOf(rowKey, true);
        if (change.existedBefore) {
            change.isGone();
            account(change);
        } else {
            changes.remove(rowKey);
            bytes -= change.bytes;
        }
    }

    private NetChange changeOf(RowKey key, boolean existedBefore) {
        NetChange change = changes.get(key);
        if (change == null) {
            change = new NetChange(existedBefore);
            changes.put(key, change);
        }
        return change;
    }

    private void account(NetChange change) {
        @Nullable Object[] row = change.row;
        long now = RowSize.ENTRY_BYTES + (row == null ? 0 : RowSize.of(row));
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
        List<PartialRow> partials = new ArrayList<>();
        changes.forEach((key, change) -> {
            if (change.existedBefore) {
                deletedKeys.add(key.values());
            }
            @Nullable Object[] row = change.row;
            BitSet missing = change.missing;
            if (row != null && missing != null) {
                partials.add(new PartialRow(key.values(), row, missing));
            } else if (row != null) {
                rows.add(row);
            }
        });
        SealedBatch sealed = new SealedBatch(layout, rows, deletedKeys, partials, bytes);
        clear();
        return sealed;
    }

    @Override
    public void clear() {
        changes = new HashMap<>();
        bytes = 0;
    }
}
