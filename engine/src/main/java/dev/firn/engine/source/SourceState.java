package dev.firn.engine.source;

/**
 * All that a stream needs to go on elsewhere; lives in the checkpoint, never on local disk (I4).
 *
 * @param offset the reader's offset, opaque
 * @param schemaHistory the tables' definitions as the log made them, opaque; empty where the reader needs none
 */
public record SourceState(String offset, String schemaHistory) {}
