package dev.firn.sink.write.column;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.apache.iceberg.types.Types.DecimalType;

/** Decimals of at most 18 digits as whole numbers of their last digit. Hot. */
final class UnscaledDecimal {

    private static final int BITS = 63;
    private static final int LONG_DIGITS = 18;

    private final DecimalType type;
    private final long bound;

    UnscaledDecimal(DecimalType type) {
        this.type = type;
        this.bound = BigInteger.TEN.pow(Math.min(type.precision(), LONG_DIGITS)).longValueExact();
    }

    long of(Object value) {
        BigDecimal decimal = (BigDecimal) value;
        BigInteger unscaled = decimal.unscaledValue();
        if (decimal.scale() != type.scale() || unscaled.bitLength() > BITS || Math.abs(unscaled.longValue()) >= bound) {
            throw new IllegalArgumentException("A row has a number that is no " + type);
        }
        return unscaled.longValue();
    }
}
