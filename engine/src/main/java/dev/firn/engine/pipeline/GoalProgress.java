package dev.firn.engine.pipeline;

import dev.firn.engine.event.SourceMark;
import dev.firn.engine.event.SourcePosition;
import dev.firn.engine.pipeline.Pipeline.Goal;
import org.jspecify.annotations.Nullable;

/** How far a run has come with what it was started for. Asked at every boundary. Under the run's lock. */
final class GoalProgress {

    private final Goal goal;
    private final Replicas replicas;
    private @Nullable SourcePosition target;
    private @Nullable SourceMark committed;

    GoalProgress(Goal goal, Replicas replicas) {
        this.goal = goal;
        this.replicas = replicas;
    }

    /** Where the source stood when the run began; null if nobody asked. */
    void began(@Nullable SourcePosition sourceStoodAt) {
        target = sourceStoodAt;
    }

    /** Every table that takes part stands at the mark. */
    void committed(SourceMark mark) {
        committed = mark;
    }

    /** Whether the run ends by itself, so that each boundary may be the one. */
    boolean hasEnd() {
        return goal == Goal.CATCH_UP;
    }

    /** Whether a checkpoint at the mark would be the last. */
    boolean wouldBeReachedAt(SourceMark mark) {
        return hasEnd()
                && target != null
                && mark.position().reached(target)
                && replicas.allMatch(replica -> replica.standing().isLoadedAt(mark.position()))
                && !isReached();
    }

    /** Whether nothing is left to be committed. Asked while no checkpoint is under way. */
    boolean isReached() {
        return hasEnd()
                && target != null
                && committed != null
                && committed.position().reached(target)
                && replicas.allMatch(Replica::isSettled);
    }
}
