package dev.firn.app.bench;

/** A benchmark has no result: one side did not do the work, or did it wrong. The message says what to do. */
public final class BenchFailedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public BenchFailedException(String message) {
        super(message);
    }

    public BenchFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
