package dev.firn.engine.pipeline;

/**
 * A pipeline that follows the source's log.
 *
 * @param position where it goes on; empty if it has no checkpoint yet
 */
public record Resumed(String position) {}
