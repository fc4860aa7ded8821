package dev.firn.engine.batch;

import dev.firn.engine.event.FormerPlace;
import dev.firn.schema.layout.TableLayout;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A batch that takes no more events.
 *
 * @param layout the columns of its rows
 * @param rows finished rows
 * @param deletedKeys keys of which rows may exist from before, nobody knows where
 * @param placedKeys keys of which a row exists from before, and where
 * @param partials rows to complete; their keys stand among the deleted ones too
 * @param bytes what it is accounted for
 */
public record SealedBatch(
        TableLayout layout,
        List<@Nullable Object[]> rows,
        List<@Nullable Object[]> deletedKeys,
        PlacedKeys placedKeys,
        List<PartialRow> partials,
        long bytes) {

    /**
     * Keys whose rows are known to be in one place each.
     *
     * @param places where, in the order of the keys
     */
    public record PlacedKeys(List<@Nullable Object[]> keys, List<FormerPlace> places) {

        static final PlacedKeys NONE = new PlacedKeys(List.of(), List.of());
    }

    /** A batch of which nobody knows where earlier rows are. */
    SealedBatch(
            TableLayout layout,
            List<@Nullable Object[]> rows,
            List<@Nullable Object[]> deletedKeys,
            List<PartialRow> partials,
            long bytes) {
        this(layout, rows, deletedKeys, PlacedKeys.NONE, partials, bytes);
    }

    /** The keys of the partial rows, to read them by. */
    public List<@Nullable Object[]> partialKeys() {
        return partials.stream().map(PartialRow::key).toList();
    }

    /**
     * Completes the partial rows from the source's present rows.
     *
     * <p>A row that the source no longer has is left out, its delete stays: the stream will bring the row's own delete, and
     * until then there is no true image of it. A row that changed meanwhile lends its newer values. Both are the exception to I2 that DESIGN
     * (way of the data 8) allows, and both are mended by the events that follow.
     */
    public SealedBatch completedBy(List<@Nullable Object[]> present) {
        Map<RowKey, @Nullable Object[]> images = new HashMap<>();
        for (@Nullable Object[] row : present) {
            images.put(RowKey.ofRow(row, layout.key()), row);
        }
        List<@Nullable Object[]> completed = new ArrayList<>(rows);
        for (PartialRow partial : partials) {
            @Nullable Object @Nullable [] image = images.get(RowKey.ofValues(partial.key()));
            if (image != null) {
                completed.add(partial.completedBy(image));
            }
        }
        return new SealedBatch(layout, completed, deletedKeys, placedKeys, List.of(), bytes);
    }
}
