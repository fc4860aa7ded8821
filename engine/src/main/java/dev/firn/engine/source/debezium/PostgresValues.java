package dev.firn.engine.source.debezium;

import dev.firn.engine.decode.RawValues;
import dev.firn.schema.source.SourceType;
import dev.firn.schema.source.SourceType.Kind;
import io.debezium.connector.postgresql.PostgresValueConverter;
import io.debezium.data.SpecialValueDecimal;
import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.Properties;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.Oid;

/**
 * Every column of PostgreSQL in the forms of {@link RawValues}. The connector makes it by its class name.
 *
 * <p>It replaces the connector's own conversions for four reasons: those write a timestamp with zone as text, which is then parsed again; fill an
 * unknown value of a column that allows no null with a zero; put a text where a large value did not change, which a user's
 * value may equal; and answer a value that they cannot convert with null and a line in the log. These never fail: what
 * cannot be converted becomes a stand-in, and stops its table alone (I6). Hot, and on the connector's own thread.
 */
public final class PostgresValues implements CustomConverter<SchemaBuilder, RelationalColumn> {

    /** What the connector says where a numeric has no precision. */
    private static final int UNBOUNDED_NUMERIC = 131_089;

    @Override
    public void configure(Properties properties) {}

    @Override
    public void converterFor(RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
        SourceType type = type(column);
        SchemaBuilder schema = ColumnSchemas.describe(schema(column, type), type, column.isOptional());
        registration.register(schema, converter(column));
    }

    /** The type as the catalog names it; a domain counts as the type below it. */
    private static SourceType type(RelationalColumn column) {
        String name = builtInName(column.nativeType());
        if (name == null) {
            return new SourceType(
                    column.typeName().toLowerCase(Locale.ROOT),
                    kind(column),
                    SourceType.UNSPECIFIED,
                    SourceType.UNSPECIFIED);
        }
        if (column.nativeType() != Oid.NUMERIC) {
            return SourceType.of(name);
        }
        int precision = column.length().orElse(0);
        return precision == 0 || precision == UNBOUNDED_NUMERIC
                ? SourceType.of(name)
                : SourceType.of(name, precision, column.scale().orElse(0));
    }

    private static @Nullable String builtInName(int oid) {
        return switch (oid) {
            case Oid.INT2 -> "int2";
            case Oid.INT4 -> "int4";
            case Oid.INT8 -> "int8";
            case Oid.FLOAT4 -> "float4";
            case Oid.FLOAT8 -> "float8";
            case Oid.NUMERIC -> "numeric";
            case Oid.BOOL -> "bool";
            case Oid.TEXT -> "text";
            case Oid.VARCHAR -> "varchar";
            case Oid.BPCHAR -> "bpchar";
            case Oid.BYTEA -> "bytea";
            case Oid.DATE -> "date";
            case Oid.TIME -> "time";
            case Oid.TIMESTAMP -> "timestamp";
            case Oid.TIMESTAMPTZ -> "timestamptz";
            case Oid.UUID -> "uuid";
            case Oid.JSON -> "json";
            case Oid.JSONB -> "jsonb";
            default -> null;
        };
    }

    private static Kind kind(RelationalColumn column) {
        if (column.typeName().startsWith("_")) {
            return Kind.ARRAY;
        }
        // The driver calls an enumeration VARCHAR; no other type outside those built in is one.
        return column.jdbcType() == Types.VARCHAR ? Kind.ENUM : Kind.OTHER;
    }

    private static SchemaBuilder schema(RelationalColumn column, SourceType type) {
        return switch (column.nativeType()) {
            case Oid.INT2, Oid.INT4, Oid.DATE -> SchemaBuilder.int32();
            case Oid.INT8, Oid.TIME, Oid.TIMESTAMP, Oid.TIMESTAMPTZ -> SchemaBuilder.int64();
            case Oid.FLOAT4 -> SchemaBuilder.float32();
            case Oid.FLOAT8 -> SchemaBuilder.float64();
            case Oid.BOOL -> SchemaBuilder.bool();
            case Oid.NUMERIC -> Decimal.builder(Math.max(0, type.scale()));
            case Oid.BYTEA -> SchemaBuilder.bytes();
            default -> SchemaBuilder.string();
        };
    }

    private static Converter converter(RelationalColumn column) {
        return switch (column.nativeType()) {
            case Oid.INT2, Oid.INT4 -> value -> value instanceof Integer ? value : number(value, Integer.class);
            case Oid.INT8 -> value -> value instanceof Long ? value : number(value, Long.class);
            case Oid.FLOAT4 -> value -> value instanceof Float ? value : number(value, Float.class);
            case Oid.FLOAT8 -> value -> value instanceof Double ? value : number(value, Double.class);
            case Oid.BOOL -> value -> value instanceof Boolean ? value : null;
            case Oid.NUMERIC -> PostgresValues::decimal;
            case Oid.DATE -> PostgresValues::days;
            case Oid.TIME -> PostgresValues::microsOfDay;
            case Oid.TIMESTAMP, Oid.TIMESTAMPTZ -> PostgresValues::micros;
            case Oid.BYTEA -> PostgresValues::bytes;
            default -> PostgresValues::text;
        };
    }

    /** Stands in for a value that the update left as it was; the connector has one such object for each family of types. */
    private static boolean isUnchanged(Object value) {
        return value.getClass() == Object.class;
    }

    /** A column's default value may come in another class than its rows' values; nothing reads it. */
    private static @Nullable Object number(@Nullable Object value, Class<?> kind) {
        if (!(value instanceof Number number)) {
            return null;
        }
        if (kind == Integer.class) {
            return number.intValue();
        }
        if (kind == Long.class) {
            return number.longValue();
        }
        return kind == Float.class ? (Object) number.floatValue() : (Object) number.doubleValue();
    }

    private static @Nullable Object text(@Nullable Object value) {
        if (value == null || value instanceof String) {
            return value;
        }
        return isUnchanged(value) ? RawValues.UNCHANGED_TEXT : RawValues.UNREADABLE_TEXT;
    }

    private static @Nullable Object bytes(@Nullable Object value) {
        if (value == null || value instanceof byte[]) {
            return value;
        }
        if (value instanceof ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.duplicate().get(bytes);
            return bytes;
        }
        return isUnchanged(value) ? RawValues.UNCHANGED_BYTES : RawValues.UNREADABLE_BYTES;
    }

    private static @Nullable Object decimal(@Nullable Object value) {
        if (value == null || value instanceof BigDecimal) {
            return value;
        }
        if (value instanceof SpecialValueDecimal special) {
            return special.getDecimalValue().orElse(RawValues.NOT_FINITE);
        }
        return isUnchanged(value) ? RawValues.UNCHANGED_DECIMAL : RawValues.UNREADABLE_DECIMAL;
    }

    private static @Nullable Object days(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (!(value instanceof LocalDate date)) {
            return RawValues.UNREADABLE_DAYS;
        }
        if (date.equals(PostgresValueConverter.POSITIVE_INFINITY_LOCAL_DATE)) {
            return RawValues.INFINITE_DAYS;
        }
        if (date.equals(PostgresValueConverter.NEGATIVE_INFINITY_LOCAL_DATE)) {
            return RawValues.NEGATIVE_INFINITE_DAYS;
        }
        return (int) date.toEpochDay();
    }

    private static @Nullable Object micros(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (value instanceof OffsetDateTime time) {
            if (time.equals(PostgresValueConverter.POSITIVE_INFINITY_OFFSET_DATE_TIME)) {
                return RawValues.INFINITE_MICROS;
            }
            if (time.equals(PostgresValueConverter.NEGATIVE_INFINITY_OFFSET_DATE_TIME)) {
                return RawValues.NEGATIVE_INFINITE_MICROS;
            }
            return Micros.since1970(time.toInstant());
        }
        if (value instanceof Instant instant) {
            if (instant.equals(PostgresValueConverter.POSITIVE_INFINITY_INSTANT)) {
                return RawValues.INFINITE_MICROS;
            }
            if (instant.equals(PostgresValueConverter.NEGATIVE_INFINITY_INSTANT)) {
                return RawValues.NEGATIVE_INFINITE_MICROS;
            }
            return Micros.since1970(instant);
        }
        return RawValues.UNREADABLE_MICROS;
    }

    private static @Nullable Object microsOfDay(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        if (value instanceof String text) {
            return Micros.ofDay(text);
        }
        if (value instanceof LocalTime time) {
            return time.toNanoOfDay() / 1_000;
        }
        return value instanceof Duration duration ? Micros.of(duration) : RawValues.UNREADABLE_MICROS;
    }
}
