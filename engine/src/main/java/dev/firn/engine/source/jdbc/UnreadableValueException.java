package dev.firn.engine.source.jdbc;

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
}
