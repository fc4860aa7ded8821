package dev.firn.engine.source.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.source.jdbc.UnreadableValueException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.apache.iceberg.types.Types.DecimalType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BinaryNumericTest {

    private static final BigInteger BASE = BigInteger.valueOf(10_000);

    private static Object read(int precision, int scale, byte[] bytes) {
        byte[] surrounded = new byte[bytes.length + 10];
        System.arraycopy(bytes, 0, surrounded, 5, bytes.length);
        return new BinaryNumeric(DecimalType.of(precision, scale)).read(surrounded, 5, bytes.length);
    }

    /** As the server sends it: written from the documentation of the format, not from its reader. */
    private static byte[] sent(BigDecimal value) {
        BigDecimal plain = value.abs().setScale((Math.max(0, value.scale()) + 3) / 4 * 4);
        int fractionDigits = plain.scale() / 4;
        List<Integer> digits = new ArrayList<>();
        for (BigInteger rest = plain.unscaledValue(); rest.signum() > 0; rest = rest.divide(BASE)) {
            digits.add(0, rest.mod(BASE).intValue());
        }
        int weight = digits.size() - fractionDigits - 1;
        while (!digits.isEmpty() && digits.get(digits.size() - 1) == 0) {
            digits.remove(digits.size() - 1);
        }
        ByteBuffer bytes = ByteBuffer.allocate(8 + 2 * digits.size());
        bytes.putShort((short) digits.size()).putShort((short) (digits.isEmpty() ? 0 : weight));
        bytes.putShort((short) (value.signum() < 0 ? 0x4000 : 0)).putShort((short) Math.max(0, value.scale()));
        digits.forEach(digit -> bytes.putShort(digit.shortValue()));
        return bytes.array();
    }

    private static byte[] special(int sign) {
        return ByteBuffer.allocate(8)
                .putShort((short) 0)
                .putShort((short) 0)
                .putShort((short) sign)
                .array();
    }

    @ParameterizedTest
    @CsvSource({
        "12, 2, 0",
        "12, 2, 0.00",
        "12, 2, 0.01",
        "12, 2, -0.01",
        "12, 2, 1",
        "12, 2, -1",
        "12, 2, 9999999999.99",
        "12, 2, -9999999999.99",
        "12, 2, 10000",
        "12, 2, 100000000",
        "12, 2, 12345678.9",
        "5, 5, 0.00001",
        "5, 5, 0.1",
        "4, 0, 9999",
        "4, 0, -9999",
        "18, 0, 999999999999999999",
        "18, 0, -999999999999999999",
        "18, 18, 0.000000000000000001",
        "18, 9, 123456789.123456789",
        "19, 0, 9223372036854775807",
        "19, 0, 9999999999999999999",
        "20, 4, 12345678901234.5",
        "38, 0, 99999999999999999999999999999999999999",
        "38, 0, -99999999999999999999999999999999999999",
        "38, 38, 0.99999999999999999999999999999999999999",
        "38, 38, -0.00000000000000000000000000000000000001",
        "38, 10, 1234567890123456789012345678.0123456789",
        "38, 10, 1000000000000000000000000000",
        "38, 2, 0",
        "38, 37, 9"
    })
    void readsExactlyWhatWasStored(int precision, int scale, BigDecimal value) {
        assertThat(read(precision, scale, sent(value))).isEqualTo(value.setScale(scale));
    }

    @Test
    void readsAnyNumber() {
        Random random = new Random(42);
        for (int i = 0; i < 20_000; i++) {
            int precision = 1 + random.nextInt(38);
            int scale = random.nextInt(precision + 1);
            BigInteger unscaled = new BigInteger(1 + random.nextInt(130), random)
                    .mod(BigInteger.TEN.pow(1 + random.nextInt(precision)))
                    .multiply(BigInteger.valueOf(random.nextBoolean() ? 1 : -1));
            BigDecimal value = new BigDecimal(unscaled, scale);
            assertThat(read(precision, scale, sent(value)))
                    .as("%s as numeric(%s,%s)", value, precision, scale)
                    .isEqualTo(value);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0xC000, 0xD000, 0xF000})
    void whatIsNoNumberIsRefused(int sign) {
        assertThatThrownBy(() -> read(12, 2, special(sign)))
                .isInstanceOf(UnreadableValueException.class)
                .hasMessageContaining(sign == 0xC000 ? "NaN" : "Infinity")
                .hasMessageContaining("exclude-columns");
    }

    @ParameterizedTest
    @CsvSource({"4, 2, 100", "4, 2, -1000000000000", "38, 0, 100000000000000000000000000000000000000", "18, 18, 1"})
    void numbersOfTooManyDigitsAreRefused(int precision, int scale, BigDecimal value) {
        assertThatThrownBy(() -> read(precision, scale, sent(value)))
                .isInstanceOf(UnreadableValueException.class)
                .hasMessageContaining("more digits than decimal(" + precision + ", " + scale + ")");
    }

    @ParameterizedTest
    @CsvSource({
        "4, 2, 0.001",
        "12, 2, 1.00001",
        "12, 0, 0.5",
        "38, 2, 123456789012345678901234567890.123",
        "4, 1, 0.00000001"
    })
    void numbersOfTooManyFractionalDigitsAreRefusedAndNeverRounded(int precision, int scale, BigDecimal value) {
        assertThatThrownBy(() -> read(precision, scale, sent(value)))
                .isInstanceOf(UnreadableValueException.class)
                .hasMessageContaining("more fractional digits than decimal(" + precision + ", " + scale + ")");
    }
}
