package dev.firn.engine.pipeline;

import dev.firn.engine.checkpoint.CarriedColumns;
import dev.firn.engine.checkpoint.CheckpointState;
import dev.firn.engine.checkpoint.LoadProgress;
import dev.firn.engine.checkpoint.TableOrigin;
import dev.firn.engine.checkpoint.TableState;
import dev.firn.engine.lake.CheckpointId;
import dev.firn.schema.source.TableId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records how far loads are while no checkpoint is due, so that after a crash little is read again: the chunks in flight, and those that were
 * finished since the last record, a few seconds ago.
 *
 * <p>A record is a checkpoint that changes nothing but the progress of loads. It repeats the last checkpoint that is complete (the same position in
 * the source's log, the same schema history, the same states of all other tables, no commits, no history) and names more finished chunks.
 * Whoever recovers it does what it would have done with the checkpoint that it repeats, and reads fewer chunks. Why that is right:
 * <ul>
 *   <li>The stream goes on from the same position. So nothing that was staged since then belongs to the record: those changes come again. The
 *       generations that a record names are those that the repeated checkpoint named.
 *   <li>A chunk may have been read, and a whole load may have begun, behind that position. The load was then begun at a boundary at or
 *       behind the position, and its chunks saw everything up to that boundary. From the position on all changes of the table are kept,
 *       which are more than it needs: {@code ChunkLoad} says why that changes nothing. A change of the table's definition, or a truncation,
 *       between position and boundary comes again as well, and then begins the load again: work is lost there, nothing else.
 *   <li>A table that was created anew meanwhile, under the name of one that was being loaded, is another: from the position on come the changes of
 *       the former one, which not every log says the end of. So a record has progress only where table, layout and rules are those of
 *       the checkpoint, and else repeats what that says; the new load is recorded by the next checkpoint.
 *   <li>What the repeated checkpoint committed must be in the tables, since the record does not list it any more. So a record waits until the
 *       checkpoint is complete, and there is none after one that a table refused: its refusal is in no state before the next.
 *   <li>A table that began to wait for a load since the checkpoint is not being loaded according to the checkpoint, hence not according to
 *       the record, and its load does not begin before the next checkpoint ({@link CheckpointCycle#isHeld}).
 *   <li>A record takes a number like any checkpoint, and is added by the same compare-and-set: two processes cannot both add one. It and a
 *       checkpoint are never added at the same time: whichever comes later waits.
 *   <li>Files are deleted only when a checkpoint is durable that was sealed after they became unwanted. A record may name files that are
 *       unwanted by now, so it never has files deleted. Chunks that no record named before a crash stay behind unnamed, as after
 *       any crash, for maintenance.
 * </ul>
 *
 * <p>Under the run's lock.
 */
final class LoadRecords {

    private static final Logger LOG = LoggerFactory.getLogger(LoadRecords.class);

    /** A record holds the catalog for at most a tenth of the time. */
    private static final int PAUSE_PER_DURATION = 10;

    private final RunContext run;
    private final Replicas replicas;
    private final Listener listener;

    /** What a record repeats; null while there is none that may be repeated. */
    private @Nullable CheckpointState base;

    /** When finished chunks are to be recorded; null while there are none. */
    private @Nullable Instant dueAt;

    private @Nullable CheckpointState underWay;
    private Instant startedAt = Instant.EPOCH;
    private Duration lastTook = Duration.ZERO;

    /** The run, as far as records concern it. */
    interface Listener {

        /** A record is durable. */
        void recorded(CheckpointId id);

        /** Asks to look again whether a record is due. */
        void lookAgainAfter(Duration delay);

        void failed(FailurePolicy.Verdict verdict);
    }

    LoadRecords(RunContext run, Replicas replicas, Listener listener) {
        this.run = run;
        this.replicas = replicas;
        this.listener = listener;
    }

    /** A checkpoint is complete: every table has what it lists. */
    void mayRepeat(CheckpointState complete) {
        base = with(complete, complete.tables());
    }

    /** A checkpoint is sealed, and knows how far the loads are. */
    void sealed() {
        base = null;
        dueAt = null;
    }

    /** Some more rows of a load are staged. */
    void chunkFinished() {
        if (dueAt == null) {
            Duration least = run.settings().loadRecordInterval();
            Duration gentle = lastTook.multipliedBy(PAUSE_PER_DURATION);
            Duration pause = gentle.compareTo(least) > 0 ? gentle : least;
            dueAt = now().plus(pause);
            listener.lookAgainAfter(pause);
        }
    }

    /** Whether a record waits to be durable, so that nothing else may be prepared. */
    boolean isUnderWay() {
        return underWay != null;
    }

    /** Whether a record is to be made; while no checkpoint is under way. */
    boolean isDue() {
        return base != null && underWay == null && dueAt != null && !now().isBefore(dueAt);
    }

    /** Makes the record under a number that no checkpoint has. */
    void start(CheckpointId id) {
        CheckpointState repeated = base;
        if (repeated == null) {
            throw new IllegalStateException("There is no complete checkpoint that a record could repeat");
        }
        SortedMap<TableId, TableState> tables = new TreeMap<>(repeated.tables());
        tables.replaceAll(this::withProgress);
        underWay = with(repeated, tables);
        dueAt = null;
        startedAt = now();
        run.protocol().record(id, run.owner(), underWay, new WhenPrepared(run, this::prepared, listener::failed));
    }

    private static CheckpointState with(CheckpointState repeated, SortedMap<TableId, TableState> tables) {
        return new CheckpointState(
                repeated.source(),
                repeated.position(),
                repeated.sourceTimestamp(),
                tables,
                repeated.pausedSince(),
                List.of());
    }

    /** The table's progress, if it is the very table that the checkpoint says is being loaded, and not one that took its name since. */
    private TableState withProgress(TableId table, TableState state) {
        Replica replica = replicas.get(table);
        if (state instanceof TableState.Loading loading
                && replica != null
                && replica.state() instanceof TableState.Loading now
                && now.layout().equals(loading.layout())
                && carriesTheSame(now, loading)
                && isOfTheSame(now.origin(), loading.origin())) {
            return now;
        }
        return state;
    }

    /** Which columns the names are holds whatever the log has come to, so that a record may know it earlier than the checkpoint that it repeats. */
    private static boolean isOfTheSame(TableOrigin now, TableOrigin before) {
        return now.called(null).equals(before.called(null)) && (before.columns() == null || now.columns() != null);
    }

    private static boolean carriesTheSame(TableState.Loading now, TableState.Loading before) {
        return columns(now).renames().equals(columns(before).renames())
                && columns(now).drops().equals(columns(before).drops());
    }

    private static CarriedColumns columns(TableState.Loading state) {
        return state.progress() instanceof LoadProgress.Chunks chunks ? chunks.columns() : CarriedColumns.NONE;
    }

    private Instant now() {
        return run.workers().timeline().now();
    }

    private void prepared(CheckpointId id) {
        if (base != null) {
            base = underWay;
        }
        underWay = null;
        lastTook = Duration.between(startedAt, now());
        LOG.debug("Checkpoint {} records how far the loads are", id);
        listener.recorded(id);
    }
}
