package dev.firn.engine.batch;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A row of which neither the log nor the batch knows every value. It must be completed from the source before it can be written.
 *
 * @param key the values of its key
 * @param row the known values; null at the missing ones
 * @param missing the indexes of the columns whose values are not known
 */
public record PartialRow(@Nullable Object[] key, @Nullable Object[] row, BitSet missing) {

    /** The row with its missing values taken from another image of it. */
    @Nullable
    Object[] completedBy(@Nullable Object[] image) {
        @Nullable Object[] completed = row.clone();
        missing.stream().forEach(column -> completed[column] = image[column]);
        return completed;
    }
}
