package dev.firn.engine.source;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.schema.change.ColumnNumbers;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReadColumnsTest {

    private static final ReadColumns COLUMNS = new ReadColumns(numbers(Map.of("id", 1, "a", 2, "b", 3)), "xmin");

    private static ColumnNumbers numbers(Map<String, Integer> byName) {
        return new ColumnNumbers("42", byName);
    }

    @Test
    void theyAreThoseThatAreKnownWhateverIsNewOrGone() {
        assertThat(COLUMNS.areAsKnown(numbers(Map.of("id", 1, "a", 2, "b", 3)))).isTrue();
        assertThat(COLUMNS.areAsKnown(null)).isTrue();
        assertThat(COLUMNS.areAsKnown(numbers(Map.of("id", 1, "a", 2)))).isTrue();
        assertThat(COLUMNS.areAsKnown(numbers(Map.of("id", 1, "a", 2, "b", 3, "gone", 4))))
                .isTrue();
    }

    @Test
    void theyAreOthersThanKnownWhereNamesHaveChangedHands() {
        assertThat(COLUMNS.areAsKnown(numbers(Map.of("id", 1, "a", 3, "b", 2)))).isFalse();
        assertThat(COLUMNS.areAsKnown(numbers(Map.of("id", 1, "former", 2, "b", 3))))
                .isFalse();
        assertThat(COLUMNS.areAsKnown(numbers(Map.of("id", 1, "a", 4, "b", 3)))).isFalse();
        assertThat(COLUMNS.areAsKnown(new ColumnNumbers("43", Map.of("id", 1, "a", 2, "b", 3))))
                .as("those of a table that had the name before")
                .isFalse();
    }

    @Test
    void renamesGoWithTheNumbers() {
        ReadColumns swapped = COLUMNS.renamed(Map.of("a", "b", "b", "a"), Set.of("id", "a", "b", "new"));

        assertThat(swapped.numbers().byName()).isEqualTo(Map.of("id", 1, "a", 3, "b", 2));
        assertThat(swapped.agreesWith(COLUMNS)).isFalse();
        assertThat(COLUMNS.renamed(Map.of("c", "b"), Set.of("id", "c")).agreesWith(COLUMNS))
                .isTrue();
    }
}
