package dev.firn.engine.source.debezium;

import dev.firn.engine.decode.RawValues;
import dev.firn.engine.source.mysql.MysqlCharsets;
import dev.firn.engine.source.mysql.TextDecoder;
import dev.firn.schema.source.SourceType;
import io.debezium.spi.converter.CustomConverter;
import io.debezium.spi.converter.RelationalColumn;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.Year;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.connect.data.Decimal;
import org.apache.kafka.connect.data.SchemaBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Columns of MySQL in the forms of {@link RawValues}. The connector makes it by its class name.
 *
 * <p>For the same reasons as {@link PostgresValues}, and for three more: the connector replaces a zero date in a column that allows no null by
 * 1970-01-01, knows the year 0000 as 1900, and writes JSON in another notation than the server does. Enumerations and
 * sets are left to the connector, since only it is told their labels. Hot, and on the connector's own thread.
 *
 * <p>A zero date arrives as null, a date that no calendar has as {@link NoDate}: {@link BinlogDates} makes them.
 */
public final class MysqlValues implements CustomConverter<SchemaBuilder, RelationalColumn> {

    /** What the binlog reader makes of the year 0000; no other year is that. */
    private static final int YEAR_ZERO = 1900;

    private static final int MAX_FLOAT_BITS = 24;

    private static final int SRID_BYTES = 4;

    private static final String KEY = "charsets";

    /** The character sets of each stream's server, by a key among its properties, as a {@link MysqlHistoryAccess} finds its history. */
    private static final Map<String, MysqlCharsets> LENT = new ConcurrentHashMap<>();

    private @Nullable MysqlCharsets charsets;

    /** Makes a server's character sets known under a key, until {@link #takeBack}. */
    static void lend(String key, MysqlCharsets charsets) {
        LENT.put(key, charsets);
    }

    static void takeBack(String key) {
        LENT.remove(key);
    }

    /** The properties by which the connector's converter finds them. */
    static Map<String, String> properties(String key) {
        return Map.of(ConnectorProperties.VALUES + KEY, key);
    }

    @Override
    public void configure(Properties properties) {
        charsets = LENT.get(properties.getProperty(KEY));
    }

    @Override
    public void converterFor(RelationalColumn column, ConverterRegistration<SchemaBuilder> registration) {
        SourceType type = MysqlTypeNames.type(
                column.typeName(),
                column.length().orElse(SourceType.UNSPECIFIED),
                column.scale().orElse(SourceType.UNSPECIFIED));
        String base = MysqlTypeNames.base(type);
        if (base.equals("enum") || base.equals("set")) {
            return;
        }
        Form form = form(column, type, base);
        registration.register(ColumnSchemas.describe(form.schema, type, column.isOptional()), form.converter);
    }

    /** A schema and the conversion into values of it. */
    private record Form(SchemaBuilder schema, Converter converter) {}

    private Form form(RelationalColumn column, SourceType type, String base) {
        boolean unsigned = MysqlTypeNames.isUnsigned(type);
        boolean nullable = column.isOptional();
        return switch (base) {
            case "tinyint" -> integer(unsigned ? 0xFF : -1);
            case "smallint" -> integer(unsigned ? 0xFFFF : -1);
            case "mediumint" -> integer(unsigned ? 0xFF_FFFF : -1);
            case "int" -> unsigned ? new Form(SchemaBuilder.int64(), MysqlValues::unsignedInt) : integer(-1);
            case "bigint" ->
                unsigned
                        ? new Form(Decimal.builder(0), MysqlValues::unsignedBigint)
                        : new Form(SchemaBuilder.int64(), value -> value instanceof Number n ? n.longValue() : null);
            case "year" -> new Form(SchemaBuilder.int32(), MysqlValues::year);
            case "decimal" ->
                new Form(
                        Decimal.builder(Math.max(0, type.scale())),
                        value -> value instanceof BigDecimal ? value : null);
            case "float" ->
                type.length() > MAX_FLOAT_BITS && type.scale() == SourceType.UNSPECIFIED
                        ? new Form(SchemaBuilder.float64(), MysqlValues::asDouble)
                        : new Form(SchemaBuilder.float32(), value -> value instanceof Number n ? n.floatValue() : null);
            case "double" -> new Form(SchemaBuilder.float64(), MysqlValues::asDouble);
            case "date" -> new Form(SchemaBuilder.int32(), value -> days(value, nullable));
            case "datetime", "timestamp" -> new Form(SchemaBuilder.int64(), value -> micros(value, nullable));
            case "time" -> new Form(SchemaBuilder.int64(), MysqlValues::duration);
            case "bit" -> bit(type);
            case "binary" -> bytes(type.length());
            case "varbinary", "tinyblob", "blob", "mediumblob", "longblob", "vector" -> bytes(0);
            case "geometry",
                    "point",
                    "linestring",
                    "polygon",
                    "multipoint",
                    "multilinestring",
                    "multipolygon",
                    "geomcollection" -> new Form(SchemaBuilder.bytes(), MysqlValues::shape);
            case "json" -> new Form(SchemaBuilder.string(), MysqlValues::json);
            case "char", "varchar", "tinytext", "text", "mediumtext", "longtext" -> text(decoder(column));
            default -> new Form(SchemaBuilder.string(), value -> value == null ? null : RawValues.UNREADABLE_TEXT);
        };
    }

    private static Form integer(int mask) {
        return new Form(SchemaBuilder.int32(), value -> value instanceof Number n ? n.intValue() & mask : null);
    }

    private static @Nullable Object unsignedInt(@Nullable Object value) {
        return value instanceof Number number ? number.intValue() & 0xFFFF_FFFFL : null;
    }

    private static @Nullable Object unsignedBigint(@Nullable Object value) {
        if (!(value instanceof Number number)) {
            return null;
        }
        if (value instanceof BigDecimal decimal) {
            return decimal;
        }
        long bits = number.longValue();
        return bits >= 0 ? BigDecimal.valueOf(bits) : new BigDecimal(new BigInteger(Long.toUnsignedString(bits)));
    }

    private static @Nullable Object asDouble(@Nullable Object value) {
        return value instanceof Number number ? number.doubleValue() : null;
    }

    private static @Nullable Object year(@Nullable Object value) {
        if (value instanceof Year year) {
            return year.getValue() == YEAR_ZERO ? 0 : year.getValue();
        }
        return value instanceof Number number ? number.intValue() : null;
    }

    private static @Nullable Object days(@Nullable Object value, boolean nullable) {
        if (value == null) {
            return nullable ? null : RawValues.UNREADABLE_DAYS;
        }
        return value instanceof LocalDate date ? (int) date.toEpochDay() : RawValues.UNREADABLE_DAYS;
    }

    private static @Nullable Object micros(@Nullable Object value, boolean nullable) {
        if (value == null) {
            return nullable ? null : RawValues.UNREADABLE_MICROS;
        }
        if (value instanceof LocalDateTime time) {
            return Micros.since1970(time.toInstant(ZoneOffset.UTC));
        }
        return value instanceof ZonedDateTime time ? Micros.since1970(time.toInstant()) : RawValues.UNREADABLE_MICROS;
    }

    private static @Nullable Object duration(@Nullable Object value) {
        if (value == null) {
            return null;
        }
        return value instanceof Duration duration ? Micros.of(duration) : RawValues.UNREADABLE_MICROS;
    }

    private static Form bit(SourceType type) {
        if (type.length() <= 1) {
            return new Form(
                    SchemaBuilder.bool(),
                    value -> value instanceof BitSet bits
                            ? (Object) bits.get(0)
                            : value instanceof Boolean ? value : null);
        }
        int width = (type.length() + 7) / 8;
        return new Form(
                SchemaBuilder.bytes(),
                value -> value instanceof BitSet bits ? mostSignificantFirst(bits, width) : null);
    }

    private static byte[] mostSignificantFirst(BitSet bits, int width) {
        byte[] bytes = new byte[width];
        byte[] leastFirst = bits.toByteArray();
        for (int i = 0; i < leastFirst.length; i++) {
            bytes[width - 1 - i] = leastFirst[i];
        }
        return bytes;
    }

    /** The log leaves out the zero bytes that end a value of fixed width. */
    private static Form bytes(int fixedWidth) {
        return new Form(SchemaBuilder.bytes(), value -> {
            if (value instanceof byte[] bytes) {
                return bytes.length < fixedWidth ? Arrays.copyOf(bytes, fixedWidth) : bytes;
            }
            return value == null ? null : RawValues.UNREADABLE_BYTES;
        });
    }

    /** WKB behind the number of its reference system. */
    private static @Nullable Object shape(@Nullable Object value) {
        if (value instanceof byte[] bytes && bytes.length > SRID_BYTES) {
            return Arrays.copyOfRange(bytes, SRID_BYTES, bytes.length);
        }
        return value == null ? null : RawValues.UNREADABLE_BYTES;
    }

    /** An exact number in plain notation. */
    static Object plainText(Object number) {
        return number instanceof BigDecimal decimal ? decimal.toPlainString() : String.valueOf(number);
    }

    private static @Nullable Object json(@Nullable Object value) {
        if (value instanceof byte[] binary) {
            try {
                return MysqlJson.text(binary);
            } catch (IOException | RuntimeException e) {
                return RawValues.UNREADABLE_TEXT;
            }
        }
        return value == null || value instanceof String ? value : RawValues.UNREADABLE_TEXT;
    }

    private static Form text(TextDecoder decoder) {
        return new Form(SchemaBuilder.string(), value -> {
            if (value instanceof byte[] bytes) {
                return decoder.decode(bytes, 0, bytes.length);
            }
            return value == null || value instanceof String ? value : RawValues.UNREADABLE_TEXT;
        });
    }

    /** UTF-8 where the log names no character set, as MySQL 8 does by default. */
    private TextDecoder decoder(RelationalColumn column) {
        String name = column.charsetName();
        return Objects.requireNonNull(charsets, "The connector converts for a stream that is closed")
                .decoder(name == null ? "utf8mb4" : name.toLowerCase(Locale.ROOT));
    }
}
