package dev.firn.engine.stage;

import dev.firn.engine.batch.PartialRow;
import dev.firn.engine.batch.SealedBatch;
import dev.firn.engine.event.FormerPlace;
import dev.firn.engine.lake.Generation;
import dev.firn.engine.lake.Generation.IncompleteRow;
import dev.firn.engine.lake.Generation.PlacedDeletes;
import dev.firn.schema.layout.LakeSchemas;
import dev.firn.schema.layout.Narrowing;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.source.TableId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.apache.iceberg.Schema;
import org.jspecify.annotations.Nullable;

/**
 * How rows of one layout are written to a table as it stands now.
 *
 * @param narrowing which of the layout's columns the table has
 * @param schema those columns, with the table's field ids
 * @param keyFieldIds the key's field ids in key order; empty for a changelog
 * @param keyTypes what brings keys to the table's types
 */
public record WriteShape(Narrowing narrowing, Schema schema, List<Integer> keyFieldIds, KeyTypes keyTypes) {

    /**
     * The shape for a table as it stands now.
     *
     * @param present the table's schema, evolved to the layout
     * @throws IllegalArgumentException if rows of the layout cannot be written to such a table
     */
    public static WriteShape of(TableLayout layout, Schema present) {
        return of(Narrowing.of(layout, present), present);
    }

    /** The same for rows that have null in columns that the source has no more. */
    static WriteShape withoutDefaults(TableLayout layout, Schema present) {
        return of(Narrowing.of(layout, present).withNullForDefaults(present), present);
    }

    private static WriteShape of(Narrowing narrowing, Schema present) {
        Schema rows = LakeSchemas.forWriting(narrowing.layout(), present);
        List<Integer> keyFieldIds = LakeSchemas.keyFieldIds(narrowing.layout(), rows);
        KeyTypes keyTypes = KeyTypes.of(rows, keyFieldIds, present);
        return new WriteShape(narrowing, keyTypes.over(rows), keyFieldIds, keyTypes);
    }

    /** The row as it is written. Hot. */
    public @Nullable Object[] shape(@Nullable Object[] row) {
        return keyTypes.ofRow(narrowing.apply(row));
    }

    Generation generation(SealedBatch batch) {
        List<@Nullable Object[]> rows = narrowing.keepsAll() && keyTypes.areTheTables()
                ? batch.rows()
                : batch.rows().stream().map(this::shape).toList();
        List<@Nullable Object[]> deletedKeys = keyTypes.areTheTables()
                ? batch.deletedKeys()
                : batch.deletedKeys().stream().map(keyTypes::ofKey).toList();
        List<IncompleteRow> incomplete = new ArrayList<>();
        if (!batch.partials().isEmpty()) {
            rows = new ArrayList<>(rows);
            for (PartialRow partial : batch.partials()) {
                BitSet missing = shape(partial.missing());
                if (missing.isEmpty()) {
                    // The table lacks the columns as well.
                    rows.add(shape(partial.row()));
                } else {
                    incomplete.add(
                            new IncompleteRow(shape(partial.row()), missing, keyTypes.ofKey(partial.formerKey())));
                }
            }
        }
        return placed(batch, rows, deletedKeys, incomplete);
    }

    private BitSet shape(BitSet columns) {
        BitSet shaped = new BitSet();
        for (int index = 0; index < narrowing.kept().size(); index++) {
            shaped.set(index, columns.get(narrowing.kept().get(index)));
        }
        return shaped;
    }

    private Generation placed(
            SealedBatch batch,
            List<@Nullable Object[]> rows,
            List<@Nullable Object[]> deletedKeys,
            List<IncompleteRow> incomplete) {
        TableId table = batch.layout().table();
        List<@Nullable Object[]> keys = batch.placedKeys().keys();
        if (keys.isEmpty()) {
            return new Generation(table, schema, keyFieldIds, rows, deletedKeys, PlacedDeletes.NONE, incomplete);
        }
        List<FormerPlace> places = batch.placedKeys().places();
        List<Integer> fieldIds = new ArrayList<>();
        // All places of a batch are of one layout, and name the same columns.
        for (int column : places.get(0).columns()) {
            int index = narrowing.kept().indexOf(column);
            if (index < 0) {
                // The table lacks the column: whatever its partitions are made from, it is not this.
                List<@Nullable Object[]> all = new ArrayList<>(deletedKeys);
                keys.forEach(key -> all.add(keyTypes.ofKey(key)));
                return new Generation(table, schema, keyFieldIds, rows, all, PlacedDeletes.NONE, incomplete);
            }
            fieldIds.add(schema.columns().get(index).fieldId());
        }
        List<@Nullable Object[]> deletes = new ArrayList<>(keys.size());
        for (int i = 0; i < keys.size(); i++) {
            @Nullable Object[] key = keyTypes.ofKey(keys.get(i));
            @Nullable Object[] values = places.get(i).values();
            @Nullable Object[] delete = Arrays.copyOf(key, key.length + values.length);
            System.arraycopy(values, 0, delete, key.length, values.length);
            deletes.add(delete);
        }
        return new Generation(
                table, schema, keyFieldIds, rows, deletedKeys, new PlacedDeletes(fieldIds, deletes), incomplete);
    }
}
