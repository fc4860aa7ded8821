package dev.firn.engine.pipeline;

import dev.firn.engine.pipeline.PipelineStatus.Activity;
import dev.firn.engine.source.ChangeStream;
import dev.firn.engine.work.Monitor;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a run is doing, from its recovery to its end: the one place where that changes. Under the run's lock. */
final class Lifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(Lifecycle.class);

    private final Monitor monitor;
    private final Executor closing;
    private final CompletableFuture<RunEnd> end = new CompletableFuture<>();

    private Activity activity = Activity.RECOVERING;
    private @Nullable ChangeStream stream;

    /** The pipeline is to be, or is, paused since then. */
    private @Nullable Instant pausedSince;

    /** The last checkpoint of a run that ends in order is sealed: what the stream still brings is for the next run. */
    private boolean sealedForGood;

    /** @param closing the thread that closes the stream, which may take long */
    Lifecycle(Monitor monitor, Executor closing) {
        this.monitor = monitor;
        this.closing = closing;
    }

    Activity activity() {
        return activity;
    }

    boolean isRecovering() {
        return activity == Activity.RECOVERING;
    }

    boolean isRunning() {
        return activity == Activity.RUNNING;
    }

    /** Whether the next checkpoint is the run's last. */
    boolean isEnding() {
        return activity == Activity.STOPPING || activity == Activity.PAUSING;
    }

    boolean isSealedForGood() {
        return sealedForGood;
    }

    /** Whether what the stream brings is this run's. */
    boolean takesEvents() {
        return !sealedForGood && activity != Activity.ENDED;
    }

    /** Since when the pipeline is to be paused; null if it is not. */
    @Nullable
    Instant pausedSince() {
        return pausedSince;
    }

    void opened(ChangeStream open) {
        stream = open;
    }

    void begin() {
        activity = Activity.RUNNING;
    }

    void stop() {
        activity = Activity.STOPPING;
    }

    void pause(Instant since) {
        activity = Activity.PAUSING;
        pausedSince = since;
    }

    /** The turn of a checkpoint has come. */
    void sealed() {
        sealedForGood = isEnding();
    }

    /** Ends the run, of which nothing is left to be committed. */
    RunEnd inOrder() {
        return pausedSince == null || activity != Activity.PAUSING ? new RunEnd.Done() : new RunEnd.Paused(pausedSince);
    }

    /** Lets nothing enter the run any more; {@link #ended} completes when all its work has returned. */
    void end(RunEnd how) {
        activity = Activity.ENDED;
        monitor.end();
        closing.execute(() -> {
            closeStream();
            monitor.quiet().whenComplete((nothing, failure) -> end.complete(how));
        });
    }

    private void closeStream() {
        ChangeStream open = monitor.read(() -> stream);
        if (open != null) {
            try {
                open.close();
            } catch (RuntimeException e) {
                LOG.warn("Closing the stream failed; the next run opens another", e);
            }
        }
    }

    /** Completes when the run has ended and nothing of it is under way any more. */
    CompletionStage<RunEnd> ended() {
        return end;
    }
}
