package dev.firn.engine.work;

import java.util.concurrent.Executor;

/**
 * The threads that a pipeline works on beside the stream's own.
 *
 * @param stage writes generations to files
 * @param commit opens the run, prepares and commits checkpoints
 * @param load reads tables
 * @param timeline the clock and the timer
 * @param waiting how the stream's thread is held back
 */
public record Workers(Executor stage, Executor commit, Executor load, Timeline timeline, Waiting waiting) {}
