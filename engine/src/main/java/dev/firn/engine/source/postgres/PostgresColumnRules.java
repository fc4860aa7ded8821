package dev.firn.engine.source.postgres;

import dev.firn.engine.source.jdbc.ColumnReader;
import dev.firn.engine.source.jdbc.ColumnRules;
import dev.firn.engine.source.jdbc.UnreadableValueException;
import dev.firn.schema.source.SourceColumn;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.UUID;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL's values as the driver hands them over, whether by text or binary: both are exact. The driver maps infinite dates to
 * the ends of the Java types.
 */
final class PostgresColumnRules implements ColumnRules {

    private static final long MICROS_PER_SECOND = 1_000_000;
    private static final int NANOS_PER_MICRO = 1_000;
    private static final String DATE_REMEDY = "correct those rows at the source, or name the column in exclude-columns";

    @Override
    public String expression(SourceColumn column) {
        return PostgresSql.quote(column.name());
    }

    @Override
    public ColumnReader reader(SourceColumn column, Type type) {
        return switch (type.typeId()) {
            case BOOLEAN -> (row, index) -> nullable(row, row.getBoolean(index));
            case INTEGER -> (row, index) -> nullable(row, row.getInt(index));
            case LONG -> (row, index) -> nullable(row, row.getLong(index));
            case FLOAT -> (row, index) -> nullable(row, row.getFloat(index));
            case DOUBLE -> (row, index) -> nullable(row, row.getDouble(index));
            case DECIMAL -> decimal(((Types.DecimalType) type).scale());
            case STRING -> ResultSet::getString;
            case UUID -> (row, index) -> row.getObject(index, UUID.class);
            case BINARY, FIXED -> PostgresColumnRules::binary;
            case DATE -> PostgresColumnRules::date;
            case TIME -> PostgresColumnRules::time;
            case TIMESTAMP ->
                ((Types.TimestampType) type).shouldAdjustToUTC()
                        ? PostgresColumnRules::instant
                        : PostgresColumnRules::timestamp;
            default -> throw new IllegalArgumentException("No value of PostgreSQL is read as " + type);
        };
    }

    private static @Nullable Object nullable(ResultSet row, Object value) throws SQLException {
        return row.wasNull() ? null : value;
    }

    private static ColumnReader decimal(int scale) {
        return (row, index) -> {
            BigDecimal value;
            try {
                value = row.getBigDecimal(index);
            } catch (SQLException e) {
                if ("NaN".equals(row.getString(index))) {
                    throw new UnreadableValueException("NaN, which no decimal can hold", DATE_REMEDY);
                }
                throw e;
            }
            return value == null ? null : value.setScale(scale);
        };
    }

    private static @Nullable Object binary(ResultSet row, int index) throws SQLException {
        byte[] bytes = row.getBytes(index);
        return bytes == null ? null : ByteBuffer.wrap(bytes);
    }

    private static @Nullable Object date(ResultSet row, int index) throws SQLException {
        LocalDate date = row.getObject(index, LocalDate.class);
        if (date == null) {
            return null;
        }
        requireFinite(row, index, date.equals(LocalDate.MAX) || date.equals(LocalDate.MIN));
        return (int) date.toEpochDay();
    }

    private static @Nullable Object time(ResultSet row, int index) throws SQLException {
        LocalTime time = row.getObject(index, LocalTime.class);
        if (time == null) {
            return null;
        }
        if (time.equals(LocalTime.MAX)) {
            throw new UnreadableValueException("24:00:00, which no time of day can hold", DATE_REMEDY);
        }
        return time.toNanoOfDay() / NANOS_PER_MICRO;
    }

    private static @Nullable Object timestamp(ResultSet row, int index) throws SQLException {
        LocalDateTime timestamp = row.getObject(index, LocalDateTime.class);
        if (timestamp == null) {
            return null;
        }
        boolean infinite = timestamp.equals(LocalDateTime.MAX) || timestamp.equals(LocalDateTime.MIN);
        requireFinite(row, index, infinite);
        return micros(row, index, timestamp.toInstant(ZoneOffset.UTC));
    }

    private static @Nullable Object instant(ResultSet row, int index) throws SQLException {
        OffsetDateTime instant = row.getObject(index, OffsetDateTime.class);
        if (instant == null) {
            return null;
        }
        boolean infinite = instant.equals(OffsetDateTime.MAX) || instant.equals(OffsetDateTime.MIN);
        requireFinite(row, index, infinite);
        return micros(row, index, instant.toInstant());
    }

    private static long micros(ResultSet row, int index, Instant instant) throws SQLException {
        try {
            return Math.addExact(
                    Math.multiplyExact(instant.getEpochSecond(), MICROS_PER_SECOND),
                    instant.getNano() / NANOS_PER_MICRO);
        } catch (ArithmeticException e) {
            throw new UnreadableValueException(
                    row.getString(index) + ", which is too far from 1970 for microseconds", DATE_REMEDY);
        }
    }

    private static void requireFinite(ResultSet row, int index, boolean infinite) throws SQLException {
        if (infinite) {
            throw new UnreadableValueException(
                    row.getString(index) + ", which is no point in time for Iceberg", DATE_REMEDY);
        }
    }
}
