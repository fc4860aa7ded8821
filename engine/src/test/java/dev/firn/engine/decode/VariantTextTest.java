package dev.firn.engine.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VariantTextTest {

    @ParameterizedTest
    @ValueSource(
            strings = {"null", " [1, 2.50, \"x\", {}] ", "{\"a\": 1, \"a\": 2}", "\"\\ud83d\\ude00\"", "\"\\u0000\""})
    void isTheTextItself(String json) throws UndecodableValueException {
        assertThat(VariantText.read(json)).isSameAs(json);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[1e400]", "\"\\ud83d\"", "{\"\\ude00\": 1}", "{", "no"})
    void whatNoVariantSaysIsRefused(String json) {
        assertThatThrownBy(() -> VariantText.read(json))
                .isInstanceOf(UndecodableValueException.class)
                .hasMessageContaining("which a variant has no value for")
                .hasMessageContaining("resync the table");
    }

    @Test
    void depthHasABound() throws UndecodableValueException {
        String deep = "[".repeat(1_000) + "]".repeat(1_000);
        assertThat(VariantText.read(deep)).isEqualTo(deep);
        assertThatThrownBy(() -> VariantText.read("[" + deep + "]")).hasMessageContaining("more than 1000 levels");
    }
}
