package dev.firn.engine.source.postgres;

import java.util.Map;

/**
 * Whether the values that rows have in a column of PostgreSQL are the same after the column got another type. {@code ALTER COLUMN ... TYPE} fails where a
 * number does not fit; but it rounds, cuts blanks, fills with blanks and prints anew without a word.
 */
final class PostgresOldValues {

    private static final int SMALLINT = 21;
    private static final int INTEGER = 23;
    private static final int BIGINT = 20;
    private static final int REAL = 700;
    private static final int DOUBLE = 701;
    private static final int NUMERIC = 1700;
    private static final int TEXT = 25;
    private static final int VARCHAR = 1043;
    private static final int VARBIT = 1562;

    /** Types of which the modifier is the number of fractional digits. */
    private static final Map<Integer, String> TIMES =
            Map.of(1083, "time", 1266, "timetz", 1114, "timestamp", 1184, "timestamptz");

    /** What a type modifier adds to a length, and what it says where there is none. */
    private static final int HEADER = 4;

    private static final int NONE = -1;

    private PostgresOldValues() {}

    /**
     * A type as the catalog has it.
     *
     * @param oid the type's number; those that PostgreSQL ships never change
     * @param modifier its length, digits or the like; -1 for none
     */
    record ColumnType(int oid, int modifier) {}

    /** Whether no value can be another one afterwards, if the conversion is the usual one. */
    static boolean areKept(ColumnType before, ColumnType after) {
        if (before.equals(after)) {
            return true;
        }
        if (isInteger(before.oid) && isInteger(after.oid)) {
            return true;
        }
        if (before.oid == REAL && after.oid == DOUBLE) {
            return true;
        }
        if (before.oid == VARCHAR && after.oid == TEXT) {
            return true;
        }
        if (before.oid == TEXT && after.oid == VARCHAR) {
            return after.modifier == NONE;
        }
        if (before.oid != after.oid) {
            return false;
        }
        if (before.oid == NUMERIC) {
            return before.modifier != NONE && after.modifier != NONE && scale(before) == scale(after);
        }
        boolean grows = after.modifier == NONE || (before.modifier != NONE && after.modifier >= before.modifier);
        return grows && (before.oid == VARCHAR || before.oid == VARBIT || TIMES.containsKey(before.oid));
    }

    private static boolean isInteger(int oid) {
        return oid == SMALLINT || oid == INTEGER || oid == BIGINT;
    }

    private static int scale(ColumnType numeric) {
        return (numeric.modifier - HEADER) & 0x7FF;
    }
}
