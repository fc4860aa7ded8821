package dev.firn.engine.decode;

import java.math.BigDecimal;
import java.math.RoundingMode;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.DecimalType;

/**
 * Exact numbers as text, read as what a user wants them to become. What is read from the log and what is read by a query pass
 * through here alike.
 */
public final class NumberText {

    private NumberText() {}

    /**
     * The number in Iceberg's internal representation. A double is the nearest; all others are exact.
     *
     * @throws UndecodableValueException if the type has no such number; the message completes "column x holds …"
     */
    public static Object read(Type type, String text) throws UndecodableValueException {
        return switch (type.typeId()) {
            case LONG -> exactLong(text);
            case DOUBLE -> nearest(text);
            case DECIMAL -> decimal((DecimalType) type, text);
            default -> throw new IllegalArgumentException("No number becomes " + type);
        };
    }

    private static Object exactLong(String text) throws UndecodableValueException {
        try {
            return number(text).longValueExact();
        } catch (ArithmeticException e) {
            throw misfit("a number that is no whole one of 64 bits");
        }
    }

    private static Object nearest(String text) throws UndecodableValueException {
        double nearest = Double.parseDouble(text);
        if (Double.isInfinite(nearest) && Character.isDigit(text.charAt(text.length() - 1))) {
            throw misfit("a number beyond what a double can hold");
        }
        return nearest;
    }

    private static Object decimal(DecimalType type, String text) throws UndecodableValueException {
        BigDecimal number = number(text);
        try {
            BigDecimal exact = number.setScale(type.scale(), RoundingMode.UNNECESSARY);
            if (exact.precision() <= type.precision()) {
                return exact;
            }
        } catch (ArithmeticException e) {
            throw misfit("a number with more fractional digits than " + type + " has");
        }
        throw misfit("a number with more digits than " + type + " holds");
    }

    private static BigDecimal number(String text) throws UndecodableValueException {
        if (!Character.isDigit(text.charAt(text.length() - 1))) {
            throw misfit(text + ", which is no number of digits");
        }
        return new BigDecimal(text);
    }

    private static UndecodableValueException misfit(String found) {
        return new UndecodableValueException(
                found + "; correct it at the source or choose another type in column-types, then resync the table",
                null);
    }
}
