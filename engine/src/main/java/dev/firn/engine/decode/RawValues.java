package dev.firn.engine.decode;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * The forms in which the log's values reach the decoder, and the stand-ins among them.
 *
 * <p>Dates are days, times of day and durations microseconds, timestamps microseconds since 1970, decimals {@link
 * BigDecimal}, binary {@code byte[]}, all else text or the plain number. A connector may only hand over values of a column's one class, so
 * what has no such value travels as a stand-in: an object that is recognised by identity, never by content, so that no value of a user can be
 * mistaken for it; for numbers a value outside of what any database can hold.
 */
public final class RawValues {

    /** The log does not say the value: it is large, and the update left it as it was (PostgreSQL's TOAST). */
    public static final String UNCHANGED_TEXT = standIn("unchanged");

    /** {@link #UNCHANGED_TEXT} for binary columns. */
    public static final byte[] UNCHANGED_BYTES = new byte[0];

    /** {@link #UNCHANGED_TEXT} for decimal columns. */
    public static final BigDecimal UNCHANGED_DECIMAL = new BigDecimal("0");

    /** A decimal that is NaN or infinite. */
    public static final BigDecimal NOT_FINITE = new BigDecimal("0");

    /** A text that the connector could not make sense of. */
    public static final String UNREADABLE_TEXT = standIn("unreadable");

    /** A text of bytes that are no UTF-8. */
    public static final String NO_TEXT = standIn("no text");

    /** A label of an enumeration or a set of which not every character is known. */
    public static final String UNCERTAIN_LABEL = standIn("uncertain");

    /** {@link #UNREADABLE_TEXT} for binary columns. */
    public static final byte[] UNREADABLE_BYTES = new byte[0];

    /** {@link #UNREADABLE_TEXT} for decimal columns. */
    public static final BigDecimal UNREADABLE_DECIMAL = new BigDecimal("0");

    /** The date {@code infinity}; the greatest date of PostgreSQL lies below. */
    public static final int INFINITE_DAYS = Integer.MAX_VALUE;

    /** The date {@code -infinity}. */
    public static final int NEGATIVE_INFINITE_DAYS = Integer.MIN_VALUE;

    /** A date that is none: MySQL's zero date in a column that allows no null. */
    public static final int UNREADABLE_DAYS = Integer.MIN_VALUE + 1;

    /** The timestamp {@code infinity}. */
    public static final long INFINITE_MICROS = Long.MAX_VALUE;

    /** The timestamp {@code -infinity}. */
    public static final long NEGATIVE_INFINITE_MICROS = Long.MIN_VALUE;

    /** A time or timestamp that is none, or beyond what microseconds in 64 bits can count. */
    public static final long UNREADABLE_MICROS = Long.MIN_VALUE + 1;

    private RawValues() {}

    /** Whether the log does not say this value. */
    @SuppressWarnings("ReferenceEquality") // stand-ins are told by identity
    static boolean isUnchanged(@Nullable Object value) {
        return value == UNCHANGED_TEXT || value == UNCHANGED_BYTES || value == UNCHANGED_DECIMAL;
    }

    /** Whether nobody knows the value: unlike one that has no counterpart, it may be an ordinary one. */
    @SuppressWarnings("ReferenceEquality") // stand-ins are told by identity
    static boolean isUnreadable(Object value) {
        return value == UNREADABLE_TEXT
                || value == UNCERTAIN_LABEL
                || value == UNREADABLE_BYTES
                || value == UNREADABLE_DECIMAL;
    }

    @SuppressWarnings("StringOperationCanBeSimplified") // a literal would be the same object as an equal one elsewhere
    private static String standIn(String name) {
        return new String(name);
    }
}
