package dev.firn.engine.pipeline;

import dev.firn.engine.event.SourceMark;
import dev.firn.engine.event.SourcePosition;
import dev.firn.engine.load.LoadPhase;
import dev.firn.engine.load.SnapshotLoad;
import dev.firn.engine.load.TableLoad;
import dev.firn.schema.source.TableId;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Which table is loaded when: a few at a time, in the order in which they were asked for. Under the run's lock. */
final class LoadSchedule {

    private final int atATime;
    private final Predicate<TableId> isHeld;
    private final Deque<Turn> queued = new ArrayDeque<>();
    private final List<Turn> active = new ArrayList<>();

    /**
     * A place in the queue.
     *
     * @param after the stream must have passed it; null if it need not
     */
    private record Turn(
            Replica replica, TableLoad load, @Nullable SourcePosition after, Instant notBefore) {

        /** Whether the table still wants this load. */
        boolean isValid() {
            return replica.standing() instanceof Standing.Loading loading && loading.load() == load;
        }

        /** Whether there is nothing to read, or another turn is waited for. */
        boolean hasEnded() {
            return load.phase() == LoadPhase.CATCHING_UP || load.phase() == LoadPhase.QUEUED;
        }

        boolean mayBegin(@Nullable SourceMark mark, Instant now) {
            boolean passed = after == null || (mark != null && mark.position().reached(after));
            return passed && !now.isBefore(notBefore);
        }
    }

    /** A load whose one read has to be opened by the stream's thread. */
    record Opening(Replica replica, SnapshotLoad load, SourceMark mark) {

        boolean isWanted() {
            return replica.standing() instanceof Standing.Loading loading && loading.load() == load;
        }
    }

    /**
     * @param atATime how many tables are loaded at a time
     * @param isHeld whether the columns of a table in the lake must stay as they are, so that no load may begin
     */
    LoadSchedule(int atATime, Predicate<TableId> isHeld) {
        this.atATime = atATime;
        this.isHeld = isHeld;
    }

    /** Queues the load that the replica waits for. */
    void queue(Replica replica, TableLoad load, @Nullable SourcePosition after, Instant notBefore) {
        queued.add(new Turn(replica, load, after, notBefore));
    }

    boolean isEmpty() {
        return queued.isEmpty() && active.isEmpty();
    }

    /** Gives the next tables their turn, if there is room. Asked at every boundary, with thousands of tables in the queue. */
    void startNext(@Nullable SourceMark mark, Instant now) {
        active.removeIf(turn -> !turn.isValid() || turn.hasEnded());
        for (Iterator<Turn> next = queued.iterator(); next.hasNext() && active.size() < atATime; ) {
            Turn turn = next.next();
            if (!turn.isValid()) {
                next.remove();
            } else if (turn.mayBegin(mark, now) && !isHeld.test(turn.replica().table())) {
                next.remove();
                active.add(turn);
                turn.replica().prepareLoad(turn.load());
            }
        }
    }

    /** Begins the loads in chunks, of which whatever is read is right, while the stream stands at a boundary: the last one does for them. */
    void beginChunked(SourceMark mark) {
        for (Turn turn : List.copyOf(active)) {
            if (turn.isValid() && turn.load().mayBegin() && !(turn.load() instanceof SnapshotLoad)) {
                turn.replica().beginLoad(turn.load(), mark);
            }
        }
    }

    /**
     * Begins the loads of one read that wait for a boundary, on the stream's thread as it arrives there; returns those whose read must be opened
     * before.
     */
    List<Opening> atBoundary(SourceMark mark) {
        List<Opening> openings = new ArrayList<>();
        for (Turn turn : List.copyOf(active)) {
            if (turn.isValid() && turn.load().mayBegin() && turn.load() instanceof SnapshotLoad load) {
                if (load.needsOpening()) {
                    openings.add(new Opening(turn.replica(), load, mark));
                } else {
                    turn.replica().beginLoad(load, mark);
                }
            }
        }
        return openings;
    }
}
