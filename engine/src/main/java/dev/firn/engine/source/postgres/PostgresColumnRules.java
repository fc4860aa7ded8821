package dev.firn.engine.source.postgres;

import dev.firn.engine.decode.Nanoseconds;
import dev.firn.engine.decode.NumberText;
import dev.firn.engine.decode.VariantText;
import dev.firn.engine.source.jdbc.ColumnRules;
import dev.firn.engine.source.jdbc.LogRule;
import dev.firn.engine.source.jdbc.UnreadableValueException;
import dev.firn.schema.mapping.PostgresTypes;
import dev.firn.schema.source.SourceColumn;
import dev.firn.schema.source.SourceType;
import dev.firn.schema.source.SourceType.Kind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Set;
import java.util.UUID;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Type.TypeID;
import org.apache.iceberg.types.Types.DecimalType;
import org.apache.iceberg.types.Types.TimestampNanoType;
import org.apache.iceberg.types.Types.TimestampType;

/**
 * PostgreSQL's values in binary form. Every column is selected as the one type that its reader knows: that costs nothing where the column
 * has it, as nearly always, and a column that was changed a moment ago can never be read as what it is not.
 */
final class PostgresColumnRules implements ColumnRules<BinaryValue> {

    static final String REMEDY = "correct those rows at the source, or name the column in exclude-columns";

    /** Types of which a cast to text is the text that is printed. */
    private static final Set<String> TEXTS = Set.of("text", "varchar", "name", "json", "jsonb", "numeric");

    /** What Java puts where bytes are no UTF-8. */
    private static final char REPLACEMENT = '\uFFFD';

    /** Days and microseconds are counted from 2000-01-01. */
    private static final int EPOCH_DAYS = 10_957;

    private static final long EPOCH_MICROS = EPOCH_DAYS * 86_400_000_000L;
    private static final long LAST_MICRO_OF_DAY = 86_399_999_999L;
    private static final LocalDateTime EPOCH = LocalDateTime.of(2000, 1, 1, 0, 0);

    private final boolean anyEncoding;

    /** @param anyEncoding whether the server does not look what bytes its texts are of, and refuses to send what is no UTF-8 as text */
    PostgresColumnRules(boolean anyEncoding) {
        this.anyEncoding = anyEncoding;
    }

    @Override
    public String expression(SourceColumn column, Type type) {
        String name = PostgresSql.quote(column.name());
        boolean isText = type.typeId() == TypeID.STRING
                || type.typeId() == TypeID.VARIANT
                || PostgresTypes.isConverted(column.type(), type);
        if (!isText) {
            return name + "::" + sentAs(type);
        }
        return anyEncoding
                ? "pg_catalog.convert_to(" + printed(name, column.type()) + ", 'SQL_ASCII')"
                : text(name, column.type());
    }

    /**
     * The text that PostgreSQL prints, as the log has it. A cast to text is another for some types: it takes the blanks of char(n), and puts a mask behind
     * an address.
     */
    private static String text(String name, SourceType type) {
        if (type.name().equals("bpchar") && type.kind() == Kind.BASE) {
            return name + "::bpchar";
        }
        boolean isText = type.kind() == Kind.ENUM || (type.kind() == Kind.BASE && TEXTS.contains(type.name()));
        return isText ? name + "::text" : formatted(name);
    }

    /** The same where it must be of the type text. */
    private static String printed(String name, SourceType type) {
        return type.name().equals("bpchar") ? formatted(name) : text(name, type);
    }

    private static String formatted(String name) {
        // IS NOT NULL is another question to a composite value.
        return "CASE WHEN " + name + " IS DISTINCT FROM NULL THEN pg_catalog.format('%s', " + name + ") END";
    }

    private static String sentAs(Type type) {
        return switch (type.typeId()) {
            case BOOLEAN -> "bool";
            case INTEGER -> "int4";
            case LONG -> "int8";
            case FLOAT -> "float4";
            case DOUBLE -> "float8";
            // Without precision: with one, it would be rounded.
            case DECIMAL -> "numeric";
            case UUID -> "uuid";
            case BINARY, FIXED -> "bytea";
            case DATE -> "date";
            case TIME -> "time";
            case TIMESTAMP -> ((TimestampType) type).shouldAdjustToUTC() ? "timestamptz" : "timestamp";
            case TIMESTAMP_NANO -> ((TimestampNanoType) type).shouldAdjustToUTC() ? "timestamptz" : "timestamp";
            default -> throw noneOf(type);
        };
    }

    @Override
    public BinaryValue reader(SourceColumn column, Type type) {
        return PostgresTypes.isConverted(column.type(), type) ? converted(type) : reader(type);
    }

    private BinaryValue converted(Type type) {
        return (bytes, from, length) -> LogRule.read(text -> NumberText.read(type, text), text(bytes, from, length));
    }

    private String text(byte[] bytes, int from, int length) {
        String text = new String(bytes, from, length, StandardCharsets.UTF_8);
        if (anyEncoding && text.indexOf(REPLACEMENT) >= 0) {
            throw new UnreadableValueException(
                    "a text that is not UTF-8, or has the character U+FFFD, in a database of the encoding SQL_ASCII",
                    REMEDY);
        }
        return text;
    }

    private BinaryValue reader(Type type) {
        return switch (type.typeId()) {
            case BOOLEAN -> (bytes, from, length) -> bytes[from] != 0;
            case INTEGER -> (bytes, from, length) -> BigEndian.int4(bytes, from);
            case LONG -> (bytes, from, length) -> BigEndian.int8(bytes, from);
            case FLOAT -> (bytes, from, length) -> Float.intBitsToFloat(BigEndian.int4(bytes, from));
            case DOUBLE -> (bytes, from, length) -> Double.longBitsToDouble(BigEndian.int8(bytes, from));
            case DECIMAL -> new BinaryNumeric((DecimalType) type);
            case STRING -> this::text;
            case VARIANT -> (bytes, from, length) -> LogRule.read(VariantText::read, text(bytes, from, length));
            case TIMESTAMP_NANO ->
                (bytes, from, length) -> LogRule.read(Nanoseconds::of, (Long) micros(BigEndian.int8(bytes, from)));
            case UUID ->
                (bytes, from, length) ->
                        new UUID(BigEndian.int8(bytes, from), BigEndian.int8(bytes, from + Long.BYTES));
            case BINARY, FIXED ->
                (bytes, from, length) -> ByteBuffer.wrap(Arrays.copyOfRange(bytes, from, from + length));
            case DATE -> (bytes, from, length) -> days(BigEndian.int4(bytes, from));
            case TIME -> (bytes, from, length) -> microsOfDay(BigEndian.int8(bytes, from));
            case TIMESTAMP -> (bytes, from, length) -> micros(BigEndian.int8(bytes, from));
            default -> throw noneOf(type);
        };
    }

    private static IllegalArgumentException noneOf(Type type) {
        return new IllegalArgumentException("No value of PostgreSQL is read as " + type);
    }

    @Override
    public BinaryValue nothing() {
        return (bytes, from, length) -> {
            throw new IllegalStateException("A column of which nothing is selected has a value");
        };
    }

    /** PostgreSQL's greatest date is far from the end of an int, whichever day is counted from. */
    private static Object days(int sinceEpoch) {
        if (sinceEpoch == Integer.MAX_VALUE || sinceEpoch == Integer.MIN_VALUE) {
            throw infinite(sinceEpoch > 0);
        }
        return sinceEpoch + EPOCH_DAYS;
    }

    private static Object microsOfDay(long micros) {
        if (micros > LAST_MICRO_OF_DAY) {
            throw new UnreadableValueException("24:00:00, which no time of day can hold", REMEDY);
        }
        return micros;
    }

    private static Object micros(long sinceEpoch) {
        if (sinceEpoch == Long.MAX_VALUE || sinceEpoch == Long.MIN_VALUE) {
            throw infinite(sinceEpoch > 0);
        }
        long micros = sinceEpoch + EPOCH_MICROS;
        if (micros < sinceEpoch) {
            throw new UnreadableValueException(
                    EPOCH.plus(sinceEpoch, ChronoUnit.MICROS) + ", which is too far from 1970 for microseconds",
                    REMEDY);
        }
        return micros;
    }

    private static UnreadableValueException infinite(boolean positive) {
        return new UnreadableValueException(
                (positive ? "infinity" : "-infinity") + ", which is no point in time for Iceberg", REMEDY);
    }
}
