package dev.firn.engine.stage;

import dev.firn.engine.batch.SealedBatch;
import dev.firn.engine.lake.Generation;
import dev.firn.schema.layout.LakeSchemas;
import dev.firn.schema.layout.Narrowing;
import dev.firn.schema.layout.TableLayout;
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
        return new Generation(batch.layout().table(), schema, keyFieldIds, rows, deletedKeys);
    }
}
