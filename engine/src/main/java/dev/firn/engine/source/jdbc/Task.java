package dev.firn.engine.source.jdbc;

/**
 * What a piece of work at the database is for, in the words of its errors.
 *
 * @param attempt completes "Cannot …": {@code read public.orders}
 * @param grant the statement that allows it to the user, for the case that a privilege is missing
 */
public record Task(String attempt, String grant) {}
