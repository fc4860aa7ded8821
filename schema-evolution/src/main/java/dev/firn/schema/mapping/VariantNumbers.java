package dev.firn.schema.mapping;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The rule by which a number in JSON becomes one in a variant: a whole number of 64 bits as that, any other as a decimal if 38 digits hold it,
 * with as many of them behind the point as were written; else a double, if in as many digits that is the same number. What is neither has no counterpart.
 */
public final class VariantNumbers {

    private static final int MAX_DIGITS = 38;

    /** More are never needed to tell a double. */
    private static final int MAX_DIGITS_OF_DOUBLE = 17;

    /** No number of so many characters is a decimal or a double: longer ones are not looked at. */
    private static final int MAX_CHARACTERS = 400;

    private VariantNumbers() {}

    /**
     * The number as a {@link Long}, a {@link BigDecimal} or a {@link Double}; empty if a variant has no such number.
     *
     * @param literal as JSON writes it
     */
    public static Optional<Number> of(String literal) {
        if (literal.length() > MAX_CHARACTERS) {
            return Optional.empty();
        }
        BigDecimal number = exact(literal);
        if (number == null) {
            return Optional.empty();
        }
        if (number.signum() == 0 && literal.startsWith("-")) {
            return Optional.of(-0.0);
        }
        if (number.scale() == 0 && number.unscaledValue().bitLength() < Long.SIZE) {
            return Optional.of(number.longValueExact());
        }
        return decimal(number).or(() -> nearest(literal, number));
    }

    /** Null if its exponent is beyond all others. */
    private static @Nullable BigDecimal exact(String literal) {
        try {
            return new BigDecimal(literal);
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static Optional<Number> decimal(BigDecimal number) {
        long wholeDigits = (long) number.precision() - number.scale();
        boolean fits = number.scale() <= MAX_DIGITS && number.precision() <= MAX_DIGITS && wholeDigits <= MAX_DIGITS;
        return fits ? Optional.of(number.scale() < 0 ? number.setScale(0) : number) : Optional.empty();
    }

    private static Optional<Number> nearest(String literal, BigDecimal number) {
        double nearest = Double.parseDouble(literal);
        int digits = number.stripTrailingZeros().precision();
        return Double.isFinite(nearest)
                        && digits <= MAX_DIGITS_OF_DOUBLE
                        && new BigDecimal(nearest)
                                        .round(new MathContext(digits))
                                        .compareTo(number)
                                == 0
                ? Optional.of(nearest)
                : Optional.empty();
    }
}
