package dev.firn.engine.source.debezium;

/**
 * How a session writes its statements: what MySQL's {@code sql_mode} says of it, as the log tells it with each statement.
 *
 * @param bits the mode as the log has it
 */
record SqlMode(long bits) {

    /** The language that the connector understands, and that statements have once they were put into it. */
    static final SqlMode PLAIN = new SqlMode(0);

    static final SqlMode ANSI_QUOTES = new SqlMode(1 << 2);
    static final SqlMode NO_BACKSLASH_ESCAPES = new SqlMode(1 << 20);
    static final SqlMode REAL_AS_FLOAT = new SqlMode(1);
    static final SqlMode IGNORE_SPACE = new SqlMode(1 << 3);
    static final SqlMode NO_AUTO_VALUE_ON_ZERO = new SqlMode(1 << 19);
    static final SqlMode PAD_CHAR_TO_FULL_LENGTH = new SqlMode(1L << 31);

    /** Either of the two that make an error of what does not fit: STRICT_TRANS_TABLES, STRICT_ALL_TABLES. */
    static final SqlMode STRICT = new SqlMode(1 << 21 | 1 << 22);

    /** Whether it is one of the modes that hold. */
    boolean has(SqlMode mode) {
        return (bits & mode.bits) != 0;
    }

    SqlMode and(SqlMode other) {
        return new SqlMode(bits | other.bits);
    }
}
