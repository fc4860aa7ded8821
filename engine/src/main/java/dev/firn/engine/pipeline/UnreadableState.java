package dev.firn.engine.pipeline;

/** The newest checkpoint's state cannot be read by this version of Firn. */
final class UnreadableState extends RuntimeException {

    private static final long serialVersionUID = 1L;

    UnreadableState(RuntimeException cause) {
        super(cause.getMessage(), cause);
    }
}
