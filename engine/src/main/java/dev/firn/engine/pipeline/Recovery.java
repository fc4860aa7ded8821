package dev.firn.engine.pipeline;

import dev.firn.engine.checkpoint.CheckpointCodec;
import dev.firn.engine.checkpoint.CheckpointProtocol;
import dev.firn.engine.checkpoint.CheckpointState;
import dev.firn.engine.checkpoint.CommitListener;
import dev.firn.engine.checkpoint.TableState;
import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.Owner;
import dev.firn.engine.lake.PreparedCheckpoint;
import dev.firn.engine.lake.StateLost;
import dev.firn.engine.lake.TableCommit;
import dev.firn.schema.source.TableId;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How every run starts: find the newest prepared checkpoint and complete it, whoever prepared it. Its files are listed in its state, so
 * nothing is read from the source for it, and committing it again changes nothing where it was committed already. Under the
 * run's lock.
 */
final class Recovery implements CommitListener {

    private static final Logger LOG = LoggerFactory.getLogger(Recovery.class);

    private final String pipeline;
    private final Owner owner;
    private final Ownership ownership;
    private final CheckpointProtocol protocol;
    private final Listener listener;
    private final Map<TableId, Throwable> failures = new LinkedHashMap<>();
    private final Map<TableId, String> rejections = new LinkedHashMap<>();
    private final Map<TableId, String> changedByOthers = new LinkedHashMap<>();
    private final Map<TableId, String> filesGone = new LinkedHashMap<>();
    private @Nullable Recovered recovered;

    /** Who goes on. */
    interface Listener {

        /** Nothing was ever prepared. */
        void nothingToRecover();

        void recovered(Recovered recovered);

        /**
         * The newest checkpoint says nothing any more, for its state is lost.
         *
         * @param why what was found
         */
        void lost(CheckpointId newest, RuntimeException why);

        void failed(FailurePolicy.Verdict verdict);
    }

    /**
     * The completed checkpoint.
     *
     * @param failures tables that could not take their part
     * @param rejections tables that refused it, and why
     * @param changedByOthers tables that somebody else changed, and how
     * @param filesGone tables whose staged files are gone, and what is missing
     */
    record Recovered(
            CheckpointId id,
            CheckpointState state,
            Map<TableId, Throwable> failures,
            Map<TableId, String> rejections,
            Map<TableId, String> changedByOthers,
            Map<TableId, String> filesGone) {

        /** The tables as the checkpoint left them: those that did not take their part are stopped. */
        SortedMap<TableId, TableState> tables(Instant now) {
            Map<TableId, String> reasons = new HashMap<>(rejections);
            reasons.putAll(changedByOthers);
            reasons.putAll(filesGone);
            failures.forEach((table, failure) -> reasons.put(table, FailurePolicy.message(failure)));
            SortedMap<TableId, TableState> tables = new TreeMap<>(state.tables());
            reasons.forEach((table, reason) -> tables.computeIfPresent(
                    table,
                    (id, left) -> new TableState.Stopped(
                            left.layout(), reason, FailurePolicy.loadAgain(id.toString()), now, left.origin())));
            return tables;
        }
    }

    Recovery(RunContext run, Ownership ownership, Listener listener) {
        this.pipeline = run.settings().pipeline();
        this.owner = run.owner();
        this.ownership = ownership;
        this.listener = listener;
        this.protocol = run.protocol();
    }

    /**
     * Starts it.
     *
     * @param anew whether all that is known is given up, so that a log that is broken may be set aside
     */
    void start(boolean anew) {
        protocol.findNewest(anew, this::complete, this::notFound);
    }

    private void notFound(Throwable failure) {
        if (!(failure instanceof StateLost lost)) {
            listener.failed(FailurePolicy.ofRun(failure));
        } else if (isOurs(Optional.of(new PreparedCheckpoint(lost.checkpoint(), lost.owner(), "", List.of())))) {
            listener.lost(lost.checkpoint(), lost);
        }
    }

    /** Whether nobody else is at work; who is, has the run end. */
    private boolean isOurs(Optional<PreparedCheckpoint> newest) {
        Optional<Owner> rival = ownership.rivalBehind(newest, owner);
        if (newest.isPresent() && rival.isPresent()) {
            listener.failed(FailurePolicy.fenced(pipeline, newest.get().id().next(), owner, rival.get()));
            return false;
        }
        return true;
    }

    private void complete(Optional<PreparedCheckpoint> newest) {
        if (!isOurs(newest)) {
            return;
        }
        if (newest.isEmpty()) {
            LOG.info("No checkpoint yet: this pipeline starts for the first time");
            listener.nothingToRecover();
            return;
        }
        PreparedCheckpoint checkpoint = newest.get();
        CheckpointState state;
        try {
            state = CheckpointCodec.decode(checkpoint.id(), checkpoint.state());
        } catch (IllegalArgumentException e) {
            listener.lost(checkpoint.id(), new UnreadableState(e));
            return;
        }
        LOG.info(
                "Going on from checkpoint {} of {}, at {}; {} table commits are made sure of",
                checkpoint.id(),
                checkpoint.owner(),
                state.position(),
                state.commits().size());
        recovered = new Recovered(checkpoint.id(), state, failures, rejections, changedByOthers, filesGone);
        protocol.commit(checkpoint.id(), state.commits(), this);
    }

    @Override
    public void committed(TableCommit commit) {
        LOG.debug("{} stands at checkpoint {}", commit.table(), commit.checkpoint());
    }

    @Override
    public void rejected(TableId table, String reason) {
        rejections.put(table, reason);
    }

    @Override
    public void changedByOthers(TableId table, String finding) {
        changedByOthers.put(table, finding);
    }

    @Override
    public void filesGone(TableId table, String finding) {
        filesGone.put(table, finding);
    }

    @Override
    public void failed(TableId table, Throwable failure) {
        failures.put(table, failure);
    }

    @Override
    public void completed(CheckpointId checkpoint) {
        if (recovered != null) {
            listener.recovered(recovered);
        }
    }
}
