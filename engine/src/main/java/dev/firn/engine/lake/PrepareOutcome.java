package dev.firn.engine.lake;

/** What became of a prepared checkpoint. */
public sealed interface PrepareOutcome {

    /** The checkpoint is durable: whatever happens now, it will be completed. */
    record Prepared() implements PrepareOutcome {}

    /** Another process owns the pipeline; this one must stop. */
    record Fenced(Owner winner) implements PrepareOutcome {}

    /** Nobody knows yet; the same checkpoint must be prepared again, which looks first. */
    record Unknown(Exception cause) implements PrepareOutcome {}
}
