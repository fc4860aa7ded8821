package dev.firn.app.cli;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes of SIGTERM and SIGINT an orderly end, within a bounded time.
 *
 * <p>A Java process that is signalled runs its shutdown hooks and exits 143. The hook here asks for the stop, waits for the command to
 * say its exit status, and ends the process with that one.
 */
final class OrderlyStop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(OrderlyStop.class);

    /** What closing connections and threads may take beyond the pipeline's own patience. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Duration bound;
    private final CompletableFuture<Void> asked = new CompletableFuture<>();
    private final CompletableFuture<Integer> status = new CompletableFuture<>();
    private final Thread hook = new Thread(this::onShutdown, "firn-stop");

    private OrderlyStop(Duration patience) {
        this.bound = patience.plus(GRACE);
    }

    /**
     * From now on, a signal stops in order.
     *
     * @param patience how long the stop may take
     */
    static OrderlyStop install(Duration patience) {
        OrderlyStop orderly = new OrderlyStop(patience);
        Runtime.getRuntime().addShutdownHook(orderly.hook);
        return orderly;
    }

    /** What to do when the process is signalled, or at once if it was already: asks for the stop and returns at once. */
    void whenAsked(Runnable stop) {
        asked.thenRun(stop);
    }

    /** The command has ended, with this exit status. */
    void ended(int code) {
        status.complete(code);
    }

    private void onShutdown() {
        if (status.isDone()) {
            return;
        }
        LOG.info("Stopping: sealing and committing what was read, within {} s", bound.toSeconds());
        asked.complete(null);
        Runtime.getRuntime().halt(await());
    }

    private int await() {
        try {
            return status.get(bound.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn(
                    "Not stopped within {} s. Nothing is lost: the next run goes on from the last checkpoint",
                    bound.toSeconds());
        } catch (ExecutionException e) {
            LOG.warn("The stop failed. Nothing is lost: the next run goes on from the last checkpoint", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return ExitStatus.NOT_AS_HOPED;
    }

    /** Ends the watch over a command that failed before it had an exit status. */
    @Override
    public void close() {
        status.complete(ExitStatus.DEFECT);
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            LOG.debug("The process is already ending", e);
        }
    }
}
