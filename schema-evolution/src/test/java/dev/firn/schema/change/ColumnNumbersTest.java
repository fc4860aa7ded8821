package dev.firn.schema.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.schema.change.ColumnLineage.OldRows;
import dev.firn.schema.change.ColumnLineage.Told;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ColumnNumbersTest {

    private static final ColumnNumbers BEFORE = numbers(Map.of("id", 1, "a", 2, "b", 3));

    private static ColumnNumbers numbers(Map<String, Integer> byName) {
        return new ColumnNumbers("42", byName);
    }

    @Test
    void whatIsToldAgainIsNoChange() {
        ColumnNumbers exchanged = numbers(Map.of("id", 1, "a", 3, "b", 2));
        ColumnLineage told = new Told(Map.of("a", "b", "b", "a"), Set.of(), Map.of());

        assertThat(exchanged.since(BEFORE, told)).isEqualTo(told);
        assertThat(exchanged.since(exchanged, told)).isEqualTo(ColumnLineage.BY_NAME);
        assertThat(BEFORE.since(exchanged, ColumnLineage.BY_NAME)).isEqualTo(told);
    }

    @Test
    void columnsAreNewOrMadeAnewByTheirNumbers() {
        ColumnNumbers now = numbers(Map.of("id", 1, "a", 4, "c", 5));
        ColumnLineage told = new Told(Map.of(), Set.of("a"), Map.of("a", new OldRows.Constant("7")));

        assertThat(now.since(BEFORE, told))
                .isEqualTo(new Told(
                        Map.of(), Set.of("a"), Map.of("a", new OldRows.Constant("7"), "c", new OldRows.Computed())));
    }

    @Test
    void numbersSayIfNobodyElseKnows() {
        assertThat(numbers(Map.of("id", 1, "b", 2)).since(BEFORE, new ColumnLineage.Unknown()))
                .isEqualTo(new Told(Map.of("b", "a"), Set.of(), Map.of()));
    }

    @Test
    void numbersOfAnotherTableSayNothing() {
        ColumnLineage told = new ColumnLineage.Unknown();

        assertThat(new ColumnNumbers("43", BEFORE.byName()).since(BEFORE, told)).isEqualTo(told);
    }
}
