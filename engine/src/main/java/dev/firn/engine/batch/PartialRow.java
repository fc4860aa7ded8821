package dev.firn.engine.batch;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A row of which neither the log nor the batch knows every value. It must be completed before it can be written: by the row that it was before the
 * batch, which the lake has, or by the source's.
 *
 * @param key the values of its key
 * @param row the known values; null at the missing ones
 * @param missing the indexes of the columns whose values are not known
 * @param formerKey the key under which the row has the missing values in all that was before the batch
 */
public record PartialRow(
        @Nullable Object[] key,
        @Nullable Object[] row,
        BitSet missing,
        @Nullable Object[] formerKey) {

    /** The row with its missing values taken from another image of it. */
    @Nullable
    Object[] completedBy(@Nullable Object[] image) {
        @Nullable Object[] completed = row.clone();
        missing.stream().forEach(column -> completed[column] = image[column]);
        return completed;
    }
}
