package dev.firn.engine.event;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a row lay before it was changed: the values that it had in the columns which partitions are made from, and which do not belong to its key.
 *
 * @param columns the indexes of these columns in the layout; one list for all rows of a layout
 * @param values the values, as they were written
 */
public record FormerPlace(List<Integer> columns, @Nullable Object[] values) {}
