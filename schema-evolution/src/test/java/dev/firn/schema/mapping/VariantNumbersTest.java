package dev.firn.schema.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class VariantNumbersTest {

    private static final String NINES = "9".repeat(38);

    @Test
    void wholeNumbersOf64Bits() {
        assertThat(VariantNumbers.of("0")).contains(0L);
        assertThat(VariantNumbers.of("-9223372036854775808")).contains(Long.MIN_VALUE);
        assertThat(VariantNumbers.of("9223372036854775807")).contains(Long.MAX_VALUE);
    }

    @Test
    void decimalsOfUpTo38Digits() {
        assertThat(VariantNumbers.of("9223372036854775808")).contains(new BigDecimal("9223372036854775808"));
        assertThat(VariantNumbers.of("1.50")).contains(new BigDecimal("1.50"));
        assertThat(VariantNumbers.of("1e3")).contains(new BigDecimal("1000"));
        assertThat(VariantNumbers.of(NINES)).contains(new BigDecimal(NINES));
        assertThat(VariantNumbers.of("-0." + NINES)).contains(new BigDecimal("-0." + NINES));
        assertThat(VariantNumbers.of("1e37")).contains(BigDecimal.TEN.pow(37));
        assertThat(VariantNumbers.of("1e-38")).contains(new BigDecimal("1e-38"));
    }

    @Test
    void doublesBeyond() {
        assertThat(VariantNumbers.of("1e38")).contains(1e38);
        assertThat(VariantNumbers.of("1.7976931348623157e308")).contains(Double.MAX_VALUE);
        assertThat(VariantNumbers.of("5e-324")).contains(Double.MIN_VALUE);
        assertThat(VariantNumbers.of("-2.2250738585072014E-308")).contains(-Double.MIN_NORMAL);
        assertThat(VariantNumbers.of("-0.0")).contains(-0.0);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1e400",
                "1e99999999999",
                "1e-400",
                "1e2147483647",
                "123456789012345678901234567890123456789",
                "1.12345678901234567890123456789012345678e300",
                "5.5e-324"
            })
    void othersHaveNoCounterpart(String literal) {
        assertThat(VariantNumbers.of(literal)).isEmpty();
    }

    @Test
    void aNumberWithoutEndIsNotLookedAt() {
        assertThat(VariantNumbers.of("1".repeat(1_000_000))).isEmpty();
    }
}
