package dev.firn.app.run;

import java.util.ArrayDeque;
import java.util.Deque;

/** Things that were opened one on top of another, closed in the reverse order. Closing again does nothing. */
final class Lifecycle implements AutoCloseable {

    private final Deque<AutoCloseable> opened = new ArrayDeque<>();

    /** Remembers what was just opened. */
    synchronized <T extends AutoCloseable> T add(T resource) {
        opened.push(resource);
        return resource;
    }

    /** Closes everything although opening failed; what closing throws is kept beside the failure. */
    void closeAfter(Throwable failure) {
        try {
            close();
        } catch (RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /** Closes everything, also when closing one thing fails; the first failure is thrown, the others are suppressed in it. */
    @Override
    @SuppressWarnings(
            "InterruptedExceptionSwallowed") // The interruption is restored, and the others still have to be closed.
    public synchronized void close() {
        RuntimeException first = null;
        while (!opened.isEmpty()) {
            AutoCloseable resource = opened.pop();
            try {
                resource.close();
            } catch (Exception e) {
                if (e instanceof InterruptedException) {
                    Thread.currentThread().interrupt();
                }
                RuntimeException failure = e instanceof RuntimeException unchecked
                        ? unchecked
                        : new IllegalStateException("Cannot close " + resource, e);
                if (first == null) {
                    first = failure;
                } else {
                    first.addSuppressed(failure);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
