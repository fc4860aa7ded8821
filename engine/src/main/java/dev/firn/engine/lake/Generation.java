package dev.firn.engine.lake;

import dev.firn.schema.source.TableId;
import java.util.BitSet;
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
 * @param incomplete rows to write when their missing values are found in the rows that they replace; their keys stand among the deleted ones
 */
public record Generation(
        TableId table,
        Schema schema,
        List<Integer> keyFieldIds,
        List<@Nullable Object[]> rows,
        List<@Nullable Object[]> deletedKeys,
        PlacedDeletes placedDeletes,
        List<IncompleteRow> incomplete) {

    /**
     * Keys whose rows are gone, with the values that those had in the columns which partitions are made from.
     *
     * @param placeFieldIds the field ids of these columns, none of which belongs to the key
     * @param rows for each key its values, and behind them those of these columns
     */
    public record PlacedDeletes(List<Integer> placeFieldIds, List<@Nullable Object[]> rows) {

        public static final PlacedDeletes NONE = new PlacedDeletes(List.of(), List.of());
    }

    /**
     * A row without all its values.
     *
     * @param row the known values, and null for the others
     * @param missing the indexes of the columns whose values are not known
     * @param formerKey the key that the row has in earlier generations and snapshots, where its missing values are
     */
    public record IncompleteRow(
            @Nullable Object[] row,
            BitSet missing,
            @Nullable Object[] formerKey) {}

    /** A generation of whole rows. */
    public Generation(
            TableId table,
            Schema schema,
            List<Integer> keyFieldIds,
            List<@Nullable Object[]> rows,
            List<@Nullable Object[]> deletedKeys,
            PlacedDeletes placedDeletes) {
        this(table, schema, keyFieldIds, rows, deletedKeys, placedDeletes, List.of());
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
