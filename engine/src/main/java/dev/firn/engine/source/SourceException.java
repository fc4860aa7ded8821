package dev.firn.engine.source;

import org.jspecify.annotations.Nullable;

/** The source cannot be read. The message says what was attempted, what was found and what to do. */
public final class SourceException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** Whether time may heal it. */
    public enum Cure {
        /** A lost connection, a restarting server: try again with backoff. */
        RETRY,
        /** A missing privilege, a lost slot, a purged log: a human must act. */
        OPERATOR
    }

    private final Cure cure;

    public SourceException(Cure cure, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.cure = cure;
    }

    public Cure cure() {
        return cure;
    }
}
