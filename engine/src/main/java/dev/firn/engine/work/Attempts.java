package dev.firn.engine.work;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does {@link Job}s, and does them again with backoff while time may heal the failure. Called under the run's lock. */
public final class Attempts {

    private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

    private final Monitor monitor;
    private final Timeline timeline;
    private final Backoff backoff;
    private final Predicate<Throwable> heals;
    private final Consumer<Retry> onRetry;
    private final Map<String, Retry> retrying = new LinkedHashMap<>();

    /**
     * A failure that is being retried.
     *
     * @param what the job
     * @param message what went wrong the last time
     * @param attempt how often it was tried
     * @param nextAt when it is tried again
     */
    public record Retry(String what, String message, int attempt, Instant nextAt) {}

    /**
     * @param heals whether time may heal a failure
     * @param onRetry hears of every retry
     */
    public Attempts(
            Monitor monitor, Timeline timeline, Backoff backoff, Predicate<Throwable> heals, Consumer<Retry> onRetry) {
        this.monitor = monitor;
        this.timeline = timeline;
        this.backoff = backoff;
        this.heals = heals;
        this.onRetry = onRetry;
    }

    public <T> void start(Executor executor, Job<T> job) {
        attempt(executor, job, 1);
    }

    /** What fails now and is tried again. */
    public List<Retry> retrying() {
        return List.copyOf(retrying.values());
    }

    private <T> void attempt(Executor executor, Job<T> job, int attempt) {
        if (!job.wanted()) {
            retrying.remove(job.what());
            job.abandoned();
            return;
        }
        monitor.submit(
                executor,
                job::perform,
                result -> succeeded(executor, job, result),
                failure -> failed(executor, job, attempt, failure),
                job::unwanted);
    }

    private <T> void succeeded(Executor executor, Job<T> job, T result) {
        retrying.remove(job.what());
        if (job.wanted()) {
            job.done(result);
            return;
        }
        job.abandoned();
        monitor.submit(
                executor,
                () -> {
                    job.unwanted(result);
                    return result;
                },
                cleaned -> {},
                failure -> LOG.debug("Cleaning up after: {}", job.what(), failure));
    }

    private <T> void failed(Executor executor, Job<T> job, int attempt, Throwable failure) {
        retrying.remove(job.what());
        if (!job.wanted()) {
            job.abandoned();
            return;
        }
        if (!heals.test(failure)) {
            job.gaveUp(failure);
            return;
        }
        Duration delay = backoff.delay(attempt);
        Retry retry = new Retry(
                job.what(),
                String.valueOf(failure.getMessage()),
                attempt,
                timeline.now().plus(delay));
        retrying.put(job.what(), retry);
        LOG.warn("Cannot {} (attempt {}), trying again in {}", job.what(), attempt, delay, failure);
        onRetry.accept(retry);
        monitor.after(delay, () -> attempt(executor, job, attempt + 1));
    }
}
