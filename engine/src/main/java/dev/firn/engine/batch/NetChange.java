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

    /** Lays a partial image over what is known. */
    void becomesPartly(@Nullable Object[] partial, BitSet unknown) {
        @Nullable Object[] known = row;
        if (known == null) {
            row = partial;
            missing = unknown;
            return;
        }
        BitSet still = new BitSet();
        for (int column = unknown.nextSetBit(0); column >= 0; column = unknown.nextSetBit(column + 1)) {
            partial[column] = known[column];
            if (missing != null && missing.get(column)) {
                still.set(column);
            }
        }
        row = partial;
        missing = still.isEmpty() ? null : still;
    }
}
