package dev.firn.sink.table;

/**
 * One life of a pipeline.
 *
 * @param name as configured
 * @param id the UUID of its checkpoint table
 */
public record Pipeline(String name, String id) {}
