package dev.firn.engine.pipeline;

import dev.firn.engine.pipeline.FailurePolicy.Verdict;
import java.time.Instant;

/** How one run of a pipeline ended. */
sealed interface RunEnd {

    /** As asked: it was stopped, or has caught up. */
    record Done() implements RunEnd {}

    /** A checkpoint says that the pipeline is paused. */
    record Paused(Instant since) implements RunEnd {}

    /** It could not begin yet, and was asked for something that needs no beginning: the next run sees to that. */
    record Again() implements RunEnd {}

    /** It failed; a new run from the last checkpoint may go on. */
    record Failed(String reason) implements RunEnd {}

    /** It must not go on. */
    record Over(Exit exit) implements RunEnd {}

    /** How a failure ends it. */
    static RunEnd by(Verdict verdict) {
        if (verdict instanceof Verdict.End over) {
            return new Over(over.exit());
        }
        return new Failed(
                verdict instanceof Verdict.NewRun again ? again.reason() : ((Verdict.StopTable) verdict).reason());
    }
}
