package dev.firn.schema.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.schema.change.ColumnLineage.Told;
import dev.firn.schema.change.SchemaChange.AddColumn;
import dev.firn.schema.change.SchemaChange.DropColumn;
import dev.firn.schema.change.SchemaChange.RelaxColumn;
import dev.firn.schema.change.SchemaChange.RenameColumn;
import dev.firn.schema.layout.LakeColumn;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.Test;

class PendingRenamesTest {

    private static final Schema PRESENT = new Schema(
            List.of(
                    NestedField.required(1, "id", Types.LongType.get()),
                    NestedField.optional(2, "a", Types.StringType.get()),
                    NestedField.optional(3, "b", Types.StringType.get())),
            Set.of(1));

    private static PendingRenames of(Map<String, String> toAndFrom, Schema columns) {
        return PendingRenames.of(new Told(toAndFrom, Set.of(), Map.of()), columns);
    }

    private static List<String> names(Schema schema) {
        return schema.columns().stream().map(NestedField::name).toList();
    }

    @Test
    void fieldsKeepTheirIds() {
        PendingRenames swap = of(Map.of("a", "b", "b", "a"), PRESENT);

        Schema after = swap.over(PRESENT);

        assertThat(names(after)).containsExactly("id", "b", "a");
        assertThat(after.findField("b").fieldId()).isEqualTo(2);
        assertThat(swap.over(after))
                .as("what has happened already changes nothing")
                .satisfies(again -> assertThat(names(again)).containsExactly("id", "b", "a"));
        assertThat(swap.describe(PRESENT)).containsExactly(new RenameColumn("a", "b"), new RenameColumn("b", "a"));
    }

    @Test
    void theKeyIsTheSameField() {
        Schema after = of(Map.of("number", "id"), PRESENT).over(PRESENT);

        assertThat(after.identifierFieldNames()).containsExactly("number");
    }

    @Test
    void whoeverHoldsTheNameGoes() {
        PendingRenames renames = of(Map.of("b", "a"), PRESENT);

        assertThat(renames).isEqualTo(new PendingRenames(Map.of(2, "b"), Set.of(3)));
        assertThat(names(renames.over(PRESENT))).containsExactly("id", "b");
    }

    @Test
    void severalInARowComeToOne() {
        PendingRenames first = of(Map.of("x", "a"), PRESENT);
        PendingRenames second = of(Map.of("y", "x"), first.over(PRESENT));

        assertThat(first.then(second)).isEqualTo(new PendingRenames(Map.of(2, "y"), Set.of()));
    }

    @Test
    void columnsThatTheTableLacksAreNotRenamed() {
        assertThat(of(Map.of("x", "excluded"), PRESENT).isEmpty()).isTrue();
        assertThat(PendingRenames.of(new ColumnLineage.Unknown(), PRESENT).isEmpty())
                .isTrue();
    }

    @Test
    void changesAreMadeByTheNamesOfNow() {
        PendingRenames renames = of(Map.of("x", "a"), PRESENT);

        assertThat(renames.inPresentNames(List.of(new RelaxColumn("x"), new DropColumn("b")), PRESENT))
                .hasValue(List.of(new RelaxColumn("a"), new DropColumn("b")));
        AddColumn free = new AddColumn(new LakeColumn("c", Types.LongType.get(), false));
        assertThat(renames.inPresentNames(List.of(free), PRESENT)).hasValue(List.of(free));
        AddColumn taken = new AddColumn(new LakeColumn("a", Types.LongType.get(), false));
        assertThat(renames.inPresentNames(List.of(taken), PRESENT))
                .as("the old name is free when the checkpoint has committed")
                .isEmpty();
    }
}
