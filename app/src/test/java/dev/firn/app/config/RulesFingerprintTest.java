package dev.firn.app.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.schema.layout.OnUnrepresentableValue;
import dev.firn.schema.source.TableId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RulesFingerprintTest {

    private static final TableId TABLE = new TableId("public", "a");
    private static final String BASE = "mask-columns: { email: hmac-sha256 }, exclude-columns: [x, y]";

    private static String of(String override, String more) {
        String text = Parsing.MINIMAL.replace(
                "include: [\"public.*\"]",
                "include: [\"public.*\"]\n  overrides: [{ table: public.a, " + override + " }]");
        return Parsing.parse(text + "\n" + more).tablePolicy().rules().get(TABLE);
    }

    private static String of(String override) {
        return of(override, "mask-secret: one");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mask-columns: { email: hmac-sha256 }",
                "mask-columns: { email: redact }, exclude-columns: [x, y]",
                BASE + ", column-types: { z: string }",
                BASE + ", column-types: { z: double }",
                "mask-columns: { mail: hmac-sha256 }, exclude-columns: [x, y]",
                BASE + ", on-unrepresentable-value: null",
                BASE + ", key: [k]",
                BASE + ", mode: changelog",
                BASE + ", partition-by: [\"bucket(4, k)\"]",
            })
    void whatDecidesRowsAndHowTheyLieChangesIt(String other) {
        assertThat(of(other)).isNotEqualTo(of(BASE));
    }

    @Test
    void otherOrderOfColumnsThatAreLeftOutDoesNot() {
        assertThat(of("exclude-columns: [y, x], mask-columns: { email: hmac-sha256 }"))
                .isEqualTo(of(BASE));
    }

    @Test
    void theSecretCountsWhereAMaskUsesIt() {
        assertThat(of(BASE, "mask-secret: two")).isNotEqualTo(of(BASE));
        assertThat(of("exclude-columns: [x]", "mask-secret: two")).isEqualTo(of("exclude-columns: [x]", ""));
    }

    @Test
    void anOverrideThatSaysNothingIsLikeNone() {
        assertThat(of("mode: upsert")).isEqualTo(RulesFingerprint.ofNoOverride(OnUnrepresentableValue.STOP_TABLE));
    }

    /** It is part of the format: another value would load every such table again. */
    @Test
    void itStaysTheSame() {
        assertThat(RulesFingerprint.ofNoOverride(OnUnrepresentableValue.STOP_TABLE))
                .isEqualTo("601844bef170ffb8");
        assertThat(of(BASE)).isEqualTo("d167fae9df65e7cb");
    }
}
