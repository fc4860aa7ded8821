package dev.firn.engine.pipeline;

import java.time.Instant;

/**
 * A pipeline that leaves the source's log alone until it is resumed.
 *
 * @param since when that was asked for
 */
public record Paused(Instant since) {}
