package dev.firn.sink.maintenance;

/**
 * What readers of a table pay for until its files are written anew.
 *
 * @param deleteFiles files of deletes
 * @param deletes rows in them
 * @param smallFiles data files that are small
 * @param dataFiles all data files
 */
public record Debt(long deleteFiles, long deletes, long smallFiles, long dataFiles) {}
