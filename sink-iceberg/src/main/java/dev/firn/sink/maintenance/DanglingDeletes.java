package dev.firn.sink.maintenance;

import dev.firn.sink.table.FirnProperties;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotAncestryValidator;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.CloseableIterable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes out files of deletes that apply to no data file any more, since all that they were for were written anew. Iceberg does so by itself only
 * for those that are older than every data file.
 *
 * <p>Data files that come later are newer than these deletes, but for those that a rewrite by somebody else puts under an old sequence
 * number: if there was one since the look, nothing is taken out.
 */
final class DanglingDeletes {

    private static final Logger LOG = LoggerFactory.getLogger(DanglingDeletes.class);

    private final Table table;
    private final Stop stop;

    DanglingDeletes(Table table, Stop stop) {
        this.table = table;
        this.stop = stop;
    }

    /** The files that were taken out, or would be. */
    List<DeleteFile> run(boolean trial) {
        table.refresh();
        Snapshot seen = table.currentSnapshot();
        if (seen == null) {
            return List.of();
        }
        List<DeleteFile> dangling = dangling(seen);
        if (trial || dangling.isEmpty()) {
            return dangling;
        }
        RewriteFiles rewrite = table.newRewrite().validateFromSnapshot(seen.snapshotId());
        dangling.forEach(rewrite::deleteFile);
        rewrite.validateWith(new NoRewriteSince(seen.snapshotId()));
        rewrite.set(FirnProperties.MAINTENANCE, "remove-deletes");
        try {
            rewrite.commit();
            return dangling;
        } catch (ValidationException e) {
            LOG.debug("{} was rewritten by somebody else; its files of deletes stay for now", table.name(), e);
            return List.of();
        }
    }

    private List<DeleteFile> dangling(Snapshot seen) {
        List<DeleteFile> dangling = new ArrayList<>();
        LocationSet applied = new LocationSet();
        Set<Integer> doubtful = CompactionPlan.doubtfulKeys(table.schema());
        try (CloseableIterable<FileScanTask> tasks =
                CompactionPlan.scan(table, seen, doubtful).planFiles()) {
            for (FileScanTask task : tasks) {
                stop.check();
                if (CompactionPlan.hasBounds(task.file(), doubtful)) {
                    return List.of();
                }
                task.deletes().forEach(delete -> applied.add(id(delete)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look at the files of " + table.name(), e);
        }
        new SnapshotFiles(table, seen, stop).forEachDelete(file -> {
            if (!applied.contains(id(file))) {
                dangling.add(file.copy());
            }
        });
        return dangling;
    }

    private static String id(DeleteFile file) {
        return file.location() + "@" + file.contentOffset();
    }

    /** Whether the snapshot is in the table's history, and only new rows and deletes came after it. */
    private record NoRewriteSince(long snapshotId) implements SnapshotAncestryValidator {

        @Override
        public boolean validate(Iterable<Snapshot> newestFirst) {
            for (Snapshot snapshot : newestFirst) {
                if (snapshot.snapshotId() == snapshotId) {
                    return true;
                }
                if (DataOperations.REPLACE.equals(snapshot.operation())) {
                    return false;
                }
            }
            return false;
        }

        @Override
        public String errorMessage() {
            return "files were rewritten since snapshot " + snapshotId;
        }
    }
}
