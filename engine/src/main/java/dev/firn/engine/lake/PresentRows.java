package dev.firn.engine.lake;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The rows of a table as its source has them now, which may be later than what is being replicated. */
@FunctionalInterface
public interface PresentRows {

    /**
     * Reads rows by their keys.
     *
     * @param generation for whose rows they are; theirs are the columns
     * @param keys the keys, as the lake's table has them
     * @return those that there are, in any order
     */
    List<@Nullable Object[]> read(StagedFiles generation, List<@Nullable Object[]> keys) throws InterruptedException;
}
