package dev.firn.sink.maintenance;

import dev.firn.engine.work.FaultPoint;
import dev.firn.engine.work.FaultPoints;
import dev.firn.sink.catalog.WriteSettings;
import dev.firn.sink.maintenance.FileRewrite.Moved;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.iceberg.CatalogUtil;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.util.PropertyUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes anew what {@link CompactionPlan} finds, job by job, each with a commit of its own: what is stopped or killed loses the job it was at,
 * and leaves orphans. Nobody waits for it, and it waits for nobody.
 */
final class Compaction {

    private static final Logger LOG = LoggerFactory.getLogger(Compaction.class);

    /** So that one table does not keep the others from theirs; what is left comes next time. */
    private static final long MOST_BYTES_A_RUN = 16L << 30;

    private final Table table;
    private final MaintenanceSettings.Compact settings;
    private final WriteSettings write;
    private final long budgetBytes;
    private final Pace pace;
    private final Stop stop;
    private final FaultPoints faults;

    /**
     * @param write how files are written, but for their size, which the table says
     * @param budgetBytes how much keys and positions of deletes may take in memory
     */
    Compaction(
            Table table,
            MaintenanceSettings.Compact settings,
            WriteSettings write,
            long budgetBytes,
            Pace pace,
            Stop stop,
            FaultPoints faults) {
        this.table = table;
        this.settings = settings;
        long targetBytes = PropertyUtil.propertyAsLong(
                table.properties(), TableProperties.WRITE_TARGET_FILE_SIZE_BYTES, write.targetFileBytes());
        this.write =
                new WriteSettings(targetBytes, write.rowGroupBytes(), write.openPartitions(), write.clusterBytes());
        this.budgetBytes = budgetBytes;
        this.pace = pace;
        this.stop = stop;
        this.faults = faults;
    }

    /**
     * What was done, or would be.
     *
     * @param files how many files were written anew
     * @param bytes their bytes
     * @param debt what readers pay for behind it
     */
    record Outcome(long files, long bytes, Optional<Debt> debt) {}

    /** Plans on the newest snapshot and does what is due, unless it is a trial. */
    Outcome run(boolean trial) {
        table.refresh();
        Snapshot snapshot = table.currentSnapshot();
        if (snapshot == null) {
            return new Outcome(0, 0, Optional.empty());
        }
        CompactionPlan plan = CompactionPlan.of(table, snapshot, settings, write.targetFileBytes(), mostRows(), stop);
        long files = 0;
        long bytes = 0;
        for (RewriteJob job : plan.jobs()) {
            if (bytes > MOST_BYTES_A_RUN) {
                break;
            }
            if (trial || rewrite(snapshot, job).isPresent()) {
                files += job.files().size();
                bytes += job.bytes();
            }
        }
        return new Outcome(files, bytes, Optional.of(trial ? plan.debt() : left(plan.debt(), files)));
    }

    /** What the newest snapshot says of itself, which costs no look at the files. */
    private Debt left(Debt found, long rewritten) {
        table.refresh();
        Map<String, String> summary = table.currentSnapshot() == null
                ? Map.of()
                : table.currentSnapshot().summary();
        return new Debt(
                number(summary, SnapshotSummary.TOTAL_DELETE_FILES_PROP, found.deleteFiles()),
                number(summary, SnapshotSummary.TOTAL_POS_DELETES_PROP, 0)
                        + number(summary, SnapshotSummary.TOTAL_EQ_DELETES_PROP, 0),
                Math.max(0, found.smallFiles() - rewritten),
                number(summary, SnapshotSummary.TOTAL_DATA_FILES_PROP, found.dataFiles()));
    }

    private static long number(Map<String, String> summary, String property, long otherwise) {
        String text = summary.get(property);
        return text == null ? otherwise : Long.parseLong(text);
    }

    /**
     * Plans to write anew every file with deletes, however few.
     *
     * @param snapshot of the main branch
     */
    CompactionPlan planWithoutDeletes(Snapshot snapshot) {
        MaintenanceSettings.Compact everyDelete =
                new MaintenanceSettings.Compact(true, settings.smallFiles(), settings.deletedShare(), 1);
        return CompactionPlan.of(table, snapshot, everyDelete, write.targetFileBytes(), mostRows(), stop);
    }

    /** Bits of rows take half of the budget, the keys at a time the other. */
    private long mostRows() {
        return Math.max(1_000_000, 4 * budgetBytes);
    }

    /** The new files, if they have taken the place of the old ones. */
    Optional<List<DataFile>> rewrite(Snapshot planned, RewriteJob job) {
        faults.reach(FaultPoint.BEFORE_REWRITE, table.name());
        try {
            Map<String, DeletedRows> deleted = new JobDeletes(table, job, budgetBytes / 2, pace).find();
            List<DataFile> files = new FileRewrite(table, write, job, deleted, pace).run();
            faults.reach(FaultPoint.AFTER_REWRITE, table.name());
            boolean committed = new RewriteCommit(table, planned, job, deleted, moved(job, deleted, files), stop).run();
            faults.reach(FaultPoint.AFTER_REWRITE_COMMIT, table.name());
            return committed ? Optional.of(files) : Optional.empty();
        } catch (NotFoundException e) {
            // Somebody replaced the files and expired the snapshot: the next plan does not have them.
            LOG.info("{} has changed while its files were written anew: {}", table.name(), e.getMessage());
            return Optional.empty();
        }
    }

    private Moved moved(RewriteJob job, Map<String, DeletedRows> deleted, List<DataFile> files) {
        try {
            return Moved.of(job, deleted, files);
        } catch (IllegalStateException e) {
            CatalogUtil.deleteFiles(table.io(), FileRewrite.locations(files), "unused", true);
            throw e;
        }
    }
}
