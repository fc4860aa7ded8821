package dev.firn.sink.write.column;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;

/** Rows of all types: few and many different values, none, some and only nulls, and the values at the edges of their types. */
final class RandomRows {

    private static final List<Type> TYPES = List.of(
            Types.BooleanType.get(),
            Types.IntegerType.get(),
            Types.LongType.get(),
            Types.FloatType.get(),
            Types.DoubleType.get(),
            Types.DecimalType.of(9, 2),
            Types.DecimalType.of(18, 0),
            Types.DecimalType.of(38, 10),
            Types.StringType.get(),
            Types.UUIDType.get(),
            Types.BinaryType.get(),
            Types.FixedType.ofLength(5),
            Types.DateType.get(),
            Types.TimeType.get(),
            Types.TimestampType.withoutZone(),
            Types.TimestampType.withZone());

    private RandomRows() {}

    /** Every type twice, once as a column that requires values. */
    static Schema schema(Random random) {
        List<Types.NestedField> fields = new ArrayList<>();
        int offset = random.nextInt(100);
        for (Type type : TYPES) {
            int id = offset + fields.size();
            fields.add(Types.NestedField.required(id + 1, "required " + id, type));
            fields.add(Types.NestedField.optional(id + 2, "optional." + id, type));
        }
        return new Schema(fields);
    }

    static List<Object[]> of(Schema schema, Random random, int count) {
        List<Types.NestedField> fields = schema.columns();
        int[] different = new int[fields.size()];
        double[] nulls = new double[fields.size()];
        Object[][] pools = new Object[fields.size()][];
        for (int i = 0; i < different.length; i++) {
            different[i] = new int[] {1, 2, 50, 700, 0, 0}[random.nextInt(6)];
            nulls[i] = fields.get(i).isOptional() ? new double[] {0, 0.01, 0.5, 1}[random.nextInt(4)] : 0;
            pools[i] = new Object[different[i]];
            for (int k = 0; k < different[i]; k++) {
                pools[i][k] = value(fields.get(i).type(), random);
            }
        }
        List<Object[]> rows = new ArrayList<>();
        for (int row = 0; row < count; row++) {
            Object[] values = new Object[different.length];
            for (int i = 0; i < values.length; i++) {
                if (random.nextDouble() >= nulls[i]) {
                    values[i] = different[i] == 0
                            ? value(fields.get(i).type(), random)
                            : pools[i][random.nextInt(different[i])];
                }
            }
            rows.add(values);
        }
        return rows;
    }

    private static Object value(Type type, Random random) {
        boolean edge = random.nextInt(20) == 0;
        return switch (type.typeId()) {
            case BOOLEAN -> random.nextBoolean();
            case INTEGER, DATE ->
                edge ? (random.nextBoolean() ? Integer.MAX_VALUE : Integer.MIN_VALUE) : random.nextInt();
            case LONG, TIMESTAMP -> edge ? (random.nextBoolean() ? Long.MAX_VALUE : Long.MIN_VALUE) : random.nextLong();
            case TIME -> (long) random.nextInt() & 0xFFFF_FFFFL;
            case FLOAT ->
                edge
                        ? new float[] {Float.NaN, 0f, -0f, Float.NEGATIVE_INFINITY, Float.MAX_VALUE}[random.nextInt(5)]
                        : random.nextFloat();
            case DOUBLE ->
                edge
                        ? new double[] {Double.NaN, 0d, -0d, Double.POSITIVE_INFINITY, Double.MIN_VALUE}
                                [random.nextInt(5)]
                        : random.nextGaussian();
            case DECIMAL -> decimal((Types.DecimalType) type, random, edge);
            case STRING -> edge ? edgeText(random) : text(random, random.nextInt(30));
            case UUID -> new UUID(random.nextLong(), random.nextLong());
            case BINARY -> ByteBuffer.wrap(bytes(random, edge ? random.nextInt(200) : random.nextInt(12)));
            case FIXED -> ByteBuffer.wrap(bytes(random, ((Types.FixedType) type).length()));
            default -> throw new IllegalArgumentException(type.toString());
        };
    }

    private static BigDecimal decimal(Types.DecimalType type, Random random, boolean edge) {
        BigInteger bound = BigInteger.TEN.pow(type.precision());
        BigInteger unscaled = edge
                ? bound.subtract(BigInteger.ONE)
                : new BigInteger(1 + random.nextInt(bound.bitLength()), random).mod(bound);
        return new BigDecimal(random.nextBoolean() ? unscaled : unscaled.negate(), type.scale());
    }

    private static byte[] bytes(Random random, int length) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        return bytes;
    }

    /** Empty, and of several bytes a character beyond the sixteen characters at which bounds are cut. */
    private static String edgeText(Random random) {
        return switch (random.nextInt(4)) {
            case 0 -> "";
            case 1 -> "ä日\uD83D\uDE00".repeat(10);
            case 2 -> "\uD83D\uDE00".repeat(40) + random.nextInt();
            default -> "\uFFFF".repeat(20);
        };
    }

    private static String text(Random random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.appendCodePoint(random.nextInt(4) == 0 ? 0xA1 + random.nextInt(0x500) : 'a' + random.nextInt(26));
        }
        return text.toString();
    }
}
