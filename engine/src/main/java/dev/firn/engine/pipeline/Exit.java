package dev.firn.engine.pipeline;

/**
 * The end of a process.
 *
 * @param reason why
 * @param message what happened; empty if it was asked for
 * @param remedy what the operator can do; empty if nothing is wrong
 */
public record Exit(ExitReason reason, String message, String remedy) {}
