package dev.firn.schema.layout;

import static dev.firn.schema.layout.SampleLayouts.TABLE;
import static dev.firn.schema.layout.SampleLayouts.required;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class TableLayoutTest {

    private static final List<LakeColumn> COLUMNS =
            List.of(required("a", Types.LongType.get()), required("b", Types.LongType.get()));

    @Test
    void namesTheKeyInItsOrder() {
        assertThat(new TableLayout(TABLE, COLUMNS, List.of(1, 0), TableMode.UPSERT).keyNames())
                .containsExactly("b", "a");
    }

    @Test
    void refusesToUpsertWithoutKey() {
        assertThatThrownBy(() -> new TableLayout(TABLE, COLUMNS, List.of(), TableMode.UPSERT))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("shop.orders");
    }

    @Test
    void refusesAKeyThatIsNoColumn() {
        for (int index : new int[] {-1, 2}) {
            assertThatThrownBy(() -> new TableLayout(TABLE, COLUMNS, List.of(index), TableMode.UPSERT))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void refusesAColumnTwice() {
        assertThatThrownBy(() -> SampleLayouts.upsert(COLUMNS.get(0), COLUMNS.get(0)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("the column a twice");
    }
}
