package dev.firn.schema.layout;

import static dev.firn.schema.layout.SampleLayouts.TABLE;
import static dev.firn.schema.layout.SampleLayouts.changelog;
import static dev.firn.schema.layout.SampleLayouts.optional;
import static dev.firn.schema.layout.SampleLayouts.required;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.Test;

class NarrowingTest {

    private static final LakeColumn NEW = optional("new", Types.StringType.get());
    private static final LakeColumn NOTE = optional("note", Types.StringType.get());
    private static final LakeColumn LINE = required("line", Types.IntegerType.get());
    private static final LakeColumn ID = required("id", Types.LongType.get());

    private static final TableLayout LAYOUT =
            new TableLayout(TABLE, List.of(NEW, NOTE, LINE, ID), List.of(3, 2), TableMode.UPSERT);

    @Test
    void leavesOutWhatTheTableLacks() {
        Narrowing narrowing = Narrowing.of(LAYOUT, present("id", "line", "note", "gone"));

        assertThat(narrowing.keepsAll()).isFalse();
        assertThat(narrowing.layout())
                .isEqualTo(new TableLayout(TABLE, List.of(NOTE, LINE, ID), List.of(2, 1), TableMode.UPSERT));
        assertThat(narrowing.apply(new Object[] {"n", null, 3, 4L})).containsExactly(null, 3, 4L);
    }

    @Test
    void keepsRowsOfALayoutThatTheTableHasWhole() {
        Narrowing narrowing = Narrowing.of(LAYOUT, present("id", "line", "note", "new", "gone"));
        Object[] row = {"n", null, 3, 4L};

        assertThat(narrowing.keepsAll()).isTrue();
        assertThat(narrowing.layout()).isEqualTo(LAYOUT);
        assertThat(narrowing.apply(row)).isSameAs(row);
    }

    @Test
    void keepsTheChangelogColumns() {
        TableLayout layout = changelog(NEW, NOTE);

        Narrowing narrowing =
                Narrowing.of(layout, present("note", "_firn_operation", "_firn_source_timestamp", "_firn_position"));

        assertThat(narrowing.layout()).isEqualTo(changelog(NOTE));
        assertThat(narrowing.apply(new Object[] {"n", "x", "c", 1L, "0/1"})).containsExactly("x", "c", 1L, "0/1");
    }

    @Test
    void refusesToLoseTheKey() {
        assertThatThrownBy(() -> Narrowing.of(LAYOUT, present("id", "note", "Line")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("shop.orders")
                .hasMessageContaining("[id, line]")
                .hasMessageContaining("loaded again");
    }

    private static Schema present(String... names) {
        NestedField[] fields = new NestedField[names.length];
        for (int index = 0; index < names.length; index++) {
            fields[index] = NestedField.optional(index + 1, names[index], Types.StringType.get());
        }
        return new Schema(fields);
    }
}
