package dev.firn.engine.source.mysql;

import dev.firn.engine.source.mysql.KeyIndex.FoundKey;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Guesses keys between two others, as if keys were spread evenly: numbers and times as numbers, bytes and texts as digits of a number.
 * The order of a collation is not known here, only that letters mostly follow digits and that upper and lower case mostly are
 * as good as equal; a wrong guess costs a step of {@link ChunkEnd}, nothing else.
 */
final class KeyInterpolation {

    /** All bytes, and the end. */
    private static final int BYTE_BASE = 257;

    private final List<KeyColumn> columns;

    KeyInterpolation(List<KeyColumn> columns) {
        this.columns = columns;
    }

    /**
     * A guess behind a key and not behind another, as long as both values of the column differ.
     *
     * @param shared how many of the first columns have the same values in both; less than all
     * @param fraction how far from low to high, from 0 to 1
     */
    KeyGuess between(FoundKey low, FoundKey high, int shared, double fraction) {
        KeyColumn column = columns.get(shared);
        String from = low.shown().get(shared);
        String to = high.shown().get(shared);
        String guess = switch (column.form()) {
            case NUMBER, ORDINAL, UNCUT -> number(from, to, fraction);
            case FLOATING -> floating(from, to, fraction);
            case TEMPORAL -> temporal(from, to, fraction);
            case BYTES -> bytes(from, to, fraction);
            case TEXT -> text(column, from, to, fraction);
        };
        return new KeyGuess(low.values().subList(0, shared), guess);
    }

    private static String text(KeyColumn column, String from, String to, double fraction) {
        boolean byLetters = !column.collation().isBinary() && Alphabet.LETTERS.isOrdered(from, to);
        return (byLetters ? Alphabet.LETTERS : Alphabet.CODE_POINTS).between(from, to, fraction);
    }

    /** At least one unit behind {@code from}, and at most at {@code to}. */
    static BigInteger between(BigInteger from, BigInteger to, double fraction) {
        BigInteger span = to.subtract(from);
        BigInteger step = new BigDecimal(span)
                .multiply(BigDecimal.valueOf(fraction))
                .setScale(0, RoundingMode.FLOOR)
                .toBigInteger();
        return from.add(step.max(BigInteger.ONE).min(span));
    }

    private static String number(String from, String to, double fraction) {
        BigDecimal low = new BigDecimal(from);
        BigDecimal high = new BigDecimal(to);
        int scale = Math.max(low.scale(), high.scale());
        BigInteger guess = between(
                low.setScale(scale).unscaledValue(), high.setScale(scale).unscaledValue(), fraction);
        return new BigDecimal(guess, scale).toPlainString();
    }

    private static String floating(String from, String to, double fraction) {
        double low = Double.parseDouble(from);
        double high = Double.parseDouble(to);
        // The difference of two doubles may be none.
        double guess = low * (1 - fraction) + high * fraction;
        return Double.toString(Math.min(high, Math.max(guess, Math.nextUp(low))));
    }

    private static String temporal(String from, String to, double fraction) {
        TemporalText kind = TemporalText.like(to);
        BigInteger guess = between(BigInteger.valueOf(kind.units(from)), BigInteger.valueOf(kind.units(to)), fraction);
        return kind.text(guess.longValueExact());
    }

    private static String bytes(String from, String to, double fraction) {
        byte[] low = HexFormat.of().parseHex(from);
        byte[] high = HexFormat.of().parseHex(to);
        int[] digits = Digits.between(digits(low), digits(high), BYTE_BASE, fraction);
        byte[] guess = new byte[digits.length];
        for (int i = 0; i < guess.length; i++) {
            guess[i] = (byte) (digits[i] - 1);
        }
        return HexFormat.of().formatHex(guess);
    }

    private static int[] digits(byte[] bytes) {
        int[] digits = new int[bytes.length];
        Arrays.setAll(digits, i -> (bytes[i] & 0xFF) + 1);
        return digits;
    }

    /** Strings of digits from 1 on, shorter before longer: 0 stands for the end. */
    static final class Digits {

        /** How many digits behind those in common make a difference. */
        private static final int PRECISION = 4;

        private Digits() {}

        static int[] between(int[] low, int[] high, int base, double fraction) {
            int common = common(low, high);
            BigInteger from = number(low, common, base);
            BigInteger to = number(high, common, base);
            if (to.compareTo(from) <= 0) {
                return high;
            }
            BigInteger guess = KeyInterpolation.between(from, to, fraction);
            int[] digits = Arrays.copyOf(low, common + PRECISION);
            for (int i = digits.length - 1; i >= common; i--) {
                BigInteger[] parts = guess.divideAndRemainder(BigInteger.valueOf(base));
                digits[i] = parts[1].intValue();
                guess = parts[0];
            }
            return withoutGaps(digits, common);
        }

        /** How many digits both begin with. */
        static int common(int[] low, int[] high) {
            int mismatch = Arrays.mismatch(low, high);
            return mismatch < 0 ? low.length : mismatch;
        }

        private static int[] withoutGaps(int[] digits, int from) {
            int length = digits.length;
            while (length > from && digits[length - 1] == 0) {
                length--;
            }
            int[] cut = Arrays.copyOf(digits, length);
            for (int i = from; i < length; i++) {
                cut[i] = Math.max(1, cut[i]);
            }
            return cut;
        }

        private static BigInteger number(int[] digits, int from, int base) {
            BigInteger number = BigInteger.ZERO;
            for (int i = from; i < from + PRECISION; i++) {
                number = number.multiply(BigInteger.valueOf(base))
                        .add(BigInteger.valueOf(i < digits.length ? digits[i] : 0));
            }
            return number;
        }
    }

    /** An order of characters, near to that of a family of collations. */
    enum Alphabet {
        /** By code points. */
        CODE_POINTS {
            @Override
            int digit(int character) {
                return character + 1;
            }

            @Override
            int character(int digit) {
                return digit - 1;
            }
        },
        /** All that is neither letter nor digit, the ten digits, the letters whatever their case and accents, all others by code points. */
        LETTERS {
            @Override
            int digit(int character) {
                int folded = character < ASCII ? Character.toLowerCase(character) : withoutAccent(character);
                if (folded >= '0' && folded <= '9') {
                    return FIRST_DIGIT + folded - '0';
                }
                if (folded >= 'a' && folded <= 'z') {
                    return FIRST_LETTER + folded - 'a';
                }
                return Character.isLetterOrDigit(folded) ? FIRST_OTHER + folded - ASCII : 1;
            }

            @Override
            int character(int digit) {
                if (digit >= FIRST_OTHER) {
                    return digit - FIRST_OTHER + ASCII;
                }
                if (digit >= FIRST_LETTER) {
                    return digit - FIRST_LETTER + 'a';
                }
                return digit >= FIRST_DIGIT ? digit - FIRST_DIGIT + '0' : '-';
            }
        };

        private static final int ASCII = 128;
        private static final int FIRST_DIGIT = 2;
        private static final int FIRST_LETTER = FIRST_DIGIT + 10;
        private static final int FIRST_OTHER = FIRST_LETTER + 26;
        private static final int BEHIND_SURROGATES = Character.MAX_SURROGATE + 1;

        private static int withoutAccent(int character) {
            String apart = Normalizer.normalize(Character.toString(character), Normalizer.Form.NFKD);
            return character == 'ß' ? 's' : Character.toLowerCase(apart.codePointAt(0));
        }

        /** The place of a character, from 1 on. */
        abstract int digit(int character);

        /** A character at a place. */
        abstract int character(int digit);

        /** Whether one text is before another here. */
        boolean isOrdered(String low, String high) {
            return Arrays.compare(digits(low), digits(high)) < 0;
        }

        private int[] digits(String text) {
            return text.codePoints().map(this::digit).toArray();
        }

        /** What both begin with is kept as the lower one writes it. */
        String between(String low, String high, double fraction) {
            int[] from = digits(low);
            int[] to = digits(high);
            // Values mostly have no other characters than these two.
            int base = 1
                    + IntStream.concat(Arrays.stream(from), Arrays.stream(to))
                            .max()
                            .orElse(1);
            int[] digits = Digits.between(from, to, base, fraction);
            int common = Math.min(Digits.common(from, to), digits.length);
            int[] kept = low.codePoints().limit(common).toArray();
            StringBuilder guess = new StringBuilder(new String(kept, 0, kept.length));
            for (int i = common; i < digits.length; i++) {
                int character = character(digits[i]);
                boolean isHalf = character >= Character.MIN_SURROGATE && character <= Character.MAX_SURROGATE;
                guess.appendCodePoint(isHalf ? BEHIND_SURROGATES : character);
            }
            return guess.toString();
        }
    }
}
