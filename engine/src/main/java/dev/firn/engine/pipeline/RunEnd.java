package dev.firn.engine.pipeline;

/** How one run of a pipeline ended. */
sealed interface RunEnd {

    /** As asked: it was stopped, or has caught up. */
    record Done() implements RunEnd {}

    /** It failed; a new run from the last checkpoint may go on. */
    record Failed(String reason) implements RunEnd {}

    /** It must not go on. */
    record Over(Exit exit) implements RunEnd {}
}
