package dev.firn.engine.lake;

import dev.firn.schema.source.TableId;
import java.util.List;
import org.apache.iceberg.Schema;
import org.jspecify.annotations.Nullable;

/**
 * A sealed part of a table's batch: at most one delete and one row per key.
 *
 * @param table the source table
 * @param schema the columns of {@code rows} in their order, with the field ids of the Iceberg table
 * @param keyFieldIds the field ids of the key, in the order of {@code deletedKeys}' values; empty for a changelog
 * @param rows rows to write
 * @param deletedKeys keys whose rows, in every earlier generation and snapshot, are gone
 * @param placedDeletes the same of rows of which it is known where they are
 */
public record Generation(
        TableId table,
        Schema schema,
        List<Integer> keyFieldIds,
        List<@Nullable Object[]> rows,
        List<@Nullable Object[]> deletedKeys,
        PlacedDeletes placedDeletes) {

    /**
     * Keys whose rows are gone, with the values that those had in the columns which partitions are made from.
     *
     * @param placeFieldIds the field ids of these columns, none of which belongs to the key
     * @param rows for each key its values, and behind them those of these columns
     */
    public record PlacedDeletes(List<Integer> placeFieldIds, List<@Nullable Object[]> rows) {

        public static final PlacedDeletes NONE = new PlacedDeletes(List.of(), List.of());
    }

    /** A generation of which nobody knows where the deleted rows are. */
    public Generation(
            TableId table,
            Schema schema,
            List<Integer> keyFieldIds,
            List<@Nullable Object[]> rows,
            List<@Nullable Object[]> deletedKeys) {
        this(table, schema, keyFieldIds, rows, deletedKeys, PlacedDeletes.NONE);
    }
}
