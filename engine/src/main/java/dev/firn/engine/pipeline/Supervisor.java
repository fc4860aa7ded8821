package dev.firn.engine.pipeline;

import dev.firn.engine.lake.Lake;
import dev.firn.engine.lake.Owner;
import dev.firn.engine.pipeline.Pipeline.Goal;
import dev.firn.engine.pipeline.PipelineStatus.Activity;
import dev.firn.engine.source.SourceDatabase;
import dev.firn.engine.work.FaultPoints;
import dev.firn.engine.work.Workers;
import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.TableId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a pipeline running: after a failure that may heal it waits, and starts a new run from the last checkpoint; it ends when it is
 * stopped, when the pipeline has caught up as asked, or when an operator is needed. Safe for use by several threads.
 */
public final class Supervisor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);

    /** A run that lasted so long was healthy: the next failure is the first one again. */
    private static final Duration HEALTHY = Duration.ofMinutes(5);

    private final PipelineSettings settings;
    private final SourceDatabase source;
    private final Lake lake;
    private final Owner owner;
    private final Workers workers;
    private final PipelineObserver observer;
    private final FaultPoints faults;
    private final Ownership ownership = new Ownership();
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();

    private @Nullable Pipeline current;
    private @Nullable String lastFailure;
    private boolean waiting;
    private boolean stopping;
    private int runs;
    private int failures;
    private Instant runStartedAt = Instant.MIN;

    /**
     * @param source what is replicated; stays open, and belongs to the caller
     * @param lake where to; likewise
     * @param owner this process
     * @param workers the threads; likewise
     */
    public Supervisor(
            PipelineSettings settings,
            SourceDatabase source,
            Lake lake,
            Owner owner,
            Workers workers,
            PipelineObserver observer,
            FaultPoints faults) {
        this.settings = settings;
        this.source = source;
        this.lake = lake;
        this.owner = owner;
        this.workers = workers;
        this.observer = observer;
        this.faults = faults;
    }

    /** Follows the source until {@link #stop}, or until nothing can go on. Returns at once; called once. */
    public CompletionStage<Exit> run() {
        startRun(Goal.FOLLOW);
        return exit;
    }

    /** Replicates what the source has now, commits, and ends. Returns at once; called once, instead of {@link #run}. */
    public CompletionStage<Exit> runUntilCaughtUp() {
        startRun(Goal.CATCH_UP);
        return exit;
    }

    /** Asks for a last checkpoint and an end within the configured time. Returns at once. */
    public void stop() {
        Pipeline running;
        synchronized (this) {
            stopping = true;
            running = current;
            if (waiting || running == null) {
                end(new Exit(ExitReason.COMPLETED, "", ""));
                return;
            }
        }
        running.stop();
    }

    /** Asks for a checkpoint now. */
    public void flush() {
        onRun(Pipeline::flush);
    }

    /** Loads a table again; its readers see the old content until the new is complete. */
    public void resync(TableId table) {
        onRun(run -> run.resync(table));
    }

    /** Tells of tables that were found beside the stream; those that are selected and new are loaded. */
    public void tablesAppeared(List<SourceTable> tables) {
        onRun(run -> run.tablesAppeared(tables));
    }

    /** The pipeline at this moment. */
    public PipelineStatus status() {
        Pipeline run;
        Activity instead;
        Optional<String> failure;
        synchronized (this) {
            run = current;
            instead = exit.isDone() ? Activity.ENDED : Activity.WAITING_TO_RETRY;
            failure = waiting || exit.isDone() ? Optional.ofNullable(lastFailure) : Optional.empty();
        }
        if (run == null) {
            return new PipelineStatus(
                    settings.pipeline(),
                    Activity.RECOVERING,
                    workers.timeline().now(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty(),
                    List.of(),
                    failure,
                    0,
                    settings.memoryBytes(),
                    List.of(),
                    Map.of());
        }
        PipelineStatus status = run.status();
        return status.activity() == Activity.ENDED ? status.after(instead, failure) : status;
    }

    /** {@link #stop}s, and waits for the end. */
    @Override
    public void close() {
        stop();
        exit.join();
    }

    private void onRun(Consumer<Pipeline> action) {
        Pipeline run;
        synchronized (this) {
            run = current;
        }
        if (run != null) {
            action.accept(run);
        }
    }

    private void startRun(Goal goal) {
        Pipeline run;
        synchronized (this) {
            waiting = false;
            if (stopping) {
                return;
            }
            runs++;
            run = new Pipeline(settings, source, lake, ownerOfRun(), workers, observer, faults, goal, ownership);
            current = run;
            runStartedAt = workers.timeline().now();
        }
        run.start().whenComplete((how, failure) -> {
            if (failure != null) {
                runFailed(goal, FailurePolicy.message(failure));
            } else {
                runEnded(goal, how);
            }
        });
    }

    /**
     * Each run owns the pipeline by itself: what an earlier run of this process tried to prepare may arrive late, and must not pass for
     * what this run prepares.
     */
    private Owner ownerOfRun() {
        return new Owner(owner.host(), owner.processId(), owner.incarnation() + "/" + runs);
    }

    private void runEnded(Goal goal, RunEnd how) {
        if (how instanceof RunEnd.Over over) {
            LOG.error("{}; {}", over.exit().message(), over.exit().remedy());
            synchronized (this) {
                lastFailure = over.exit().message();
            }
            end(over.exit());
        } else if (how instanceof RunEnd.Failed failed) {
            runFailed(goal, failed.reason());
        } else {
            end(new Exit(ExitReason.COMPLETED, "", ""));
        }
    }

    private void runFailed(Goal goal, String reason) {
        Duration delay;
        synchronized (this) {
            Instant now = workers.timeline().now();
            failures = Duration.between(runStartedAt, now).compareTo(HEALTHY) > 0 ? 1 : failures + 1;
            lastFailure = reason;
            if (stopping) {
                end(new Exit(
                        ExitReason.COMPLETED,
                        "Stopped after a failure; the next start goes on from the last checkpoint: " + reason,
                        ""));
                return;
            }
            waiting = true;
            delay = settings.backoff().delay(failures);
        }
        LOG.warn("The run failed, the next starts from the last checkpoint in {}: {}", delay, reason);
        observer.restarted(reason);
        workers.timeline().after(delay, () -> startRun(goal));
    }

    private void end(Exit how) {
        exit.complete(how);
    }
}
