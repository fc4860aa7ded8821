package dev.firn.engine.lake;

import org.jspecify.annotations.Nullable;

/** The lake cannot do what was asked. The message says what was attempted, on which table, what was found and what to do. */
public final class LakeException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What is hurt, and whether time may heal it. */
    public enum Scope {
        /** The network, the catalog or the store; try again with backoff. */
        TRANSIENT,
        /** This table alone; it stops and the others go on. */
        TABLE,
        /** Credentials, a missing bucket, a full disk: nothing can go on until a human acts. */
        LAKE
    }

    private final Scope scope;

    public LakeException(Scope scope, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.scope = scope;
    }

    public Scope scope() {
        return scope;
    }
}
