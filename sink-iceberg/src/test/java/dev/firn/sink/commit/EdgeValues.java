package dev.firn.sink.commit;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Values of a type whose order readers could see otherwise: around zero, where a sign begins, and where bounds are cut off. */
final class EdgeValues {

    private EdgeValues() {}

    static List<Object> of(Type type) {
        return switch (type.typeId()) {
            case BOOLEAN -> List.of(true, false);
            case INTEGER, DATE -> List.of(Integer.MIN_VALUE, -719_163, -256, -1, 0, 1, 255, 20_000, Integer.MAX_VALUE);
            case LONG, TIMESTAMP ->
                List.of(Long.MIN_VALUE, -1L << 40, -1_000_001L, -1L, 0L, 1L, 1L << 40, 1_700_000_000_000_000L);
            case TIMESTAMP_NANO ->
                List.of(-1_000_000_001L, -999L, -1L, 0L, 1L, 999L, 1_000L, 1_700_000_000_123_456_789L);
            case TIME -> List.of(0L, 1L, 43_200_000_000L, 86_399_999_999L);
            case FLOAT ->
                List.of(Float.NEGATIVE_INFINITY, -1.5f, -Float.MIN_VALUE, -0f, 0f, 1.5f, Float.MAX_VALUE, Float.NaN);
            case DOUBLE ->
                List.of(Double.NEGATIVE_INFINITY, -1.5, -Double.MIN_VALUE, -0d, 0d, 1.5, Double.MAX_VALUE, Double.NaN);
            case DECIMAL -> decimals((Types.DecimalType) type);
            case STRING -> texts();
            case UUID -> uuids();
            case BINARY -> binaries(Stream.of(0, 1, 15, 16, 17, 40));
            case FIXED -> binaries(Stream.of(((Types.FixedType) type).length()));
            default -> throw new IllegalArgumentException(type.toString());
        };
    }

    /** Of one byte and of all that the type has, on both sides of zero. */
    private static List<Object> decimals(Types.DecimalType type) {
        BigInteger most = BigInteger.TEN.pow(type.precision()).subtract(BigInteger.ONE);
        return Stream.of(BigInteger.ZERO, BigInteger.ONE, BigInteger.valueOf(127), BigInteger.valueOf(128), most)
                .flatMap(unscaled -> Stream.of(unscaled, unscaled.negate()))
                .distinct()
                .<Object>map(unscaled -> new BigDecimal(unscaled, type.scale()))
                .toList();
    }

    /**
     * Longer than the sixteen characters at which bounds are cut, with one of two UTF-16 units on either side of the cut, of characters whose order in
     * UTF-16 is not that in UTF-8, and of those behind which there is none.
     */
    private static List<Object> texts() {
        String last = new String(Character.toChars(Character.MAX_CODE_POINT));
        return List.of(
                "",
                "a",
                "a".repeat(15) + "\uD83D\uDE00",
                "a".repeat(15) + "\uD83D\uDE00b",
                "a".repeat(15) + "\uD83D\uDE01\uD83D\uDE00",
                "a".repeat(16),
                "a".repeat(16) + "\uFFFD",
                "a".repeat(15) + "\uD7FFx",
                "a".repeat(15) + "\uE000",
                "\uFF21",
                "\uFF21\uFF21",
                "\uD83D\uDE00",
                "\uD83D\uDE00".repeat(20),
                "\uFFFF".repeat(20),
                last.repeat(15),
                last.repeat(16),
                last.repeat(17),
                last.repeat(40),
                "a" + last.repeat(30),
                "\u00E4".repeat(80));
    }

    /** With the highest bit of either half set, of both, and of none. */
    private static List<Object> uuids() {
        List<Object> uuids = new ArrayList<>();
        for (long most : new long[] {0, 1, Long.MAX_VALUE, Long.MIN_VALUE, -1}) {
            for (long least : new long[] {0, Long.MAX_VALUE, Long.MIN_VALUE, -1}) {
                uuids.add(new UUID(most, least));
            }
        }
        return uuids;
    }

    private static List<Object> binaries(Stream<Integer> lengths) {
        return lengths.flatMap(length -> IntStream.of(0, 1, 0x7F, 0x80, 0xFF)
                        .<Object>mapToObj(value -> ByteBuffer.wrap(filled(length, (byte) value))))
                .distinct()
                .toList();
    }

    private static byte[] filled(int length, byte value) {
        byte[] bytes = new byte[length];
        java.util.Arrays.fill(bytes, value);
        return bytes;
    }
}
