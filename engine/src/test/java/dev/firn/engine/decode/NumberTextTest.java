package dev.firn.engine.decode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class NumberTextTest {

    private static final Type DECIMAL = Types.DecimalType.of(5, 2);

    @Test
    void exactNumbersStayExact() throws UndecodableValueException {
        assertThat(NumberText.read(DECIMAL, "-1.5")).isEqualTo(new BigDecimal("-1.50"));
        assertThat(NumberText.read(DECIMAL, "999.9900")).isEqualTo(new BigDecimal("999.99"));
        assertThat(NumberText.read(Types.LongType.get(), "9223372036854775807.0"))
                .isEqualTo(Long.MAX_VALUE);
        assertThat(NumberText.read(Types.DoubleType.get(), "9007199254740993")).isEqualTo(9_007_199_254_740_992.0);
        assertThat(NumberText.read(Types.DoubleType.get(), "-Infinity")).isEqualTo(Double.NEGATIVE_INFINITY);
    }

    @Test
    void whatDoesNotFitIsSaid() {
        assertMisfit(DECIMAL, "1000", "more digits than decimal(5, 2)");
        assertMisfit(DECIMAL, "0.001", "more fractional digits");
        assertMisfit(DECIMAL, "NaN", "NaN");
        assertMisfit(Types.LongType.get(), "0.5", "no whole one");
        assertMisfit(Types.LongType.get(), "9223372036854775808", "no whole one");
        assertMisfit(Types.DoubleType.get(), "1" + "0".repeat(400), "beyond");
    }

    private static void assertMisfit(Type type, String text, String words) {
        assertThatThrownBy(() -> NumberText.read(type, text))
                .isInstanceOf(UndecodableValueException.class)
                .hasMessageContaining(words)
                .hasMessageContaining("column-types");
    }
}
