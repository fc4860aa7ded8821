package dev.firn.sink.maintenance;

import dev.firn.sink.table.FirnProperties;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFiles;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/**
 * The history in the rows of the checkpoint table: files of which every row is older than it is kept go, with the snapshots that list
 * them. What Firn goes on from is on a branch of its own and in the table's properties, which this does not touch.
 */
final class CheckpointHistory {

    private static final String PREPARED_AT = "prepared_at";

    private final Table table;
    private final Instant oldest;

    /** @param oldest rows of checkpoints that were prepared before go */
    CheckpointHistory(Table table, Instant oldest) {
        this.table = table;
        this.oldest = oldest;
    }

    /** How many files went, or would go. */
    int run(boolean trial) {
        table.refresh();
        List<DataFile> old = old();
        if (!trial && !old.isEmpty()) {
            DeleteFiles delete = table.newDelete();
            old.forEach(delete::deleteFile);
            delete.set(FirnProperties.MAINTENANCE, "history");
            delete.commit();
        }
        return old.size();
    }

    private List<DataFile> old() {
        NestedField preparedAt = table.schema().findField(PREPARED_AT);
        List<DataFile> old = new ArrayList<>();
        if (preparedAt == null) {
            return old;
        }
        long before = TimeUnit.SECONDS.toMicros(oldest.getEpochSecond());
        try (CloseableIterable<FileScanTask> files =
                table.newScan().includeColumnStats().planFiles()) {
            for (FileScanTask task : files) {
                ByteBuffer newest = task.file().upperBounds() == null
                        ? null
                        : task.file().upperBounds().get(preparedAt.fieldId());
                if (newest != null
                        && Conversions.<Long>fromByteBuffer(Types.TimestampType.withZone(), newest) < before) {
                    old.add(task.file().copyWithoutStats());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look at the history in " + table.name(), e);
        }
        return old;
    }
}
