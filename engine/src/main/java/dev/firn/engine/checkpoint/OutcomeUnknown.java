package dev.firn.engine.checkpoint;

/** Nobody knows yet whether a prepare or a commit happened: the same must be tried again, which looks first. */
public final class OutcomeUnknown extends RuntimeException {

    private static final long serialVersionUID = 1L;

    OutcomeUnknown(String what, Exception cause) {
        super("The outcome is unknown: " + what + "; nothing is deleted, and the same is tried again: " + cause, cause);
    }
}
