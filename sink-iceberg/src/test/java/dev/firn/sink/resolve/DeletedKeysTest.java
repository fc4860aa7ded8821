package dev.firn.sink.resolve;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.UUID;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

/** Keys as bytes: which are equal, how they compare, and where they are found. */
class DeletedKeysTest {

    private static byte[] bytes(Type type, Object value) {
        KeyBytes key = new KeyBytes();
        KeyEncoding.put(key, type, value);
        return Arrays.copyOf(key.array(), key.length());
    }

    @Test
    void equalIsWhatReadersOfEqualityDeletesTakeForEqual() {
        Type real = Types.DoubleType.get();
        assertThat(bytes(real, Double.NaN)).isEqualTo(bytes(real, Double.longBitsToDouble(0x7FF8_0000_0000_0001L)));
        assertThat(bytes(real, -0.0)).isNotEqualTo(bytes(real, 0.0));
        Type single = Types.FloatType.get();
        assertThat(bytes(single, Float.NaN)).isEqualTo(bytes(single, Float.intBitsToFloat(0x7FC0_0001)));
        assertThat(bytes(single, -0.0f)).isNotEqualTo(bytes(single, 0.0f));
        Type decimal = Types.DecimalType.of(38, 10);
        assertThat(bytes(decimal, new BigDecimal("1.5"))).isEqualTo(bytes(decimal, new BigDecimal("1.5000000000")));
        assertThat(bytes(decimal, new BigDecimal("-1.5"))).isNotEqualTo(bytes(decimal, new BigDecimal("1.5")));
        Type text = Types.StringType.get();
        assertThat(bytes(text, "a")).isNotEqualTo(bytes(text, "A")).isNotEqualTo(bytes(text, "a "));
        assertThat(bytes(text, null)).isEqualTo(bytes(text, null)).isNotEqualTo(bytes(text, ""));
        Type binary = Types.BinaryType.get();
        assertThat(bytes(binary, ByteBuffer.wrap(new byte[] {0, 1, 2}, 1, 2)))
                .isEqualTo(bytes(binary, ByteBuffer.wrap(new byte[] {1, 2})));
        Type uuid = Types.UUIDType.get();
        assertThat(bytes(uuid, new UUID(-1, 1))).isNotEqualTo(bytes(uuid, new UUID(1, -1)));
    }

    @Test
    void noTwoKeysOfSeveralColumnsLookTheSame() {
        KeyBytes one = new KeyBytes();
        KeyEncoding.put(one, Types.StringType.get(), "ab");
        KeyEncoding.put(one, Types.StringType.get(), "c");
        KeyBytes other = new KeyBytes();
        KeyEncoding.put(other, Types.StringType.get(), "a");
        KeyEncoding.put(other, Types.StringType.get(), "bc");
        assertThat(Arrays.copyOf(one.array(), one.length())).isNotEqualTo(Arrays.copyOf(other.array(), other.length()));
    }

    @Test
    void columnsCompareLikeTheirValues() {
        assertOrdered(Types.LongType.get(), Long.MIN_VALUE, -1L, 0L, 1L, 256L, Long.MAX_VALUE);
        assertOrdered(Types.IntegerType.get(), Integer.MIN_VALUE, -256, -1, 0, 1, 255, Integer.MAX_VALUE);
        assertOrdered(Types.StringType.get(), "", "a", "aa", "b", "\uFFFD", "\uD83D\uDE00");
        assertOrdered(
                Types.DecimalType.of(38, 2),
                new BigDecimal("-999999999999999999999999999999999999.99"),
                new BigDecimal("-1.28"),
                new BigDecimal("-0.01"),
                new BigDecimal("0.00"),
                new BigDecimal("1.27"),
                new BigDecimal("1.28"),
                new BigDecimal("999999999999999999999999999999999999.99"));
        assertOrdered(
                Types.BinaryType.get(),
                ByteBuffer.wrap(new byte[0]),
                ByteBuffer.wrap(new byte[] {0}),
                ByteBuffer.wrap(new byte[] {0x7F}),
                ByteBuffer.wrap(new byte[] {(byte) 0x80}));
    }

    private static void assertOrdered(Type type, Object... values) {
        for (int i = 1; i < values.length; i++) {
            assertThat(Arrays.compareUnsigned(
                            KeyEncoding.comparable(type, values[i - 1]), KeyEncoding.comparable(type, values[i])))
                    .as("%s before %s", values[i - 1], values[i])
                    .isNegative();
        }
    }

    @Test
    void eachKeyHasTheNewestSequenceNumber() {
        Random random = new Random(1);
        DeletedKeys keys = new DeletedKeys();
        Map<List<Object>, Long> model = new HashMap<>();
        KeyBytes key = new KeyBytes();
        for (int i = 0; i < 20_000; i++) {
            List<Object> values = List.of((long) random.nextInt(6_000), "t" + random.nextInt(2));
            long sequence = random.nextInt(50);
            put(key, values);
            keys.add(key, sequence);
            model.merge(values, sequence, Math::max);
        }
        assertThat(keys.size()).isEqualTo(model.size());
        for (long number = -10; number < 6_010; number++) {
            for (int text = 0; text < 3; text++) {
                List<Object> values = List.of(number, "t" + text);
                put(key, values);
                assertThat(keys.newest(key)).isEqualTo(model.getOrDefault(values, DeletedKeys.NONE));
            }
        }
    }

    private static void put(KeyBytes key, List<Object> values) {
        key.clear();
        KeyEncoding.put(key, Types.LongType.get(), values.get(0));
        KeyEncoding.put(key, Types.StringType.get(), values.get(1));
    }

    @Test
    void noValueIsOutsideOfItsRanges() {
        Random random = new Random(2);
        for (int round = 0; round < 3; round++) {
            ValueRanges ranges = new ValueRanges();
            TreeSet<Integer> model = new TreeSet<>();
            int spread = round == 0 ? 1_000 : Integer.MAX_VALUE;
            for (int i = 0; i < 150_000; i++) {
                int value = random.nextInt(spread);
                model.add(value);
                ranges.add(comparable(value));
            }
            ranges.settle();
            for (int i = 0; i < 20_000; i++) {
                int from = random.nextInt(spread);
                int to = (int) Math.min(Integer.MAX_VALUE, from + (long) random.nextInt(spread / 1_000 + 1));
                Integer there = model.ceiling(from);
                if (there != null && there <= to) {
                    assertThat(ranges.meets(comparable(from), comparable(to))).isTrue();
                } else if (round == 0) {
                    assertThat(ranges.meets(comparable(from), comparable(to))).isFalse();
                }
            }
            assertThat(ranges.meets(null, comparable(model.first()))).isTrue();
            assertThat(ranges.meets(comparable(model.last()), null)).isTrue();
            assertThat(ranges.meets(comparable(model.last() + 1), null)).isFalse();
        }
        assertThat(new ValueRanges().meets(null, null)).isFalse();
    }

    private static byte[] comparable(int value) {
        return KeyEncoding.comparable(Types.IntegerType.get(), value);
    }
}
