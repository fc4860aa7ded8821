package dev.firn.sink.maintenance;

import dev.firn.sink.table.FirnProperties;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFiles;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;

/**
 * The history in the rows of the checkpoint table: the small file of each checkpoint is joined with those of its day when the day is over, and files of
 * which every row is older than it is kept go, with the snapshots that list them. What Firn goes on from is on a branch of its own and in the
 * table's properties, which this does not touch.
 */
final class CheckpointHistory {

    private static final String PREPARED_AT = "prepared_at";
    private static final long SECONDS_A_DAY = TimeUnit.DAYS.toSeconds(1);

    private final Table table;
    private final Instant oldest;

    /** @param oldest rows of checkpoints that were prepared before go */
    CheckpointHistory(Table table, Instant oldest) {
        this.table = table;
        this.oldest = oldest;
    }

    /**
     * Joins the files of each day that is over.
     *
     * @param now a time of the day that is not
     * @return how many were joined, or would be
     */
    int join(Compaction compaction, Instant now, boolean trial) {
        table.refresh();
        Snapshot main = table.currentSnapshot();
        if (main == null) {
            return 0;
        }
        Map<Long, List<Candidate>> byDay = new TreeMap<>();
        long today = Math.floorDiv(now.getEpochSecond(), SECONDS_A_DAY);
        forEachFile((file, newest) -> {
            long day = Math.floorDiv(TimeUnit.MICROSECONDS.toSeconds(newest), SECONDS_A_DAY);
            if (day < today) {
                byDay.computeIfAbsent(day, each -> new ArrayList<>())
                        .add(new Candidate(file.copyWithoutStats(), List.of()));
            }
        });
        int joined = 0;
        for (List<Candidate> day : byDay.values()) {
            if (day.size() > 1) {
                day.sort(Candidate.IN_ORDER);
                RewriteJob job = new RewriteJob(day, false);
                if (trial || compaction.rewrite(main, job).isPresent()) {
                    joined += day.size();
                }
            }
        }
        return joined;
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
        List<DataFile> old = new ArrayList<>();
        long before = TimeUnit.SECONDS.toMicros(oldest.getEpochSecond());
        forEachFile((file, newest) -> {
            if (newest < before) {
                old.add(file.copyWithoutStats());
            }
        });
        return old;
    }

    /** Tells the newest time in each file, in microseconds since 1970; of one that does not say it, nothing. */
    private void forEachFile(BiConsumer<DataFile, Long> consumer) {
        NestedField preparedAt = table.schema().findField(PREPARED_AT);
        if (preparedAt == null) {
            return;
        }
        try (CloseableIterable<FileScanTask> files =
                table.newScan().includeColumnStats().planFiles()) {
            for (FileScanTask task : files) {
                ByteBuffer newest = task.file().upperBounds() == null
                        ? null
                        : task.file().upperBounds().get(preparedAt.fieldId());
                if (newest != null) {
                    consumer.accept(
                            task.file(), Conversions.<Long>fromByteBuffer(Types.TimestampType.withZone(), newest));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look at the history in " + table.name(), e);
        }
    }
}
