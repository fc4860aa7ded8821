package dev.firn.sink.resolve;

import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;

/**
 * A data file whose rows may have deleted keys.
 *
 * @param file the file, with what its manifest says of the key columns
 * @param sequence its sequence number: deletes with a higher one are about its rows
 * @param deletes the delete files that apply to it now
 * @param isStaged whether it is not in the table yet, but will be by the same commit
 */
public record RowFile(DataFile file, long sequence, List<DeleteFile> deletes, boolean isStaged) {}
