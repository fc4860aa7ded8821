package dev.firn.engine.simulation;

import dev.firn.engine.checkpoint.CheckpointState;
import dev.firn.engine.checkpoint.TableState;
import dev.firn.engine.lake.TableCommit;
import dev.firn.schema.source.TableId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Knows what operators were answered, and that no crash may take it back. */
final class RequestOracle {

    private final Function<String, AssertionError> violation;
    private final SortedMap<Long, CheckpointState> prepared = new TreeMap<>();

    /** Tables whose load was promised and is not done. */
    private final Set<TableId> owed = new TreeSet<>();

    private final List<Resume> resumes = new ArrayList<>();
    private int flushes;
    private int resyncs;
    private int pauses;
    private int beginnings;

    private record Resume(BooleanSupplier lives, CompletableFuture<?> answer) {

        boolean isOpen() {
            return lives.getAsBoolean() && !answer.isDone();
        }
    }

    RequestOracle(Function<String, AssertionError> violation) {
        this.violation = violation;
    }

    long newest() {
        return prepared.isEmpty() ? 0 : prepared.lastKey();
    }

    void prepared(long checkpoint, CheckpointState state) {
        CheckpointState before = prepared.put(checkpoint, state) == null ? prepared.get(checkpoint - 1) : null;
        boolean resumed = before != null && before.pausedSince() != null && state.pausedSince() == null;
        if (resumed && resumes.stream().noneMatch(Resume::isOpen)) {
            throw violation.apply("checkpoint " + checkpoint + " ends a pause that nobody ended");
        }
        for (Iterator<TableId> rest = owed.iterator(); rest.hasNext(); ) {
            TableId table = rest.next();
            TableState now = state.tables().get(table);
            if (!(now instanceof TableState.Loading)) {
                rest.remove();
                if (now instanceof TableState.Streaming && !isReplaced(table, state)) {
                    throw violation.apply(
                            "the load of " + table + " was promised, and forgotten by checkpoint " + checkpoint);
                }
            }
        }
    }

    private static boolean isReplaced(TableId table, CheckpointState state) {
        return state.commits().stream()
                .filter(commit -> commit.table().equals(table))
                .anyMatch(commit -> commit.steps().stream().anyMatch(TableCommit.Step.Replace.class::isInstance));
    }

    /** A checkpoint was answered that must have all that the stream had brought. */
    void flushed(int asked, int answered) {
        flushes++;
        if (answered < asked) {
            throw violation.apply("asked for a checkpoint at log/" + asked + ", got one at log/" + answered);
        }
    }

    /** Loads were promised. */
    void resynced(Set<TableId> tables, long asked) {
        resyncs += tables.size();
        for (TableId table : tables) {
            boolean said = prepared.tailMap(asked + 1).values().stream().anyMatch(state -> isLoading(table, state));
            if (!said) {
                throw violation.apply("the load of " + table + " was promised, and no checkpoint says so");
            }
            if (isLoading(table, prepared.get(newest()))) {
                owed.add(table);
            }
        }
    }

    /** A new beginning was promised: every table that the checkpoint knows of is loaded again. */
    void startedAnew(long checkpoint, long asked) {
        beginnings++;
        Set<TableId> tables = new TreeSet<>();
        Objects.requireNonNull(prepared.get(checkpoint)).tables().forEach((table, state) -> {
            if (state instanceof TableState.Streaming || state instanceof TableState.Loading) {
                tables.add(table);
            }
        });
        resynced(tables, asked);
    }

    private static boolean isLoading(TableId table, @Nullable CheckpointState state) {
        return state != null && state.tables().get(table) instanceof TableState.Loading;
    }

    /** A pause was promised. */
    void paused(long asked) {
        pauses++;
        boolean said = prepared.tailMap(asked).values().stream().anyMatch(state -> state.pausedSince() != null);
        if (!said) {
            throw violation.apply("a pause was promised, and no checkpoint says so");
        }
    }

    void resumeAsked(BooleanSupplier lives, CompletableFuture<?> answer) {
        resumes.removeIf(resume -> !resume.isOpen());
        resumes.add(new Resume(lives, answer));
    }

    @Override
    public String toString() {
        return flushes + " flushes, " + resyncs + " resyncs, " + pauses + " pauses, " + beginnings + " new beginnings";
    }
}
