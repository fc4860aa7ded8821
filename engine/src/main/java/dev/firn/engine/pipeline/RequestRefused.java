package dev.firn.engine.pipeline;

/** A pipeline cannot do what an operator asked for; the message says why, and what to do. */
public final class RequestRefused extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public RequestRefused(String message) {
        super(message);
    }
}
