package dev.firn.engine.source.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NumberTextTest {

    /** Numbers before and behind, as a row has them. */
    private static byte[] row(String text) {
        return ("17" + text + "42").getBytes(StandardCharsets.US_ASCII);
    }

    private static long integer(String text) {
        return NumberText.integer(row(text), 2, text.length());
    }

    private static BigDecimal decimal(String text, int scale) {
        return NumberText.decimal(row(text), 2, text.length(), scale);
    }

    private static double floating(String text) {
        return NumberText.floating(row(text), 2, text.length());
    }

    @ParameterizedTest
    @ValueSource(
            longs = {
                0,
                -1,
                Integer.MAX_VALUE,
                Integer.MIN_VALUE,
                4294967295L,
                999_999_999_999_999_999L,
                -999_999_999_999_999_999L,
                1_000_000_000_000_000_000L,
                Long.MAX_VALUE,
                Long.MIN_VALUE
            })
    void wholeNumbers(long number) {
        assertThat(integer(Long.toString(number))).isEqualTo(number);
    }

    @Test
    void zerosInFrontAreNothing() {
        assertThat(integer("0000000042")).isEqualTo(42);
        assertThat(decimal("00012.50", 2)).isEqualTo(new BigDecimal("12.50"));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0",
        "-0.00, 2",
        "0.01, 2",
        "-0.01, 2",
        "9999999999.99, 2",
        "18446744073709551615, 0",
        "-99999999999999999.9, 1",
        "12345678901234567890123456789012345678, 0",
        "-0.12345678901234567890123456789012345678, 38",
        "99999999.9999999999, 10"
    })
    void decimals(String text, int scale) {
        assertThat(decimal(text, scale)).isEqualTo(new BigDecimal(text).setScale(scale));
    }

    @Test
    void anyDecimal() {
        SplittableRandom random = new SplittableRandom(4711);
        for (int i = 0; i < 100_000; i++) {
            int scale = random.nextInt(20);
            BigDecimal decimal = BigDecimal.valueOf(random.nextLong() >> random.nextInt(64), scale);
            assertThat(decimal(decimal.toPlainString(), scale)).isEqualTo(decimal);
        }
    }

    @Test
    void aDecimalOfAnotherScaleKeepsItsValueOrIsRefused() {
        assertThat(decimal("1.5", 3)).isEqualTo(new BigDecimal("1.500"));
        assertThat(decimal("1.500", 1)).isEqualTo(new BigDecimal("1.5"));
        assertThat(decimal("15", 1)).isEqualTo(new BigDecimal("15.0"));
        assertThatThrownBy(() -> decimal("1.55", 1)).isInstanceOf(ArithmeticException.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-", "1.5", "1e5", "12a", "9223372036854775808", "--1"})
    void whatIsNoWholeNumberIsRefused(String text) {
        assertThatThrownBy(() -> integer(text)).isInstanceOf(NumberFormatException.class);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.0, -0.0, 0.1, -1.7976931348623157e308, 4.9e-324, 1e22})
    void doubles(double number) {
        assertThat(floating(Double.toString(number))).isEqualTo(number);
    }
}
