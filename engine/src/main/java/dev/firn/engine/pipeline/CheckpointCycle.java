package dev.firn.engine.pipeline;

import dev.firn.engine.checkpoint.CommitListener;
import dev.firn.engine.checkpoint.ResolveListener;
import dev.firn.engine.checkpoint.TableState;
import dev.firn.engine.event.SourceMark;
import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.lake.TableCommit;
import dev.firn.engine.source.ChangeStream;
import dev.firn.engine.work.FaultPoint;
import dev.firn.engine.work.Job;
import dev.firn.schema.source.TableId;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one checkpoint after another: seals every table's part, waits until all is staged, has the deleted rows found, prepares, commits, and acknowledges. At most
 * one is under way while the next is being filled. Between two of them, {@link LoadRecords} are made. Under the run's lock.
 */
final class CheckpointCycle implements CommitListener, ResolveListener, LoadRecords.Listener {

    private static final Logger LOG = LoggerFactory.getLogger(CheckpointCycle.class);

    private final RunContext run;
    private final Replicas replicas;
    private final LoadRecords records;
    private final ChangeStream stream;
    private final Listener listener;
    private final List<Discard> discards = new ArrayList<>();
    private CheckpointId filling;
    private Set<TableId> loading;
    private @Nullable SealedCheckpoint inFlight;

    /** Whether a table did not take its part of the checkpoint in flight. */
    private boolean refused;

    /** Whether it is known where the rows are that the checkpoint in flight deletes, so that it may be prepared. */
    private boolean isResolved;

    /** What the run does about a checkpoint's outcome. */
    interface Listener {

        /** It is durable. */
        void checkpointPrepared(SealedCheckpoint checkpoint);

        /** Every table stands at it, and the source was told. */
        void checkpointDone(SealedCheckpoint checkpoint, Instant now);

        /** A checkpoint that waited may go on. */
        void progressed();

        /** Asks to be told to look again. */
        void lookAgainAfter(Duration delay);

        void failed(FailurePolicy.Verdict verdict);
    }

    /** Files to delete once a checkpoint is durable that does not name them. */
    private record Discard(CheckpointId unnamedBy, TableId table, StagedFiles files) {}

    CheckpointCycle(RunContext run, Startup.Started started, Replicas replicas, Listener listener) {
        this.run = run;
        this.stream = started.stream();
        this.filling = started.next();
        this.listener = listener;
        this.replicas = replicas;
        this.records = new LoadRecords(run, replicas, this);
        this.loading = started.state()
                .map(state -> SealedCheckpoint.loading(state.tables()))
                .orElse(Set.of());
        started.state().ifPresent(records::mayRepeat);
    }

    CheckpointId filling() {
        return filling;
    }

    Optional<SealedCheckpoint> inFlight() {
        return Optional.ofNullable(inFlight);
    }

    /**
     * Whether no load of the table may begin, since that may cost columns of the lake's table: a checkpoint under way commits to it, or
     * this process has prepared none yet that says that the table is being loaded, so that whoever recovers would go on to
     * follow it.
     */
    boolean isHeld(TableId table) {
        return !loading.contains(table) || (inFlight != null && inFlight.commitsTo(table));
    }

    /**
     * Seals the checkpoint that was being filled, at a place where no source transaction is open.
     *
     * @param pausedSince since when the pipeline is paused; null if it goes on
     */
    void seal(SourceMark mark, @Nullable Instant pausedSince) {
        SealedCheckpoint sealed = new SealedCheckpoint(
                filling,
                mark,
                stream.stateAt(mark),
                pausedSince,
                run.workers().timeline().now());
        for (Replica replica : replicas.all()) {
            sealed.add(replica.seal(mark, filling));
        }
        filling = filling.next();
        inFlight = sealed;
        refused = false;
        records.sealed();
        LOG.debug("Checkpoint {} is sealed at {}", sealed.id(), mark.position());
    }

    void abandon(TableId table, Supplier<TableState> state) {
        if (inFlight != null) {
            inFlight.abandon(table, state);
        }
    }

    void discardLater(TableId table, List<StagedFiles> files) {
        files.forEach(staged -> discards.add(new Discard(filling, table, staged)));
    }

    /** Some more rows of a load are staged. */
    void chunkFinished() {
        records.chunkFinished();
    }

    /** Prepares the sealed checkpoint as soon as all its files are there; while there is none, makes the record that is due. */
    void progressed() {
        if (inFlight == null) {
            if (records.isDue()) {
                records.start(filling);
                filling = filling.next();
            }
        } else if (inFlight.isReady()) {
            resolve(inFlight);
        } else if (isResolved && !records.isUnderWay()) {
            prepare(inFlight);
        }
    }

    /** Has the rows found that the checkpoint deletes. */
    private void resolve(SealedCheckpoint checkpoint) {
        enter(checkpoint, CheckpointPhase.RESOLVING);
        List<TableCommit> deletions = checkpoint.deletions(run.staging().tables()::resolvesDeletes);
        if (deletions.isEmpty()) {
            allResolved(checkpoint.id());
        } else {
            run.protocol().resolve(checkpoint.id(), deletions, checkpoint::present, checkpoint::takesPart, this);
        }
    }

    private void prepare(SealedCheckpoint checkpoint) {
        isResolved = false;
        Instant now = run.workers().timeline().now();
        var prepared = checkpoint.prepare(run.owner(), now);
        enter(checkpoint, CheckpointPhase.PREPARING);
        run.protocol().prepare(prepared, new WhenPrepared(run, this::prepared, listener::failed));
    }

    @Override
    public void resolved(TableCommit commit) {
        current().resolved(commit);
    }

    @Override
    public void allResolved(CheckpointId id) {
        isResolved = true;
        progressed();
    }

    @Override
    public void recorded(CheckpointId id) {
        listener.progressed();
    }

    @Override
    public void lookAgainAfter(Duration delay) {
        listener.lookAgainAfter(delay);
    }

    @Override
    public void failed(FailurePolicy.Verdict verdict) {
        listener.failed(verdict);
    }

    private void enter(SealedCheckpoint checkpoint, CheckpointPhase next) {
        Instant now = run.workers().timeline().now();
        CheckpointPhase ended = checkpoint.phase();
        Instant since = checkpoint.enter(next, now);
        run.observer().checkpointPhase(ended, Duration.between(since, now));
    }

    private void prepared(CheckpointId id) {
        SealedCheckpoint checkpoint = current();
        enter(checkpoint, CheckpointPhase.COMMITTING);
        loading = checkpoint.loading();
        discardUnnamed(id);
        run.protocol().commit(id, checkpoint.commits(), this);
        listener.checkpointPrepared(checkpoint);
    }

    private void discardUnnamed(CheckpointId durable) {
        for (Iterator<Discard> rest = discards.iterator(); rest.hasNext(); ) {
            Discard discard = rest.next();
            if (discard.unnamedBy().compareTo(durable) <= 0) {
                rest.remove();
                run.staging().attempts().start(run.workers().stage(), new Delete(discard));
            }
        }
    }

    @Override
    public void committed(TableCommit commit) {
        run.observer().tableCommitted(commit.table(), commit.checkpoint());
    }

    @Override
    public void rejected(TableId table, String reason) {
        refused = true;
        replicas.rejected(table, reason);
    }

    @Override
    public void changedByOthers(TableId table, String finding) {
        refused = true;
        replicas.changedByOthers(table, finding);
    }

    @Override
    public void filesGone(TableId table, String finding) {
        refused = true;
        replicas.filesGone(table, finding);
    }

    @Override
    public void completed(CheckpointId id) {
        run.staging().attempts().start(run.workers().commit(), new Acknowledge(current()));
    }

    @Override
    public void failed(TableId table, Throwable failure) {
        refused = true;
        replicas.failed(table, failure);
    }

    private void acknowledged(SealedCheckpoint checkpoint) {
        Instant now = run.workers().timeline().now();
        run.observer()
                .checkpointPhase(checkpoint.phase(), Duration.between(checkpoint.enter(checkpoint.phase(), now), now));
        inFlight = null;
        if (!refused) {
            records.mayRepeat(checkpoint.state());
        }
        run.observer().checkpointCommitted(checkpoint.id(), checkpoint.mark());
        LOG.info(
                "Checkpoint {} is committed: {} tables changed, the source stands at {}",
                checkpoint.id(),
                checkpoint.commits().size(),
                checkpoint.mark().position());
        listener.checkpointDone(checkpoint, now);
    }

    private SealedCheckpoint current() {
        if (inFlight == null) {
            throw new IllegalStateException("No checkpoint is under way");
        }
        return inFlight;
    }

    /** Only now may the source forget: every table of the checkpoint has committed (I3). */
    private final class Acknowledge implements Job<SealedCheckpoint> {

        private final SealedCheckpoint checkpoint;

        Acknowledge(SealedCheckpoint checkpoint) {
            this.checkpoint = checkpoint;
        }

        @Override
        public String what() {
            return "acknowledge checkpoint " + checkpoint.id();
        }

        @Override
        public SealedCheckpoint perform() {
            run.staging()
                    .faults()
                    .reach(FaultPoint.BEFORE_ACKNOWLEDGE, checkpoint.id().toString());
            stream.acknowledge(checkpoint.mark());
            run.staging()
                    .faults()
                    .reach(FaultPoint.AFTER_ACKNOWLEDGE, checkpoint.id().toString());
            return checkpoint;
        }

        @Override
        public void done(SealedCheckpoint done) {
            acknowledged(done);
        }

        @Override
        public void gaveUp(Throwable failure) {
            listener.failed(FailurePolicy.ofRun(failure));
        }
    }

    private final class Delete implements Job<Discard> {

        private final Discard discard;

        Delete(Discard discard) {
            this.discard = discard;
        }

        @Override
        public String what() {
            return "delete files of " + discard.table() + " that no checkpoint names";
        }

        @Override
        public Discard perform() {
            run.staging().tables().discard(discard.table(), discard.files());
            return discard;
        }

        @Override
        public void done(Discard done) {
            LOG.debug("Deleted {} files of {}", done.files().files(), done.table());
        }

        @Override
        public void gaveUp(Throwable failure) {
            LOG.warn("Cannot delete files of {} that no checkpoint names; maintenance will", discard.table(), failure);
        }
    }
}
