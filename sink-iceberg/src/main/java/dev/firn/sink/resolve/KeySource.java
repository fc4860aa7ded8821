package dev.firn.sink.resolve;

import java.util.Collection;
import org.apache.iceberg.DeleteFile;

/**
 * Files of equality deletes that were committed, or would be, with one sequence number: they are about rows of files with a lower one.
 *
 * @param files the files
 * @param sequence the number
 */
public record KeySource(Collection<DeleteFile> files, long sequence) {}
