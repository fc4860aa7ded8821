package dev.firn.app.demo.server;

/** A server of the demo or of a test could not be had, or did not do what was asked. */
public final class ServerException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public ServerException(String message) {
        super(message);
    }

    public ServerException(String message, Throwable cause) {
        super(message, cause);
    }
}
