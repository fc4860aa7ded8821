package dev.firn.engine.batch;

import dev.firn.engine.event.FormerPlace;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * What became of one key since the batch began. Mutable, since a hot row changes it with every event.
 *
 * <p>At most one equality delete and one row come out of it (DESIGN, way of the data 3).
 */
final class NetChange {

    /** Whether rows of this key may exist from before the batch. Never becomes false again. */
    final boolean existedBefore;

    /** The newest image; null when the last event was a delete. */
    @Nullable
    Object @Nullable [] row;

    /** The columns of {@link #row} whose values are not known; null when all are. */
    @Nullable
    BitSet missing;

    /** The key that the row with the values which are {@link #missing} has before the batch. */
    @Nullable
    Object @Nullable [] formerKey;

    /** Where the row from before the batch is; null if nobody knows, or there is none. */
    final @Nullable FormerPlace from;

    /** What is accounted for it. */
    long bytes;

    NetChange(boolean existedBefore, @Nullable FormerPlace from) {
        this.existedBefore = existedBefore;
        this.from = from;
    }

    void becomes(@Nullable Object[] full) {
        row = full;
        missing = null;
    }

    void isGone() {
        row = null;
        missing = null;
    }

    /** What is known of a row: the values that a newer image of it leaves out. */
    record Image(
            @Nullable Object @Nullable [] row,
            @Nullable BitSet missing,
            @Nullable Object[] formerKey) {

        /** Of a row that did not change in the batch so far. */
        static Image before(@Nullable Object[] key) {
            return new Image(null, null, key);
        }
    }

    /**
     * What is known of the row.
     *
     * @param key the change's
     */
    Image image(@Nullable Object[] key) {
        return row == null ? Image.before(key) : new Image(row, missing, formerKey == null ? key : formerKey);
    }

    /** Lays a partial image over what is known of the row that it is of. */
    void becomesPartly(@Nullable Object[] partial, BitSet unknown, Image known) {
        row = partial;
        formerKey = known.formerKey();
        @Nullable Object[] values = known.row();
        if (values == null) {
            missing = unknown;
            return;
        }
        BitSet still = new BitSet();
        for (int column = unknown.nextSetBit(0); column >= 0; column = unknown.nextSetBit(column + 1)) {
            partial[column] = values[column];
            if (known.missing() != null && known.missing().get(column)) {
                still.set(column);
            }
        }
        missing = still.isEmpty() ? null : still;
    }
}
