package dev.firn.schema.layout;

import static dev.firn.schema.layout.SampleLayouts.TABLE;
import static dev.firn.schema.layout.SampleLayouts.changelog;
import static dev.firn.schema.layout.SampleLayouts.optional;
import static dev.firn.schema.layout.SampleLayouts.required;
import static dev.firn.schema.layout.SampleLayouts.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.Test;

class LakeSchemasTest {

    private static final Type INT = Types.IntegerType.get();
    private static final Type LONG = Types.LongType.get();
    private static final Type STRING = Types.StringType.get();

    @Test
    void createsWithIdsFromOneAndTheKeyAsIdentifier() {
        TableLayout layout = new TableLayout(
                TABLE,
                List.of(optional("Note", STRING), required("line.no", INT), required("id", LONG)),
                List.of(2, 1),
                TableMode.UPSERT);

        Schema schema = LakeSchemas.initial(layout);

        assertThat(schema.columns())
                .containsExactly(
                        NestedField.optional(1, "Note", STRING),
                        NestedField.required(2, "line.no", INT),
                        NestedField.required(3, "id", LONG));
        assertThat(schema.identifierFieldIds()).containsExactlyInAnyOrder(2, 3);
        assertThat(LakeSchemas.keyFieldIds(layout, schema)).containsExactly(3, 2);
    }

    @Test
    void createsAChangelogWithoutIdentifier() {
        TableLayout keyed =
                new TableLayout(TABLE, changelog(optional("id", LONG)).columns(), List.of(0), TableMode.CHANGELOG);

        Schema schema = LakeSchemas.initial(keyed);

        assertThat(schema.identifierFieldIds()).isEmpty();
        assertThat(schema.columns())
                .extracting(NestedField::name)
                .containsExactly("id", "_firn_operation", "_firn_source_timestamp", "_firn_position");
        assertThat(LakeSchemas.keyFieldIds(keyed, schema)).isEmpty();
    }

    @Test
    void writesTheLayoutsColumnsUnderTheTablesIds() {
        Schema present = new Schema(
                List.of(
                        NestedField.optional(9, "late", STRING),
                        NestedField.required(4, "id", LONG),
                        NestedField.optional(7, "kept", STRING),
                        NestedField.optional(5, "total", Types.DecimalType.of(12, 2)),
                        NestedField.optional(6, "ratio", Types.DoubleType.get())),
                Set.of(4));
        TableLayout layout = upsert(
                required("id", INT),
                optional("total", Types.DecimalType.of(10, 2)),
                required("ratio", Types.FloatType.get()),
                optional("late", STRING));

        assertThat(LakeSchemas.forWriting(layout, present).columns())
                .containsExactly(
                        NestedField.required(4, "id", INT),
                        NestedField.optional(5, "total", Types.DecimalType.of(10, 2)),
                        NestedField.required(6, "ratio", Types.FloatType.get()),
                        NestedField.optional(9, "late", STRING));
        assertThat(LakeSchemas.keyFieldIds(layout, present)).containsExactly(4);
    }

    @Test
    void refusesAColumnThatTheTableLacks() {
        Schema present = new Schema(NestedField.required(1, "id", LONG), NestedField.optional(2, "Note", STRING));

        assertUnwritable(upsert(required("id", LONG), optional("note", STRING)), present, "note", "no such column");
        assertThatThrownBy(() -> LakeSchemas.keyFieldIds(upsert(required("uid", LONG)), present))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("shop.orders")
                .hasMessageContaining("uid");
    }

    @Test
    void refusesATypeThatTheTableDoesNotTake() {
        Schema present = new Schema(NestedField.required(1, "id", INT));

        assertUnwritable(upsert(required("id", LONG)), present, "id", "has int where rows have long");
    }

    @Test
    void refusesNullsThatTheTableDoesNotTake() {
        Schema present = new Schema(NestedField.required(1, "id", LONG), NestedField.required(2, "note", STRING));

        assertUnwritable(upsert(required("id", LONG), optional("note", STRING)), present, "note", "requires a value");
        assertUnwritable(upsert(required("id", LONG)), present, "note", "rows have no such column");
    }

    private static void assertUnwritable(TableLayout layout, Schema present, String column, String found) {
        assertThatThrownBy(() -> LakeSchemas.forWriting(layout, present))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Cannot write column " + column + " of shop.orders")
                .hasMessageContaining(found)
                .hasMessageContaining("evolved");
    }
}
