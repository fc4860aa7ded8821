package dev.firn.engine.source.mysql;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/** MySQL's numbers from the text protocol: {@code [-]ddd} and {@code [-]ddd.ddd}, padded with zeros if the column is. Hot. */
final class NumberText {

    /** Any number of so many digits fits a long. */
    private static final int LONG_DIGITS = 18;

    private NumberText() {}

    /**
     * A whole number that fits 64 bits.
     *
     * @throws NumberFormatException if it is none
     */
    static long integer(byte[] bytes, int from, int length) {
        int start = start(bytes, from, length);
        int end = from + length;
        if (end - start > LONG_DIGITS || end == start) {
            return Long.parseLong(ascii(bytes, from, length));
        }
        long number = digits(0, bytes, start, end);
        return start == from ? number : -number;
    }

    /**
     * A number with so many digits behind the point.
     *
     * @throws NumberFormatException if it is none
     * @throws ArithmeticException if it has more than zeros behind those digits
     */
    static BigDecimal decimal(byte[] bytes, int from, int length, int scale) {
        int start = start(bytes, from, length);
        int end = from + length;
        int point = scale == 0 ? end : end - 1 - scale;
        if (end - start > LONG_DIGITS || point <= start || (scale > 0 && bytes[point] != '.')) {
            return new BigDecimal(ascii(bytes, from, length)).setScale(scale);
        }
        long unscaled = digits(digits(0, bytes, start, point), bytes, point + 1, end);
        return BigDecimal.valueOf(start == from ? unscaled : -unscaled, scale);
    }

    /** The double that is nearest to the digits, of which the server sends as many as tell it from its neighbours. */
    static double floating(byte[] bytes, int from, int length) {
        return Double.parseDouble(ascii(bytes, from, length));
    }

    private static int start(byte[] bytes, int from, int length) {
        return length > 0 && bytes[from] == '-' ? from + 1 : from;
    }

    /** A number with further digits behind it. */
    private static long digits(long number, byte[] bytes, int start, int end) {
        long all = number;
        for (int i = start; i < end; i++) {
            int digit = bytes[i] - '0';
            if (digit < 0 || digit > 9) {
                throw new NumberFormatException(
                        "'" + ascii(bytes, start, end - start) + "' is no number in plain notation");
            }
            all = all * 10 + digit;
        }
        return all;
    }

    private static String ascii(byte[] bytes, int from, int length) {
        return new String(bytes, from, length, StandardCharsets.US_ASCII);
    }
}
