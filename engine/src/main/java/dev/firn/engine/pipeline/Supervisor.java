package dev.firn.engine.pipeline;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.Lake;
import dev.firn.engine.lake.Owner;
import dev.firn.engine.pipeline.Pipeline.Goal;
import dev.firn.engine.pipeline.PipelineStatus.Activity;
import dev.firn.engine.pipeline.PipelineStatus.LastCheckpoint;
import dev.firn.engine.source.SourceDatabase;
import dev.firn.engine.work.FaultPoints;
import dev.firn.engine.work.Workers;
import dev.firn.schema.source.TableId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
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
public final class Supervisor implements PipelineControls, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Supervisor.class);

    private static final String ENDS = "The process ends; its last checkpoint is where the next goes on";

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
    private final Requests requests = new Requests();
    private final CompletableFuture<Exit> exit = new CompletableFuture<>();

    private @Nullable Pipeline current;
    private @Nullable String lastFailure;
    private @Nullable Instant pausedSince;
    private boolean waiting;
    private boolean stopping;
    private Goal goal = Goal.FOLLOW;
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
        startRun();
        return exit;
    }

    /** Replicates what the source has now, commits, and ends. Returns at once; called once, instead of {@link #run}. */
    public CompletionStage<Exit> runUntilCaughtUp() {
        synchronized (this) {
            goal = Goal.CATCH_UP;
        }
        startRun();
        return exit;
    }

    /** Asks for a last checkpoint and an end within the configured time. Returns at once. */
    public void stop() {
        Pipeline running;
        synchronized (this) {
            stopping = true;
            running = current;
            if (waiting || pausedSince != null || running == null) {
                end(new Exit(ExitReason.COMPLETED, "", ""));
                return;
            }
        }
        running.stop();
    }

    @Override
    public CompletionStage<LastCheckpoint> flush() {
        CompletableFuture<LastCheckpoint> answer = new CompletableFuture<>();
        ask(new Request.Flush(answer));
        return answer;
    }

    @Override
    public CompletionStage<Resynced> resync(Set<TableId> tables) {
        CompletableFuture<Resynced> answer = new CompletableFuture<>();
        ask(new Request.Resync(new TreeSet<>(tables), answer));
        return answer;
    }

    @Override
    public CompletionStage<Paused> pause() {
        CompletableFuture<Paused> answer = new CompletableFuture<>();
        ask(new Request.Pause(answer));
        return answer;
    }

    /** Goes on with a pipeline that is paused; may be called before {@link #run}, which then does not begin paused. */
    @Override
    public CompletionStage<Resumed> resume() {
        CompletableFuture<Resumed> answer = new CompletableFuture<>();
        ask(new Request.Resume(answer));
        return answer;
    }

    /**
     * Gives up the position in the source's log, which the source may have lost, and loads every table again while its readers see the old
     * content. Called before {@link #run}. Completes with the first checkpoint that has a position of the new log.
     */
    public CompletionStage<CheckpointId> startAnew() {
        CompletableFuture<CheckpointId> answer = new CompletableFuture<>();
        ask(new Request.StartAnew(answer));
        return answer;
    }

    @Override
    public PipelineStatus status() {
        Pipeline run;
        Activity instead;
        Optional<String> failure;
        Optional<Instant> paused;
        synchronized (this) {
            run = current;
            instead =
                    exit.isDone() ? Activity.ENDED : pausedSince == null ? Activity.WAITING_TO_RETRY : Activity.PAUSED;
            paused = Optional.ofNullable(pausedSince);
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
                    Optional.empty(),
                    Map.of());
        }
        PipelineStatus status = run.status();
        return status.activity() == Activity.ENDED ? status.after(instead, failure, paused) : status;
    }

    /** {@link #stop}s, and waits for the end. */
    @Override
    public void close() {
        stop();
        exit.join();
    }

    private void ask(Request request) {
        Optional<String> refusal;
        synchronized (this) {
            refusal = refusal(request);
        }
        if (refusal.isPresent()) {
            request.refuse(refusal.get());
            return;
        }
        requests.add(request);
        onRun(Pipeline::requested);
        settleWhilePaused();
        // The end may have come while the request was added.
        if (exit.isDone()) {
            requests.refuseAll(ENDS);
        }
    }

    /** Why nothing can be done about a request, whatever the run does. */
    private Optional<String> refusal(Request request) {
        if (stopping || exit.isDone()) {
            return Optional.of(ENDS);
        }
        if (request instanceof Request.StartAnew && current != null) {
            return Optional.of("Only a process that has not begun to replicate can start anew");
        }
        if (request instanceof Request.Pause && goal == Goal.CATCH_UP) {
            return Optional.of(
                    "This process ends by itself when it has caught up, and then nothing reads the log: stop it"
                            + " instead, which loses nothing");
        }
        return Optional.empty();
    }

    /**
     * Does about requests what can be done while there is no run, since the pipeline is paused. Another process may have resumed it
     * since, so what is asked about the pause itself is for a run to find out.
     */
    private void settleWhilePaused() {
        boolean run;
        Instant since;
        synchronized (this) {
            since = pausedSince;
            if (since == null || stopping) {
                return;
            }
            run = requests.pauseOrResume().isPresent();
            if (run) {
                pausedSince = null;
            }
        }
        if (run) {
            startRun();
        } else {
            requests.refuseAll(
                    "The pipeline is paused since " + since + " and reads nothing; firn resume lets it go on");
        }
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

    private void startRun() {
        Pipeline run;
        synchronized (this) {
            waiting = false;
            if (stopping) {
                // Whoever asked for the end may have found no run to stop.
                end(new Exit(ExitReason.COMPLETED, "", ""));
                return;
            }
            runs++;
            run = new Pipeline(
                    settings, source, lake, ownerOfRun(), workers, observer, faults, goal, ownership, requests);
            current = run;
            runStartedAt = workers.timeline().now();
        }
        run.start().whenComplete((how, failure) -> {
            if (failure != null) {
                runFailed(FailurePolicy.message(failure));
            } else {
                runEnded(how);
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

    private void runEnded(RunEnd how) {
        if (how instanceof RunEnd.Over over) {
            LOG.error("{}; {}", over.exit().message(), over.exit().remedy());
            synchronized (this) {
                lastFailure = over.exit().message();
            }
            end(over.exit());
        } else if (how instanceof RunEnd.Again) {
            startRun();
        } else if (how instanceof RunEnd.Failed failed) {
            runFailed(failed.reason());
        } else if (how instanceof RunEnd.Paused paused) {
            runPaused(paused.since());
        } else {
            end(new Exit(ExitReason.COMPLETED, "", ""));
        }
    }

    private void runFailed(String reason) {
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
        workers.timeline().after(delay, this::startRun);
    }

    private void runPaused(Instant since) {
        synchronized (this) {
            if (stopping || goal == Goal.CATCH_UP) {
                end(goal == Goal.CATCH_UP ? pausedBeforeCaughtUp(since) : new Exit(ExitReason.COMPLETED, "", ""));
                return;
            }
            failures = 0;
            pausedSince = since;
        }
        LOG.warn(
                "Pipeline {} is paused since {}: the source keeps its log for it meanwhile; firn resume lets it go on",
                settings.pipeline(),
                since);
        requests.open().stream()
                .takeWhile(request -> !(request instanceof Request.Resume))
                .forEach(request -> answerPaused(request, since));
        settleWhilePaused();
    }

    private static void answerPaused(Request request, Instant since) {
        if (request instanceof Request.Pause pause) {
            pause.answer().complete(new Paused(since));
        }
    }

    private Exit pausedBeforeCaughtUp(Instant since) {
        return new Exit(
                ExitReason.PAUSED,
                "Cannot catch up: pipeline " + settings.pipeline() + " is paused since " + since
                        + ", and nothing was read",
                "let it go on by firn resume if a process runs, else by firn run --resume");
    }

    private void end(Exit how) {
        exit.complete(how);
        requests.refuseAll(ENDS);
    }
}
