package dev.firn.engine.stage;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.batch.KeyedBatch;
import dev.firn.engine.event.FormerPlace;
import dev.firn.engine.lake.Generation;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.TableMode;
import dev.firn.schema.source.TableId;
import java.math.BigDecimal;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.Test;

/** Rows get the shape that the table has. */
class WriteShapeTest {

    private static final TableLayout NARROW = new TableLayout(
            new TableId("shop", "lines"),
            List.of(
                    new LakeColumn("note", Types.StringType.get(), false),
                    new LakeColumn("n", Types.IntegerType.get(), false),
                    new LakeColumn("d", Types.DecimalType.of(6, 0), true),
                    new LakeColumn("id", Types.IntegerType.get(), true)),
            List.of(3, 2),
            TableMode.UPSERT);

    private static final Schema WIDE = new Schema(
            NestedField.required(1, "id", Types.LongType.get()),
            NestedField.required(2, "d", Types.DecimalType.of(20, 0)),
            NestedField.optional(3, "n", Types.LongType.get()),
            NestedField.optional(4, "note", Types.StringType.get()));

    @Test
    void keysAreWrittenInTheTypesOfATableThatHasWiderOnes() {
        WriteShape shape = WriteShape.of(NARROW, WIDE);
        KeyedBatch batch = new KeyedBatch(NARROW, KeyedBatch.Inserts.ARE_NEW);
        batch.update(new Object[] {"changed", 5, BigDecimal.TEN, 7});

        Generation generation = shape.generation(batch.seal());

        assertThat(generation.schema().findType("id")).isEqualTo(Types.LongType.get());
        assertThat(generation.schema().findType("d")).isEqualTo(Types.DecimalType.of(20, 0));
        assertThat(generation.schema().findType("n"))
                .as("readers promote what is no key")
                .isEqualTo(Types.IntegerType.get());
        assertThat(generation.keyFieldIds()).containsExactly(1, 2);
        assertThat(generation.rows()).singleElement().isEqualTo(new Object[] {"changed", 5, BigDecimal.TEN, 7L});
        assertThat(generation.deletedKeys()).singleElement().isEqualTo(new Object[] {7L, BigDecimal.TEN});
        assertThat(shape.shape(new Object[] {"loaded", 5, BigDecimal.ONE, 8}))
                .containsExactly("loaded", 5, BigDecimal.ONE, 8L);
    }

    @Test
    void deletesCarryWhatSaysWhereTheirRowsAre() {
        KeyedBatch batch = new KeyedBatch(NARROW, KeyedBatch.Inserts.ARE_NEW);
        batch.delete(new Object[] {7, BigDecimal.TEN}, new FormerPlace(List.of(1), new Object[] {5}));
        batch.delete(new Object[] {8, BigDecimal.TEN});

        Generation generation = WriteShape.of(NARROW, WIDE).generation(batch.seal());

        assertThat(generation.placedDeletes().placeFieldIds()).containsExactly(3);
        assertThat(generation.placedDeletes().rows()).singleElement().isEqualTo(new Object[] {7L, BigDecimal.TEN, 5});
        assertThat(generation.deletedKeys()).singleElement().isEqualTo(new Object[] {8L, BigDecimal.TEN});
    }

    @Test
    void aColumnThatTheTableLacksSaysNotWhereARowIs() {
        KeyedBatch batch = new KeyedBatch(NARROW, KeyedBatch.Inserts.ARE_NEW);
        batch.delete(new Object[] {7, BigDecimal.TEN}, new FormerPlace(List.of(1), new Object[] {5}));
        Schema without = new Schema(
                WIDE.columns().stream().filter(field -> field.fieldId() != 3).toList());

        Generation generation = WriteShape.of(NARROW, without).generation(batch.seal());

        assertThat(generation.placedDeletes().rows()).isEmpty();
        assertThat(generation.deletedKeys()).singleElement().isEqualTo(new Object[] {7L, BigDecimal.TEN});
    }
}
