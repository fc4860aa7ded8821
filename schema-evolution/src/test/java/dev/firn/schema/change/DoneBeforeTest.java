package dev.firn.schema.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.schema.change.SchemaChange.AddColumn;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.TableMode;
import dev.firn.schema.source.TableId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class DoneBeforeTest {

    private static final SchemaPlan NOTHING = new SchemaPlan(List.of(), List.of(), List.of());

    private static LakeColumn column(String name) {
        return new LakeColumn(name, Types.IntegerType.get(), false);
    }

    private static TableLayout layout(String... columns) {
        return new TableLayout(
                new TableId("shop", "orders"),
                Stream.of(columns).map(DoneBeforeTest::column).toList(),
                List.of(),
                TableMode.CHANGELOG);
    }

    private static String described(TableLayout former, TableLayout layout, SchemaPlan plan) {
        return DoneBefore.describe(former, layout, ColumnLineage.BY_NAME, plan);
    }

    @Test
    void aColumnThatTheTableHasAlreadyIsTold() {
        assertThat(described(layout("id", "a"), layout("early", "id", "a"), NOTHING))
                .isEqualTo("add early int; move early first");
    }

    @Test
    void whatThePlanTellsIsToldOnce() {
        SchemaPlan plan = new SchemaPlan(List.of(new AddColumn(column("late"))), List.of(), List.of());
        assertThat(described(layout("id", "a"), layout("id", "a", "late"), plan))
                .isEmpty();
        assertThat(described(layout("id", "a"), layout("id", "a"), NOTHING)).isEmpty();
    }

    @Test
    void aRenamedColumnIsNotNew() {
        ColumnLineage renamed = new ColumnLineage.Told(Map.of("b", "a"), Set.of(), Map.of());
        assertThat(DoneBefore.describe(layout("id", "a"), layout("id", "b"), renamed, NOTHING))
                .isEmpty();
    }

    @Test
    void aColumnThatGotTheNameOfOneThatIsGoneStandsOnce() {
        ColumnLineage renamed = new ColumnLineage.Told(Map.of("a", "a_long"), Set.of(), Map.of());
        assertThat(DoneBefore.describe(layout("id", "a", "b", "a_long"), layout("id", "b", "a"), renamed, NOTHING))
                .isEmpty();
    }
}
