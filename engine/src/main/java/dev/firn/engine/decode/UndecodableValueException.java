package dev.firn.engine.decode;

import org.jspecify.annotations.Nullable;

/** A value of the log that the column's Iceberg type cannot hold. The message says what was found and what to do. */
public class UndecodableValueException extends Exception {

    private static final long serialVersionUID = 1L;

    UndecodableValueException(String message, @Nullable Throwable cause) {
        // Expected for some users' data, and its place in the code says nothing about the value: no stack trace.
        super(message, cause, true, false);
    }
}
