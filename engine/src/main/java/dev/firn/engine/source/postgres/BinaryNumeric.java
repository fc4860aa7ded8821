package dev.firn.engine.source.postgres;

import dev.firn.engine.source.jdbc.UnreadableValueException;
import java.math.BigDecimal;
import java.math.BigInteger;
import org.apache.iceberg.types.Types.DecimalType;

/**
 * PostgreSQL's {@code numeric} as it is sent (numeric_send in numeric.c): the number of digits, the weight of the first, the
 * sign and the scale for display, 16 bits each, then the digits to the base 10 000. Zeros are left out at both ends.
 */
final class BinaryNumeric implements BinaryValue {

    private static final int HEADER = 8;
    private static final int DECIMALS_PER_DIGIT = 4;
    private static final int BASE = 10_000;
    private static final int DIGITS_PER_LONG = 4;

    /** A number of so many decimals fits a long. */
    private static final int LONG_DECIMALS = 18;

    /** A value grows beyond its layout only where the column was changed since that was made. */
    private static final String RESYNC = "resync the table";

    private static final short NEGATIVE = 0x4000;
    private static final short NAN = (short) 0xC000;
    private static final short INFINITE = (short) 0xD000;
    private static final short NEGATIVE_INFINITE = (short) 0xF000;

    private static final long[] POWERS = powersOfTen();

    private final DecimalType type;
    private final int scale;
    private final long longBound;
    private final BigInteger bound;

    BinaryNumeric(DecimalType type) {
        this.type = type;
        this.scale = type.scale();
        this.longBound = POWERS[Math.min(type.precision(), LONG_DECIMALS)];
        this.bound = BigInteger.TEN.pow(type.precision());
    }

    private static long[] powersOfTen() {
        long[] powers = new long[LONG_DECIMALS + 1];
        powers[0] = 1;
        for (int i = 1; i < powers.length; i++) {
            powers[i] = powers[i - 1] * 10;
        }
        return powers;
    }

    @Override
    public Object read(byte[] bytes, int from, int length) {
        int digits = BigEndian.int2(bytes, from);
        int weight = BigEndian.int2(bytes, from + 2);
        short sign = BigEndian.int2(bytes, from + 4);
        requireFinite(sign);
        boolean negative = sign == NEGATIVE;
        int decimals = (weight + 1) * DECIMALS_PER_DIGIT + scale;
        return decimals <= LONG_DECIMALS
                ? small(bytes, from + HEADER, digits, weight, negative)
                : large(bytes, from + HEADER, digits, weight, negative);
    }

    private static void requireFinite(short sign) {
        if (sign == NAN) {
            throw notFinite("NaN");
        }
        if (sign == INFINITE || sign == NEGATIVE_INFINITE) {
            throw notFinite(sign == INFINITE ? "Infinity" : "-Infinity");
        }
    }

    private static UnreadableValueException notFinite(String text) {
        return new UnreadableValueException(text + ", which no decimal can hold", PostgresColumnRules.REMEDY);
    }

    private BigDecimal small(byte[] bytes, int first, int digits, int weight, boolean negative) {
        long unscaled = 0;
        int exponent = weight * DECIMALS_PER_DIGIT + scale;
        for (int i = 0; i < digits; i++) {
            int digit = BigEndian.int2(bytes, first + 2 * i);
            unscaled += exponent >= 0 ? digit * POWERS[exponent] : withoutZeros(digit, -exponent);
            exponent -= DECIMALS_PER_DIGIT;
        }
        if (type.precision() <= LONG_DECIMALS && unscaled >= longBound) {
            throw tooLarge();
        }
        return BigDecimal.valueOf(negative ? -unscaled : unscaled, scale);
    }

    /** A digit without some of its last decimals, which must be zeros. */
    private long withoutZeros(int digit, int decimals) {
        long cut = POWERS[Math.min(decimals, DECIMALS_PER_DIGIT)];
        if (digit % cut != 0) {
            throw tooFine();
        }
        return digit / cut;
    }

    private BigDecimal large(byte[] bytes, int first, int digits, int weight, boolean negative) {
        BigInteger number = BigInteger.ZERO;
        for (int i = 0; i < digits; i += DIGITS_PER_LONG) {
            long part = 0;
            int end = Math.min(digits, i + DIGITS_PER_LONG);
            for (int k = i; k < end; k++) {
                part = part * BASE + BigEndian.int2(bytes, first + 2 * k);
            }
            number = number.multiply(BigInteger.valueOf(POWERS[DECIMALS_PER_DIGIT * (end - i)]))
                    .add(BigInteger.valueOf(part));
        }
        BigInteger unscaled = scaled(number, (weight - digits + 1) * DECIMALS_PER_DIGIT + scale);
        if (unscaled.compareTo(bound) >= 0) {
            throw tooLarge();
        }
        return new BigDecimal(negative ? unscaled.negate() : unscaled, scale);
    }

    private BigInteger scaled(BigInteger number, int exponent) {
        if (exponent >= 0) {
            return number.multiply(BigInteger.TEN.pow(exponent));
        }
        BigInteger[] parts = number.divideAndRemainder(BigInteger.TEN.pow(-exponent));
        if (parts[1].signum() != 0) {
            throw tooFine();
        }
        return parts[0];
    }

    private UnreadableValueException tooFine() {
        return new UnreadableValueException("a number with more fractional digits than " + type + " has", RESYNC);
    }

    private UnreadableValueException tooLarge() {
        return new UnreadableValueException("a number with more digits than " + type + " holds", RESYNC);
    }
}
