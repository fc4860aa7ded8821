package dev.firn.app.http;

import dev.firn.engine.pipeline.PipelineStatus;
import dev.firn.engine.pipeline.PipelineStatus.Activity;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * Whether the process lives and whether it is ready.
 *
 * <p>A source or a lake that cannot be reached makes a process unready, never dead: a restart would not mend it.
 */
public final class Health {

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Supplier<PipelineStatus> status;
    private final Executor threads;
    private final Duration patience;

    /** @param threads where the status is asked for, since a stuck pipeline does not answer */
    public Health(Supplier<PipelineStatus> status, Executor threads) {
        this(status, threads, PATIENCE);
    }

    Health(Supplier<PipelineStatus> status, Executor threads, Duration patience) {
        this.status = status;
        this.threads = threads;
        this.patience = patience;
    }

    /** 200 while the pipeline's own lock is free now and then and the pipeline has not ended. */
    public Answer live() {
        try {
            PipelineStatus now =
                    CompletableFuture.supplyAsync(status, threads).get(patience.toMillis(), TimeUnit.MILLISECONDS);
            return now.activity() == Activity.ENDED
                    ? Answer.text(503, "the pipeline has ended")
                    : Answer.text(200, "live");
        } catch (TimeoutException e) {
            return Answer.text(503, "stuck: the pipeline has not said how it is for " + patience.toSeconds() + " s");
        } catch (ExecutionException e) {
            return Answer.text(503, "the pipeline cannot say how it is: " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.text(503, "stopping");
        }
    }

    /** 200 while the pipeline has recovered and streams, or is paused. */
    public Answer ready() {
        PipelineStatus now = status.get();
        return switch (now.activity()) {
            case RUNNING -> Answer.text(200, "ready");
            // It does what it was asked to: whoever restarts or replaces it for that changes nothing.
            case PAUSING -> Answer.text(200, "pausing, as it was asked to");
            case PAUSED ->
                Answer.text(
                        200,
                        now.pausedSince()
                                .map(since -> "paused since " + since + ", as it was asked to")
                                .orElse("paused"));
            case RECOVERING -> Answer.text(503, "recovering");
            case WAITING_TO_RETRY ->
                Answer.text(503, "waiting to try again: " + now.lastFailure().orElse("the last run failed"));
            case STOPPING -> Answer.text(503, "stopping");
            case ENDED -> Answer.text(503, "ended");
        };
    }
}
