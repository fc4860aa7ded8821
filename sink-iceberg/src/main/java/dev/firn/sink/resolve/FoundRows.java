package dev.firn.sink.resolve;

import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.deletes.PositionDeleteIndex;

/**
 * Rows of a file that are to be deleted.
 *
 * @param file the file
 * @param positions all that are deleted then, also those that were before
 * @param replaced the delete files that these positions make needless
 */
public record FoundRows(DataFile file, PositionDeleteIndex positions, List<DeleteFile> replaced) {}
