package dev.firn.schema.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.schema.change.SchemaChange.MoveColumn;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.Test;

class ColumnOrderTest {

    @Test
    void columnsInOrderStay() {
        assertThat(ColumnOrder.moves(List.of("a", "b", "c"), List.of("a", "b", "c")))
                .isEmpty();
        assertThat(ColumnOrder.moves(List.of("a", "gone", "b"), List.of("a", "b")))
                .isEmpty();
        assertThat(ColumnOrder.moves(List.of(), List.of())).isEmpty();
    }

    @Test
    void theFewestAreMoved() {
        assertThat(ColumnOrder.moves(List.of("a", "b", "c", "d"), List.of("b", "c", "d", "a")))
                .containsExactly(new MoveColumn("a", "d"));
        assertThat(ColumnOrder.moves(List.of("a", "b", "c", "d"), List.of("d", "a", "b", "c")))
                .containsExactly(new MoveColumn("d", null));
        assertThat(ColumnOrder.moves(List.of("a", "b", "new"), List.of("a", "new", "b")))
                .containsExactly(new MoveColumn("new", "a"));
    }

    @Test
    void movesLeadToTheOrder() {
        for (long seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            List<String> present = new ArrayList<>();
            for (int i = 0; i < 1 + random.nextInt(12); i++) {
                present.add("c" + i);
            }
            List<String> wanted = new ArrayList<>(present);
            wanted.removeIf(column -> random.nextInt(5) == 0);
            Collections.shuffle(wanted, random);
            List<String> columns = new ArrayList<>(present);
            for (MoveColumn move : ColumnOrder.moves(present, wanted)) {
                columns.remove(move.column());
                columns.add(move.after() == null ? 0 : columns.indexOf(move.after()) + 1, move.column());
            }
            columns.retainAll(wanted);
            assertThat(columns).as("seed %d", seed).isEqualTo(wanted);
        }
    }

    @Test
    void aMoveIsTranslatedToTheNamesThatColumnsHaveBeforeTheirRenames() {
        Schema present = new Schema(
                NestedField.optional(1, "a", Types.IntegerType.get()),
                NestedField.optional(2, "b", Types.IntegerType.get()));
        PendingRenames renames = new PendingRenames(java.util.Map.of(1, "b", 2, "a"), java.util.Set.of());
        assertThat(renames.inPresentNames(List.of(new MoveColumn("a", null), new MoveColumn("b", "a")), present))
                .hasValue(List.of(new MoveColumn("b", null), new MoveColumn("a", "b")));
    }
}
