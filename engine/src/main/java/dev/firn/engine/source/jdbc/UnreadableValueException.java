package dev.firn.engine.source.jdbc;

import dev.firn.engine.decode.UndecodableValueException;

/** A value that the column's Iceberg type cannot hold. The message says which and what to do, and is completed with table and row. */
public final class UnreadableValueException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /**
     * Says what was found.
     *
     * @param found completes "column x holds …"
     * @param remedy what to do, as a clause
     */
    public UnreadableValueException(String found, String remedy) {
        super(found + "; " + remedy);
    }

    /** Says what was found where values of the log are decoded as well. */
    public UnreadableValueException(UndecodableValueException found) {
        super(found.getMessage(), found);
    }
}
