package dev.firn.engine.decode;

/** Timestamps of a source, which have microseconds, in a column of nanoseconds. What is read from the log and by a query pass through here alike. */
public final class Nanoseconds {

    private static final long PER_MICRO = 1_000;

    private Nanoseconds() {}

    /**
     * The nanoseconds since 1970.
     *
     * @throws UndecodableValueException if 64 bits do not hold them; the message completes "column x holds …"
     */
    public static Long of(long micros) throws UndecodableValueException {
        long nanos = micros * PER_MICRO;
        if (nanos / PER_MICRO != micros) {
            throw new UndecodableValueException(
                    "a timestamp before the year 1678 or after 2261, which 64 bits of nanoseconds have no value for;"
                            + " correct it at the source or take the column out of column-types, then resync the table",
                    null);
        }
        return nanos;
    }
}
