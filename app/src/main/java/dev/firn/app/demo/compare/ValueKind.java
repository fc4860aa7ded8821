package dev.firn.app.demo.compare;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.iceberg.variants.Variant;
import org.jspecify.annotations.Nullable;

/**
 * A family of SQL types whose values are compared as one kind of Java value. Both ways to that value stand here side by side:
 * from the source, as {@link SourceColumn} selects it, and from the lake, as Iceberg's generic reader gives it. A value of the lake in a form
 * that the kind does not have becomes {@link Unexpected}, which equals nothing of the source.
 */
enum ValueKind {
    /** Integers and decimals of any size: by number, whatever the scale. PostgreSQL's NaN is a text. */
    NUMBER {
        @Override
        @Nullable
        Object fromSource(ResultSet row, int column) throws SQLException {
            String text = row.getString(column);
            return text == null || text.equals("NaN") ? text : number(new BigDecimal(text));
        }

        @Override
        Object fromLake(Object value) {
            if (value instanceof Integer || value instanceof Long) {
                return number(BigDecimal.valueOf(((Number) value).longValue()));
            }
            return value instanceof BigDecimal decimal ? number(decimal) : Unexpected.of(value);
        }
    },
    /** Binary fractions: by their exact value, so that a float equals the double it was widened to. */
    FLOATING {
        @Override
        @Nullable
        Object fromSource(ResultSet row, int column) throws SQLException {
            double value = row.getDouble(column);
            return row.wasNull() ? null : value;
        }

        @Override
        Object fromLake(Object value) {
            return value instanceof Float || value instanceof Double
                    ? ((Number) value).doubleValue()
                    : Unexpected.of(value);
        }
    },
    TEXT {
        @Override
        @Nullable
        Object fromSource(ResultSet row, int column) throws SQLException {
            return row.getString(column);
        }

        @Override
        Object fromLake(Object value) {
            return value instanceof CharSequence ? value.toString() : Unexpected.of(value);
        }
    },
    /** JSON whose text is the server's own rendering of a binary form, or that is a variant in the lake: by structure. */
    JSON {
        @Override
        @Nullable
        Object fromSource(ResultSet row, int column) throws SQLException {
            String text = row.getString(column);
            return text == null ? null : VariantContent.of(text);
        }

        @Override
        Object fromLake(Object value) {
            if (value instanceof Variant variant) {
                return VariantContent.of(variant);
            }
            return value instanceof CharSequence ? VariantContent.of(value.toString()) : Unexpected.of(value);
        }
    },
    BYTES {
        @Override
        @Nullable
        Object fromSource(ResultSet row, int column) throws SQLException {
            byte[] bytes = row.getBytes(column);
            return bytes == null ? null : ByteBuffer.wrap(bytes);
        }

        @Override
        Object fromLake(Object value) {
            if (value instanceof byte[] bytes) {
                return ByteBuffer.wrap(bytes.clone());
            }
            return value instanceof ByteBuffer buffer ? copy(buffer) : Unexpected.of(value);
        }
    },
    BOOLEAN {
        @Override
        @Nullable
        Object fromSource(ResultSet row, int column) throws SQLException {
            boolean value = row.getBoolean(column);
            return row.wasNull() ? null : value;
        }

        @Override
        Object fromLake(Object value) {
            return value instanceof Boolean ? value : Unexpected.of(value);
        }
    },
    DATE {
        @Override
        @Nullable
        Object fromSource(ResultSet row, int column) throws SQLException {
            String text = row.getString(column);
            return parsed(text, LocalDate::parse);
        }

        @Override
        Object fromLake(Object value) {
            return value instanceof LocalDate ? value : Unexpected.of(value);
        }
    },
    /** Times of day, and MySQL's durations: in the lake a time, or a number of microseconds. */
    TIME {
        @Override
        @Nullable
        Object fromSource(ResultSet row, int column) throws SQLException {
            String text = row.getString(column);
            return text == null ? null : duration(text);
        }

        @Override
        Object fromLake(Object value) {
            if (value instanceof LocalTime time) {
                return Duration.ofNanos(time.toNanoOfDay());
            }
            return value instanceof Long micros ? Duration.of(micros, ChronoUnit.MICROS) : Unexpected.of(value);
        }
    },
    TIMESTAMP {
        @Override
        @Nullable
        Object fromSource(ResultSet row, int column) throws SQLException {
            String text = row.getString(column);
            return parsed(text, shown -> LocalDateTime.parse(shown.replace(' ', 'T')));
        }

        @Override
        Object fromLake(Object value) {
            return value instanceof LocalDateTime ? value : Unexpected.of(value);
        }
    },
    /** Timestamps with zone, as the source shows them in UTC. */
    INSTANT {
        @Override
        @Nullable
        Object fromSource(ResultSet row, int column) throws SQLException {
            String text = row.getString(column);
            return parsed(
                    text,
                    shown -> LocalDateTime.parse(
                                    shown.replaceFirst("\\+00$", "").replace(' ', 'T'))
                            .toInstant(ZoneOffset.UTC));
        }

        @Override
        Object fromLake(Object value) {
            return value instanceof OffsetDateTime timestamp
                    ? timestamp.toInstant()
                    : value instanceof Instant ? value : Unexpected.of(value);
        }
    },
    UNIQUE_ID {
        @Override
        @Nullable
        Object fromSource(ResultSet row, int column) throws SQLException {
            String text = row.getString(column);
            return text == null ? null : UUID.fromString(text);
        }

        @Override
        Object fromLake(Object value) {
            return value instanceof UUID ? value : Unexpected.of(value);
        }
    };

    private static final Pattern TIME_TEXT = Pattern.compile("(-?)(\\d+):(\\d\\d):(\\d\\d)(?:\\.(\\d{1,9}))?");

    /** The value in a column of the present row of the source. */
    abstract @Nullable Object fromSource(ResultSet row, int column) throws SQLException;

    /** The same of a value of the lake that is not null. */
    abstract Object fromLake(Object value);

    /** A value in the lake of a type that its column of the source does not explain. */
    record Unexpected(String type, Object value) {
        static Unexpected of(Object value) {
            return new Unexpected(value.getClass().getSimpleName(), value);
        }
    }

    /** What Java has no value for (infinity, a zero date) stays a text, which nothing in the lake equals. */
    private static @Nullable Object parsed(@Nullable String text, Function<String, Object> parser) {
        try {
            return text == null ? null : parser.apply(text);
        } catch (DateTimeParseException e) {
            return text;
        }
    }

    private static BigDecimal number(BigDecimal value) {
        return value.signum() == 0 ? BigDecimal.ZERO : value.stripTrailingZeros();
    }

    private static ByteBuffer copy(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.duplicate().get(bytes);
        return ByteBuffer.wrap(bytes);
    }

    private static Duration duration(String text) {
        Matcher parts = TIME_TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("The source shows a time as '" + text + "'");
        }
        String fraction = parts.group(5) == null ? "" : parts.group(5);
        Duration duration = Duration.ofHours(Long.parseLong(parts.group(2)))
                .plusMinutes(Long.parseLong(parts.group(3)))
                .plusSeconds(Long.parseLong(parts.group(4)))
                .plusNanos(Long.parseLong((fraction + "000000000").substring(0, 9)));
        return parts.group(1).isEmpty() ? duration : duration.negated();
    }
}
