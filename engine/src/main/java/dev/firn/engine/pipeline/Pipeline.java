package dev.firn.engine.pipeline;

import dev.firn.engine.event.ChangeEvent;
import dev.firn.engine.event.ChangeEvent.Boundary;
import dev.firn.engine.event.SourceMark;
import dev.firn.engine.event.SourcePosition;
import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.Lake;
import dev.firn.engine.lake.Owner;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.load.LayoutCheck;
import dev.firn.engine.pipeline.FailurePolicy.Verdict;
import dev.firn.engine.pipeline.PipelineStatus.Activity;
import dev.firn.engine.source.ChangeStream;
import dev.firn.engine.source.SourceDatabase;
import dev.firn.engine.work.FaultPoints;
import dev.firn.engine.work.Monitor;
import dev.firn.engine.work.Workers;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.source.TableId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One run: recovers the newest checkpoint, streams from there, takes checkpoints, and ends by being stopped, by being done, or by a failure
 * after which another run goes on. Nothing of it survives but what its checkpoints recorded.
 */
final class Pipeline implements ReplicaHost, Startup.Listener, CheckpointCycle.Listener, RequestWork.Host {

    private static final Logger LOG = LoggerFactory.getLogger(Pipeline.class);

    private final PipelineSettings settings;
    private final SourceDatabase source;
    private final Lake lake;
    private final Owner owner;
    private final Workers workers;
    private final Goal goal;
    private final Ownership ownership;
    private final Monitor monitor;
    private final RunContext run;
    private final LayoutCheck check;
    private final LoadSchedule loads;
    private final Replicas replicas;
    private final CatalogWatch watch;
    private final StreamIntake intake;
    private final CheckpointDue due;
    private final Requests requests;
    private final RequestWork requestWork;
    private final PauseGate gate;
    private final GoalProgress progress;
    private final CompletableFuture<RunEnd> end = new CompletableFuture<>();

    private Activity activity = Activity.RECOVERING;
    private @Nullable CheckpointCycle cycle;
    private @Nullable ChangeStream stream;
    private @Nullable SourceMark lastMark;
    private PipelineStatus.@Nullable LastCheckpoint lastCheckpoint;
    private boolean atBoundary;

    /** The pipeline is to be, or is, paused since then. */
    private @Nullable Instant pausedSince;

    /** The last checkpoint of a run that ends in order is sealed: what the stream still brings is for the next run. */
    private boolean sealedForGood;

    /** When a run is done. */
    enum Goal {
        /** When it is stopped. */
        FOLLOW,
        /** When all that the source had at the start is committed, loads included. */
        CATCH_UP
    }

    Pipeline(
            PipelineSettings settings,
            SourceDatabase source,
            Lake lake,
            Owner owner,
            Workers workers,
            PipelineObserver observer,
            FaultPoints faults,
            Goal goal,
            Ownership ownership,
            Requests requests) {
        this.settings = settings;
        this.source = source;
        this.lake = lake;
        this.owner = owner;
        this.workers = workers;
        this.goal = goal;
        this.ownership = ownership;
        this.requests = requests;
        this.monitor = new Monitor(workers, failure -> failed(FailurePolicy.ofRun(failure)));
        this.check = new LayoutCheck(source.catalog(), source.reader(), settings.selection(), source.types());
        this.run = RunContext.of(settings, source, lake, workers, observer, faults, monitor, check, this::filling);
        this.loads = new LoadSchedule(settings.concurrentLoads(), table -> cycle != null && cycle.isHeld(table));
        this.replicas = new Replicas(run, this);
        this.watch = new CatalogWatch(run, source, check, monitor, replicas, this::progressed);
        this.intake = new StreamIntake(run, replicas, monitor, new Stream());
        this.requestWork = new RequestWork(requests, run, source, check, replicas, this);
        this.gate = new PauseGate(run, lake, owner, requests, replicas, this::finish, this::failed);
        this.progress = new GoalProgress(goal);
        this.due = new CheckpointDue(settings.checkpointInterval(), monitor, this::advance);
    }

    /** Starts; completes when the run has ended and nothing of it is under way any more. */
    CompletionStage<RunEnd> start() {
        monitor.enter(() -> new Startup(run, source, lake, owner, goal, requests, check, replicas, watch, intake, this)
                .start(ownership));
        return end;
    }

    /** Asks for a last checkpoint at the next boundary, and ends the run after it. */
    void stop() {
        monitor.enter(() -> {
            if (activity == Activity.RECOVERING) {
                finish(new RunEnd.Done());
            } else {
                LOG.info("Stopping: a last checkpoint is taken");
                activity = Activity.STOPPING;
                due.now();
                monitor.after(settings.stopPatience(), () -> {
                    LOG.warn(
                            "Stopping took longer than {}; the next start goes on from the last checkpoint",
                            settings.stopPatience());
                    finish(new RunEnd.Done());
                });
                advance();
            }
        });
    }

    /** Operators have asked for more. */
    void requested() {
        monitor.enter(() -> {
            if (activity == Activity.RECOVERING && lastCheckpoint != null && gate.isToClose()) {
                finish(new RunEnd.Again());
            }
            requestWork.begin();
            advance();
        });
    }

    // --- the start

    @Override
    public boolean recovered(Recovery.Recovered recovered) {
        due.recovered(recovered.state().position());
        lastCheckpoint = new PipelineStatus.LastCheckpoint(
                recovered.id(),
                recovered.state().position(),
                recovered.state().sourceTimestamp(),
                workers.timeline().now());
        recovered.rejections().forEach(this::tableRejected);
        recovered.failures().forEach(this::tableFailed);
        return gate.isOpen(recovered);
    }

    @Override
    public void opened(ChangeStream open) {
        stream = open;
        open.ended().whenComplete((nothing, failure) -> monitor.enter(() -> streamEnded(failure)));
    }

    @Override
    public void started(Startup.Started started) {
        progress.began(started.target());
        cycle = new CheckpointCycle(run, owner, lake, started, replicas, this);
        activity = Activity.RUNNING;
        LOG.info("Streaming the log of {}", settings.pipeline());
        due.setTimer();
        watch.begin();
        intake.open();
        requestWork.begin();
        advance();
    }

    private void streamEnded(@Nullable Throwable failure) {
        failed(
                failure == null
                        ? new Verdict.NewRun("The stream of the source ended without an error")
                        : FailurePolicy.ofRun(OpenStream.cause(failure)));
    }

    // --- the stream

    /** What the stream's events mean to the run. */
    private final class Stream implements StreamIntake.Listener {

        @Override
        public void insideTransaction() {
            atBoundary = false;
        }

        @Override
        public List<LoadSchedule.Opening> boundary(Boundary boundary) {
            lastMark = boundary.mark();
            atBoundary = true;
            watch.reached(boundary.mark());
            if (due.isDue() || progress.hasEnd() || !loads.isEmpty() || requestWork.awaitsPosition()) {
                advance();
            }
            return activity == Activity.RUNNING && !loads.isEmpty() ? loads.atBoundary(boundary.mark()) : List.of();
        }

        @Override
        public boolean takesEvents() {
            return !sealedForGood && activity != Activity.ENDED;
        }

        @Override
        public boolean unknown(ChangeEvent.LayoutChanged event) {
            return watch.announced(event.layout());
        }

        @Override
        public void renamed(ChangeEvent.Renamed event) {
            watch.renamed(event.table(), event.to());
        }
    }

    // --- checkpoints

    /** Does whatever has become possible. */
    private void advance() {
        CheckpointCycle current = cycle;
        if (current == null || monitor.ended()) {
            return;
        }
        current.progressed();
        if (atBoundary && lastMark != null) {
            requestWork.passed(lastMark);
        }
        if (current.inFlight().isEmpty() && atBoundary && lastMark != null && !sealedForGood) {
            sealIfWanted(current, lastMark);
        }
        if (current.inFlight().isEmpty() && isDone()) {
            finish(
                    pausedSince == null || activity != Activity.PAUSING
                            ? new RunEnd.Done()
                            : new RunEnd.Paused(pausedSince));
            return;
        }
        if (activity == Activity.RUNNING) {
            loads.startNext(lastMark, workers.timeline().now());
            if (atBoundary && lastMark != null) {
                loads.beginChunked(lastMark);
            }
        }
    }

    private void sealIfWanted(CheckpointCycle current, SourceMark mark) {
        if (!due.isDue() && !progress.wouldBeReachedAt(mark, replicas.all())) {
            return;
        }
        due.taken();
        sealedForGood = isEnding();
        if (due.isWorthwhile(mark, replicas.all())) {
            current.seal(mark, replicas.all(), pausedSince);
            due.sealed(mark);
            current.progressed();
        } else {
            // All tables stand here already.
            progress.committed(mark);
        }
    }

    /** Whether the next checkpoint is the run's last. */
    private boolean isEnding() {
        return activity == Activity.STOPPING || activity == Activity.PAUSING;
    }

    /** Whether nothing is left to be committed, so that the run may end. Asked while no checkpoint is under way. */
    private boolean isDone() {
        return isEnding() ? sealedForGood : progress.isReached(replicas.all());
    }

    @Override
    public void checkpointPrepared(SealedCheckpoint checkpoint) {
        requestWork.prepared(checkpoint);
        advance();
    }

    @Override
    public void checkpointDone(SealedCheckpoint checkpoint, Instant now) {
        progress.committed(checkpoint.mark());
        PipelineStatus.LastCheckpoint done = new PipelineStatus.LastCheckpoint(
                checkpoint.id(),
                checkpoint.mark().position().toString(),
                checkpoint.mark().sourceTimestamp(),
                now);
        lastCheckpoint = done;
        replicas.all().forEach(replica -> replica.committed(checkpoint.id()));
        requestWork.committed(done);
        advance();
    }

    @Override
    public void lookAgainAfter(Duration delay) {
        monitor.after(delay, this::advance);
    }

    @Override
    public void tableRejected(TableId table, String reason) {
        Replica replica = replicas.get(table);
        if (replica != null) {
            replica.stop(reason, FailurePolicy.loadAgain(table.toString()));
        }
    }

    @Override
    public void tableFailed(TableId table, Throwable failure) {
        Replica replica = replicas.get(table);
        if (replica != null) {
            replica.failed(failure);
        }
    }

    @Override
    public void ended(Verdict verdict) {
        failed(verdict);
    }

    // --- what operators ask for

    @Override
    public boolean isFollowing() {
        return activity == Activity.RUNNING;
    }

    @Override
    public String startedAt() {
        return lastCheckpoint == null ? "" : lastCheckpoint.position();
    }

    @Override
    public void checkpointIsDue() {
        due.now();
        due.stateChanged();
    }

    @Override
    public void pause() {
        LOG.info("Pausing: a last checkpoint is taken");
        activity = Activity.PAUSING;
        pausedSince = workers.timeline().now();
        checkpointIsDue();
    }

    // --- what replicas ask for

    @Override
    public CheckpointId filling() {
        return Optional.ofNullable(cycle).map(CheckpointCycle::filling).orElseThrow();
    }

    @Override
    public void abandonSealed(Replica replica) {
        if (cycle != null) {
            cycle.abandon(replica.table(), replica::restingState);
        }
    }

    @Override
    public void queueLoad(Replica replica, @Nullable SourcePosition after, Duration delay) {
        if (replica.standing() instanceof Standing.Loading loading) {
            loads.queue(replica, loading.load(), after, workers.timeline().now().plus(delay));
            if (cycle != null && cycle.isHeld(replica.table())) {
                due.now();
            }
            if (!delay.isZero()) {
                monitor.after(delay, this::advance);
            }
        }
    }

    @Override
    public void reappeared(Replica replica, TableLayout layout) {
        watch.reappeared(replica, layout);
    }

    @Override
    public void discardLater(TableId table, List<StagedFiles> files) {
        if (cycle != null) {
            cycle.discardLater(table, files);
        }
    }

    @Override
    public void chunkFinished() {
        if (cycle != null) {
            cycle.chunkFinished();
        }
    }

    @Override
    public void stateChanged(Replica replica) {
        due.stateChanged();
        run.observer().tableState(replica.table(), ReplicaStatus.state(replica.standing()));
    }

    @Override
    public void progressed() {
        run.observer().bufferedBytes(run.staging().budget().usedBytes());
        advance();
    }

    @Override
    public void failed(Verdict verdict) {
        if (verdict instanceof Verdict.End over) {
            finish(new RunEnd.Over(over.exit()));
        } else if (verdict instanceof Verdict.NewRun again) {
            finish(new RunEnd.Failed(again.reason()));
        } else if (verdict instanceof Verdict.StopTable stop) {
            finish(new RunEnd.Failed(stop.reason()));
        }
    }

    // --- the end

    private void finish(RunEnd how) {
        if (monitor.ended()) {
            return;
        }
        activity = Activity.ENDED;
        replicas.all().forEach(Replica::release);
        monitor.end();
        workers.commit().execute(() -> {
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

    /** The run at this moment. */
    PipelineStatus status() {
        return monitor.read(() -> StatusView.of(run, activity, lastMark, lastCheckpoint, cycle, replicas, intake));
    }
}
