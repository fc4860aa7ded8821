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

    /** Whether it is one of the modes that hold. */
    boolean has(SqlMode mode) {
        return (bits & mode.bits) != 0;
    }

    SqlMode and(SqlMode other) {
        return new SqlMode(bits | other.bits);
    }
}
