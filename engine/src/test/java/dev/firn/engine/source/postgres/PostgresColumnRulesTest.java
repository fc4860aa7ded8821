package dev.firn.engine.source.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.source.jdbc.UnreadableValueException;
import dev.firn.schema.source.SourceColumn;
import dev.firn.schema.source.SourceType;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class PostgresColumnRulesTest {

    private static final LocalDate DAY_ZERO = LocalDate.of(2000, 1, 1);

    private final PostgresColumnRules rules = new PostgresColumnRules(false);

    private static SourceColumn column(String type) {
        return new SourceColumn("a\"b", SourceType.of(type), true);
    }

    /** Reads a value that stands in the middle of others. */
    private Object read(Type type, byte[] bytes) {
        byte[] surrounded = new byte[bytes.length + 10];
        java.util.Arrays.fill(surrounded, (byte) 0x5A);
        System.arraycopy(bytes, 0, surrounded, 5, bytes.length);
        String source = switch (type.typeId()) {
            case LONG -> "int8";
            case DOUBLE -> "float8";
            default -> "text";
        };
        return rules.reader(column(source), type).read(surrounded, 5, bytes.length);
    }

    private static byte[] int4(int value) {
        return ByteBuffer.allocate(4).putInt(value).array();
    }

    private static byte[] int8(long value) {
        return ByteBuffer.allocate(8).putLong(value).array();
    }

    private static byte[] date(LocalDate date) {
        return int4((int) ChronoUnit.DAYS.between(DAY_ZERO, date));
    }

    private static byte[] timestamp(LocalDateTime timestamp) {
        return int8(ChronoUnit.MICROS.between(DAY_ZERO.atStartOfDay(), timestamp));
    }

    @Test
    void numbersAndTruthValues() {
        for (int value : new int[] {0, -1, 1, Integer.MIN_VALUE, Integer.MAX_VALUE, -32768}) {
            assertThat(read(Types.IntegerType.get(), int4(value))).isEqualTo(value);
        }
        for (long value : new long[] {0, -1, 1, Long.MIN_VALUE, Long.MAX_VALUE}) {
            assertThat(read(Types.LongType.get(), int8(value))).isEqualTo(value);
        }
        for (float value :
                new float[] {0f, -0f, 0.1f, Float.MIN_VALUE, -Float.MAX_VALUE, Float.NaN, Float.NEGATIVE_INFINITY}) {
            assertThat(read(Types.FloatType.get(), int4(Float.floatToRawIntBits(value))))
                    .isEqualTo(value);
        }
        for (double value :
                new double[] {0d, -0d, 0.1, Double.MIN_VALUE, -Double.MAX_VALUE, Double.NaN, Double.POSITIVE_INFINITY
                }) {
            assertThat(read(Types.DoubleType.get(), int8(Double.doubleToRawLongBits(value))))
                    .isEqualTo(value);
        }
        assertThat(read(Types.BooleanType.get(), new byte[] {1})).isEqualTo(true);
        assertThat(read(Types.BooleanType.get(), new byte[] {0})).isEqualTo(false);
    }

    @Test
    void textsAndBytes() {
        for (String text : new String[] {"", "a", "äöü", "日本語 \uD83D\uDE00", "line\nbreak\u0001"}) {
            assertThat(read(Types.StringType.get(), text.getBytes(StandardCharsets.UTF_8)))
                    .isEqualTo(text);
        }
        assertThat(read(Types.BinaryType.get(), new byte[0])).isEqualTo(ByteBuffer.allocate(0));
        assertThat(read(Types.BinaryType.get(), new byte[] {0, -1, 7}))
                .isEqualTo(ByteBuffer.wrap(new byte[] {0, -1, 7}));
        UUID uuid = UUID.fromString("ffeeddcc-bbaa-9988-7766-554433221100");
        byte[] bytes = ByteBuffer.allocate(16)
                .putLong(uuid.getMostSignificantBits())
                .putLong(uuid.getLeastSignificantBits())
                .array();
        assertThat(read(Types.UUIDType.get(), bytes)).isEqualTo(uuid);
    }

    @Test
    void datesAreDaysSince1970() {
        for (String text :
                new String[] {"1970-01-01", "1969-12-31", "2000-01-01", "1582-10-04", "0001-01-01", "9999-12-31"}) {
            LocalDate date = LocalDate.parse(text);
            assertThat(read(Types.DateType.get(), date(date))).isEqualTo((int) date.toEpochDay());
        }
        LocalDate beforeChrist = LocalDate.of(-4712, 1, 1);
        assertThat(read(Types.DateType.get(), date(beforeChrist))).isEqualTo((int) beforeChrist.toEpochDay());
        LocalDate last = LocalDate.of(5_874_897, 12, 31);
        assertThat(read(Types.DateType.get(), date(last))).isEqualTo((int) last.toEpochDay());
        assertUnreadable(Types.DateType.get(), int4(Integer.MAX_VALUE), "infinity, which is no point in time");
        assertUnreadable(Types.DateType.get(), int4(Integer.MIN_VALUE), "-infinity, which is no point in time");
    }

    @Test
    void timesAreMicrosecondsOfTheDay() {
        assertThat(read(Types.TimeType.get(), int8(0))).isEqualTo(0L);
        assertThat(read(Types.TimeType.get(), int8(86_399_999_999L))).isEqualTo(86_399_999_999L);
        assertUnreadable(Types.TimeType.get(), int8(86_400_000_000L), "24:00:00");
    }

    @Test
    void timestampsAreMicrosecondsSince1970() {
        for (Type type : new Type[] {Types.TimestampType.withoutZone(), Types.TimestampType.withZone()}) {
            for (String text : new String[] {
                "1970-01-01T00:00:00Z",
                "1969-12-31T23:59:59.999999Z",
                "2024-02-29T12:00:00.000001Z",
                "0001-01-01T00:00:00Z",
                "-4712-01-01T00:00:00Z",
                "+294246-12-31T23:59:59.999999Z"
            }) {
                Instant instant = Instant.parse(text);
                assertThat(read(type, timestamp(LocalDateTime.ofInstant(instant, ZoneOffset.UTC))))
                        .isEqualTo(instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000);
            }
            assertUnreadable(type, int8(Long.MAX_VALUE), "infinity, which is no point in time");
            assertUnreadable(type, int8(Long.MIN_VALUE), "-infinity, which is no point in time");
            assertUnreadable(
                    type,
                    timestamp(LocalDateTime.of(294_276, 12, 31, 23, 59, 59)),
                    "+294276-12-31T23:59:59, which is too far from 1970");
        }
    }

    private void assertUnreadable(Type type, byte[] bytes, String found) {
        assertThatThrownBy(() -> read(type, bytes))
                .isInstanceOf(UnreadableValueException.class)
                .hasMessageStartingWith(found)
                .hasMessageContaining("exclude-columns");
    }

    @Test
    void aColumnIsSelectedAsWhatItIsReadAs() {
        assertThat(rules.expression(column("int2"), Types.IntegerType.get())).isEqualTo("\"a\"\"b\"::int4");
        SourceColumn amount = new SourceColumn("amount", SourceType.of("numeric", 4, 2), true);
        assertThat(rules.expression(amount, Types.DecimalType.of(4, 2))).endsWith("::numeric");
        assertThat(rules.expression(amount, Types.DoubleType.get())).endsWith("::text");
        assertThat(rules.expression(column("inet"), Types.StringType.get())).contains("format('%s', \"a\"\"b\")");
        assertThat(rules.expression(column("varchar"), Types.StringType.get())).endsWith("::text");
        assertThat(rules.expression(column("bpchar"), Types.StringType.get())).endsWith("::bpchar");
        assertThat(rules.expression(column("timestamptz"), Types.TimestampType.withZone()))
                .endsWith("::timestamptz");
        Type list = Types.ListType.ofRequired(1, Types.IntegerType.get());
        assertThatThrownBy(() -> rules.expression(column("_int4"), list)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> rules.reader(column("_int4"), list)).isInstanceOf(IllegalArgumentException.class);
    }
}
