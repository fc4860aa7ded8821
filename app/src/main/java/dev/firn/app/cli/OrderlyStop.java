package dev.firn.app.cli;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes of SIGTERM and SIGINT an orderly end, within a bounded time.
 *
 * <p>The first signal asks for the stop; the command then ends by itself, with its own exit status. A second one, or a stop that
 * takes too long, ends the process at once: nothing is lost by that either, the next run goes on from the last checkpoint.
 */
final class OrderlyStop {

    private static final Logger LOG = LoggerFactory.getLogger(OrderlyStop.class);

    /** What closing connections and threads may take beyond the pipeline's own patience. */
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final Duration bound;
    private final CompletableFuture<Void> asked = new CompletableFuture<>();

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
        TerminationSignals.handle(orderly::onSignal);
        return orderly;
    }

    /** What to do when the process is signalled, or at once if it was already: asks for the stop and returns at once. */
    @SuppressWarnings("FutureReturnValueIgnored") // Nobody waits for the asking: the command's end is waited for.
    void whenAsked(Runnable stop) {
        asked.thenRun(stop);
    }

    private void onSignal() {
        if (asked.isDone()) {
            LOG.warn("Signalled a second time: ending at once; the next run goes on from the last checkpoint");
            Runtime.getRuntime().halt(ExitStatus.NOT_AS_HOPED);
        }
        LOG.info("Stopping: sealing and committing what was read, within {} s", bound.toSeconds());
        CompletableFuture.delayedExecutor(bound.toMillis(), TimeUnit.MILLISECONDS)
                .execute(() -> {
                    LOG.warn(
                            "Not stopped within {} s. Nothing is lost: the next run goes on from the last checkpoint",
                            bound.toSeconds());
                    Runtime.getRuntime().halt(ExitStatus.NOT_AS_HOPED);
                });
        asked.complete(null);
    }
}
