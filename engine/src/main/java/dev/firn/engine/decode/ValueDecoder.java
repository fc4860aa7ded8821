package dev.firn.engine.decode;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.UUID;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.DecimalType;

/** Turns one column's {@link RawValues raw values} into Iceberg's internal representation. Null and unchanged values do not get here. */
@FunctionalInterface
interface ValueDecoder {

    /** The longest time of day, in microseconds, that is one: 23:59:59.999999. */
    long LAST_MICRO_OF_DAY = 86_399_999_999L;

    /**
     * The value in Iceberg's internal representation.
     *
     * @throws UndecodableValueException if the Iceberg type has no such value; the message completes "column x holds …"
     * @throws ClassCastException if the raw value is of another kind than the type
     */
    Object decode(Object raw) throws UndecodableValueException;

    /** The decoder into an Iceberg type. A number that is to become another kind of number may come as text. */
    static ValueDecoder into(Type type) {
        return switch (type.typeId()) {
            case INTEGER -> raw -> raw instanceof Integer ? raw : (Object) ((Number) raw).intValue();
            case LONG -> raw -> raw instanceof String text ? NumberText.read(type, text) : wholeNumber(raw);
            case FLOAT -> Float.class::cast;
            case DOUBLE -> raw -> raw instanceof String text ? NumberText.read(type, text) : floatingPoint(raw);
            case BOOLEAN -> Boolean.class::cast;
            case STRING -> ValueDecoder::text;
            case UUID -> raw -> UUID.fromString((String) text(raw));
            case BINARY, GEOMETRY -> ValueDecoder::binary;
            case DATE -> ValueDecoder::date;
            case TIME -> ValueDecoder::timeOfDay;
            case TIMESTAMP -> ValueDecoder::timestamp;
            case TIMESTAMP_NANO -> raw -> Nanoseconds.of((Long) timestamp(raw));
            case VARIANT -> raw -> VariantText.read((String) text(raw));
            case DECIMAL -> decimal((DecimalType) type);
            default -> throw new IllegalArgumentException("No column of the log becomes " + type);
        };
    }

    private static Object wholeNumber(Object raw) {
        return raw instanceof Long ? raw : (Object) ((Number) raw).longValue();
    }

    private static Object floatingPoint(Object raw) {
        return raw instanceof Double ? raw : (Object) ((Number) raw).doubleValue();
    }

    @SuppressWarnings("ReferenceEquality") // stand-ins are told by identity
    private static Object text(Object raw) throws UndecodableValueException {
        if (raw == RawValues.UNREADABLE_TEXT) {
            throw undecodable(
                    "a value that the connector cannot read", "correct it at the source, then resync the table");
        }
        if (raw == RawValues.NO_TEXT) {
            throw undecodable(
                    "a text that is not UTF-8, or has the character U+FFFD, in a database of the encoding SQL_ASCII",
                    "correct it at the source, or name the column in exclude-columns, then resync the table");
        }
        if (raw == RawValues.UNCERTAIN_LABEL) {
            throw undecodable(
                    "a label that the server shows with a question mark, which may stand for another character",
                    "run SET PERSIST binlog_row_metadata = FULL, then resync the table");
        }
        return (String) raw;
    }

    private static Object binary(Object raw) throws UndecodableValueException {
        if (raw == RawValues.UNREADABLE_BYTES) {
            throw undecodable(
                    "a value that the connector cannot read", "correct it at the source, then resync the table");
        }
        return ByteBuffer.wrap((byte[]) raw);
    }

    private static Object date(Object raw) throws UndecodableValueException {
        int days = (Integer) raw;
        if (days == RawValues.INFINITE_DAYS || days == RawValues.NEGATIVE_INFINITE_DAYS) {
            throw infinite("date");
        }
        if (days == RawValues.UNREADABLE_DAYS) {
            throw undecodable(
                    "a zero or invalid date, which Iceberg has no value for",
                    "set it to a real date, or allow null in the column, then resync the table");
        }
        return raw;
    }

    private static Object timeOfDay(Object raw) throws UndecodableValueException {
        long micros = (Long) raw;
        if (micros < 0 || micros > LAST_MICRO_OF_DAY) {
            throw undecodable(
                    "24:00:00 or another time that is no time of day, which Iceberg has no value for",
                    "set it to 23:59:59.999999 or to 00:00:00, then resync the table");
        }
        return raw;
    }

    private static Object timestamp(Object raw) throws UndecodableValueException {
        long micros = (Long) raw;
        if (micros == RawValues.INFINITE_MICROS || micros == RawValues.NEGATIVE_INFINITE_MICROS) {
            throw infinite("timestamp");
        }
        if (micros == RawValues.UNREADABLE_MICROS) {
            throw undecodable(
                    "a zero timestamp, or one beyond the year 294246, which Iceberg has no value for",
                    "set it to a real timestamp, or allow null in the column, then resync the table");
        }
        return raw;
    }

    private static ValueDecoder decimal(DecimalType type) {
        return raw -> {
            if (raw instanceof String text) {
                return NumberText.read(type, text);
            }
            BigDecimal decimal = (BigDecimal) raw;
            requireFinite(decimal);
            if (decimal.scale() != type.scale()) {
                decimal = rescaled(decimal, type);
            }
            if (decimal.precision() > type.precision()) {
                throw undecodable(
                        "a number of " + decimal.precision() + " digits, more than " + type + " holds",
                        "resync the table");
            }
            return decimal;
        };
    }

    @SuppressWarnings("ReferenceEquality") // stand-ins are told by identity
    private static void requireFinite(BigDecimal decimal) throws UndecodableValueException {
        if (decimal == RawValues.NOT_FINITE) {
            throw undecodable(
                    "NaN or an infinity, which Iceberg's decimal has no value for",
                    "set it to null or to a number, then resync the table");
        }
        if (decimal == RawValues.UNREADABLE_DECIMAL) {
            throw undecodable(
                    "a value that the connector cannot read", "correct it at the source, then resync the table");
        }
    }

    private static BigDecimal rescaled(BigDecimal decimal, DecimalType type) throws UndecodableValueException {
        try {
            return decimal.setScale(type.scale());
        } catch (ArithmeticException e) {
            throw undecodable("a number with more fractional digits than " + type + " has", "resync the table");
        }
    }

    private static UndecodableValueException infinite(String kind) {
        return undecodable(
                "the " + kind + " infinity, which Iceberg has no value for",
                "set it to null or to a real " + kind + ", then resync the table");
    }

    private static UndecodableValueException undecodable(String found, String remedy) {
        return new UndecodableValueException(found + "; " + remedy, null);
    }
}
