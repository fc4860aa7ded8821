package dev.firn.engine.pipeline;

import dev.firn.engine.event.ChangeEvent;
import dev.firn.engine.event.ChangeEvent.Boundary;
import dev.firn.engine.event.SourceMark;
import dev.firn.engine.event.SourcePosition;
import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.Lake;
import dev.firn.engine.lake.Owner;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.pipeline.FailurePolicy.Verdict;
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

    private final Monitor monitor;
    private final Lifecycle life;
    private final RunContext run;
    private final LoadSchedule loads;
    private final Replicas replicas;
    private final CatalogWatch watch;
    private final StreamIntake intake;
    private final CheckpointDue due;
    private final RequestWork requestWork;
    private final PauseGate gate;
    private final GoalProgress progress;
    private final Startup startup;

    private @Nullable CheckpointCycle cycle;
    private @Nullable SourceMark lastMark;
    private PipelineStatus.@Nullable LastCheckpoint lastCheckpoint;
    private boolean atBoundary;

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
        this.monitor = new Monitor(workers, failure -> failed(FailurePolicy.ofRun(failure)));
        this.life = new Lifecycle(monitor, workers.commit());
        this.run = RunContext.of(
                settings, source, lake, owner, workers, observer, faults, monitor, this::filling, this::passed);
        this.loads = new LoadSchedule(settings.concurrentLoads(), table -> cycle != null && cycle.isHeld(table));
        this.replicas = new Replicas(run, this);
        this.watch = new CatalogWatch(run, monitor, replicas, this::progressed);
        this.intake = new StreamIntake(run, replicas, monitor, new Stream());
        this.requestWork = new RequestWork(requests, run, replicas, this);
        this.gate = new PauseGate(run, requests, replicas, this::finish, this::failed);
        this.progress = new GoalProgress(goal, replicas);
        this.due = new CheckpointDue(settings.checkpointInterval(), replicas, monitor, this::advance);
        this.startup = new Startup(run, goal, ownership, requests, replicas, watch, intake, this);
    }

    /** Starts; completes when the run has ended and nothing of it is under way any more. */
    CompletionStage<RunEnd> start() {
        monitor.enter(startup::start);
        return life.ended();
    }

    /** Asks for a last checkpoint at the next boundary, and ends the run after it. */
    void stop() {
        monitor.enter(() -> {
            if (life.isRecovering()) {
                finish(new RunEnd.Done());
            } else {
                LOG.info("Stopping: a last checkpoint is taken");
                life.stop();
                due.now();
                monitor.after(run.settings().stopPatience(), this::stopAtOnce);
                advance();
            }
        });
    }

    private void stopAtOnce() {
        LOG.warn(
                "Stopping took longer than {}; the next start goes on from the last checkpoint",
                run.settings().stopPatience());
        finish(new RunEnd.Done());
    }

    /** Operators have asked for more. */
    void requested() {
        monitor.enter(() -> {
            if (life.isRecovering() && lastCheckpoint != null && gate.isToClose()) {
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
                run.workers().timeline().now());
        recovered.rejections().forEach(replicas::rejected);
        recovered.changedByOthers().forEach(replicas::changedByOthers);
        recovered.failures().forEach(replicas::failed);
        recovered.filesGone().forEach(replicas::filesGone);
        return gate.isOpen(recovered);
    }

    @Override
    public void opened(ChangeStream open) {
        life.opened(open);
        open.ended().whenComplete((nothing, failure) -> monitor.enter(() -> streamEnded(failure)));
    }

    @Override
    public void started(Startup.Started started) {
        progress.began(started.target());
        cycle = new CheckpointCycle(run, started, replicas, this);
        life.begin();
        LOG.info("Streaming the log of {}", run.settings().pipeline());
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
            return life.isRunning() && !loads.isEmpty() ? loads.atBoundary(boundary.mark()) : List.of();
        }

        @Override
        public boolean takesEvents() {
            return life.takesEvents();
        }

        @Override
        public boolean unknown(ChangeEvent.LayoutChanged event) {
            return watch.announced(event.layout());
        }

        @Override
        public void nameless(ChangeEvent.Untold event) {
            watch.seek(event.table(), event.columns());
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
        if (current.inFlight().isEmpty() && atBoundary && lastMark != null && !life.isSealedForGood()) {
            sealIfWanted(current, lastMark);
        }
        if (current.inFlight().isEmpty() && isDone()) {
            finish(life.inOrder());
            return;
        }
        if (life.isRunning()) {
            loads.startNext(lastMark, run.workers().timeline().now());
            if (atBoundary && lastMark != null) {
                loads.beginChunked(lastMark);
            }
        }
    }

    private void sealIfWanted(CheckpointCycle current, SourceMark mark) {
        if (!due.isDue() && !progress.wouldBeReachedAt(mark)) {
            return;
        }
        due.taken();
        life.sealed();
        if (due.isWorthwhile(mark)) {
            current.seal(mark, life.pausedSince());
            due.sealed(mark);
            current.progressed();
        } else {
            // All tables stand here already.
            progress.committed(mark);
        }
    }

    /** Whether nothing is left to be committed, so that the run may end. Asked while no checkpoint is under way. */
    private boolean isDone() {
        return life.isEnding() ? life.isSealedForGood() : progress.isReached();
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

    // --- what operators ask for

    @Override
    public boolean isFollowing() {
        return life.isRunning();
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
        life.pause(run.workers().timeline().now());
        checkpointIsDue();
    }

    // --- what replicas ask for

    @Override
    public CheckpointId filling() {
        return Optional.ofNullable(cycle).map(CheckpointCycle::filling).orElseThrow();
    }

    private Optional<SourcePosition> passed() {
        return Optional.ofNullable(lastMark).map(SourceMark::position);
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
            loads.queue(
                    replica,
                    loading.load(),
                    after,
                    run.workers().timeline().now().plus(delay));
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
        finish(RunEnd.by(verdict));
    }

    private void finish(RunEnd how) {
        if (!monitor.ended()) {
            replicas.all().forEach(replica -> replica.standing().release());
            life.end(how);
        }
    }

    /** The run at this moment. */
    PipelineStatus status() {
        return monitor.read(
                () -> StatusView.of(run, life.activity(), lastMark, lastCheckpoint, cycle, replicas, intake));
    }
}
