package dev.firn.engine.source;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ReadColumnsTest {

    private static final ReadColumns COLUMNS = new ReadColumns(Map.of("id", 1, "a", 2, "b", 3), "xmin");

    @Test
    void theyAreThoseThatTheLogHasShownWhateverIsNewOrGone() {
        assertThat(COLUMNS.areAsShown(Map.of("id", 1, "a", 2, "b", 3))).isTrue();
        assertThat(COLUMNS.areAsShown(Map.of())).isTrue();
        assertThat(COLUMNS.areAsShown(Map.of("id", 1, "a", 2))).isTrue();
        assertThat(COLUMNS.areAsShown(Map.of("id", 1, "a", 2, "b", 3, "gone", 4)))
                .isTrue();
    }

    @Test
    void theyAreOthersThanShownWhereNamesHaveChangedHands() {
        assertThat(COLUMNS.areAsShown(Map.of("id", 1, "a", 3, "b", 2))).isFalse();
        assertThat(COLUMNS.areAsShown(Map.of("id", 1, "former", 2, "b", 3))).isFalse();
        assertThat(COLUMNS.areAsShown(Map.of("id", 1, "a", 4, "b", 3))).isFalse();
    }

    @Test
    void renamesGoWithTheNumbers() {
        ReadColumns swapped = COLUMNS.renamed(Map.of("a", "b", "b", "a"), Set.of("id", "a", "b", "new"));

        assertThat(swapped.numbers()).isEqualTo(Map.of("id", 1, "a", 3, "b", 2));
        assertThat(swapped.agreesWith(COLUMNS)).isFalse();
        assertThat(COLUMNS.renamed(Map.of("c", "b"), Set.of("id", "c")).agreesWith(COLUMNS))
                .isTrue();
    }
}
