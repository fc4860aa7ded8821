package dev.firn.engine.pipeline;

/** What a checkpoint in flight waits for. */
public enum CheckpointPhase {
    STAGING,
    RESOLVING,
    PREPARING,
    COMMITTING
}
