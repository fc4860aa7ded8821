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
    static long integer(byte[] text) {
        int start = start(text);
        if (text.length - start > LONG_DIGITS || text.length == start) {
            return Long.parseLong(ascii(text));
        }
        long number = 0;
        for (int i = start; i < text.length; i++) {
            number = number * 10 + digit(text, i);
        }
        return start == 0 ? number : -number;
    }

    /**
     * A number with so many digits behind the point.
     *
     * @throws NumberFormatException if it is none
     * @throws ArithmeticException if it has more than zeros behind those digits
     */
    static BigDecimal decimal(byte[] text, int scale) {
        int start = start(text);
        int point = scale == 0 ? text.length : text.length - 1 - scale;
        if (text.length - start > LONG_DIGITS || point <= start || (scale > 0 && text[point] != '.')) {
            return new BigDecimal(ascii(text)).setScale(scale);
        }
        long unscaled = 0;
        for (int i = start; i < point; i++) {
            unscaled = unscaled * 10 + digit(text, i);
        }
        for (int i = point + 1; i < text.length; i++) {
            unscaled = unscaled * 10 + digit(text, i);
        }
        return BigDecimal.valueOf(start == 0 ? unscaled : -unscaled, scale);
    }

    /** The double that is nearest to the digits, of which the server sends as many as tell it from its neighbours. */
    static double floating(byte[] text) {
        return Double.parseDouble(ascii(text));
    }

    private static int start(byte[] text) {
        return text.length > 0 && text[0] == '-' ? 1 : 0;
    }

    private static int digit(byte[] text, int index) {
        int digit = text[index] - '0';
        if (digit < 0 || digit > 9) {
            throw new NumberFormatException("'" + ascii(text) + "' is no number in plain notation");
        }
        return digit;
    }

    private static String ascii(byte[] text) {
        return new String(text, StandardCharsets.US_ASCII);
    }
}
