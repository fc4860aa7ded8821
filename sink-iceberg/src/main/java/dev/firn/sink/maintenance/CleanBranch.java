package dev.firn.sink.maintenance;

import dev.firn.engine.work.FaultPoint;
import dev.firn.engine.work.FaultPoints;
import dev.firn.sink.table.FirnProperties;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.exceptions.CommitFailedException;
import org.apache.iceberg.exceptions.ValidationException;
import org.apache.iceberg.io.CloseableIterable;
import org.jspecify.annotations.Nullable;

/**
 * The branch {@code clean} of a table: a state of it without any file of deletes, for engines that read none, brought up to the main branch at an
 * interval. Every file with deletes is written anew for it, and takes its old place in the main branch as well, so that the work is done once.
 *
 * <p>Readers of the branch see one state after another, each whole: it is moved and its files are exchanged in one commit. A property of the
 * table names the checkpoint that it stands at.
 */
final class CleanBranch {

    static final String NAME = "clean";

    private static final int ATTEMPTS = 10;

    private final Table table;
    private final Compaction compaction;
    private final Duration every;
    private final Instant now;
    private final Stop stop;
    private final FaultPoints faults;

    CleanBranch(Table table, Compaction compaction, Duration every, Instant now, Stop stop, FaultPoints faults) {
        this.table = table;
        this.compaction = compaction;
        this.every = every;
        this.now = now;
        this.stop = stop;
        this.faults = faults;
    }

    /**
     * What was done, or would be.
     *
     * @param files data files that were written anew
     * @param bytes their bytes
     * @param note why the branch is not up to date; empty if it is, or is not due
     */
    record Outcome(long files, long bytes, Optional<String> note) {}

    /** Brings the branch up to the main one if that is due, unless it is a trial. */
    Outcome run(boolean trial) {
        table.refresh();
        Snapshot main = table.currentSnapshot();
        if (main == null || !isDue(main)) {
            return new Outcome(0, 0, Optional.empty());
        }
        CompactionPlan plan = compaction.planWithoutDeletes(main);
        Set<String> planned = new HashSet<>();
        plan.jobs()
                .forEach(job -> job.files()
                        .forEach(candidate -> planned.add(candidate.file().location())));
        if (hasOtherDeletes(main, planned)) {
            return new Outcome(
                    0,
                    0,
                    Optional.of(
                            "the table has files with deletes that Firn cannot write anew (not Parquet, or encrypted)"));
        }
        if (trial) {
            long bytes = plan.jobs().stream().mapToLong(RewriteJob::bytes).sum();
            return new Outcome(planned.size(), bytes, Optional.empty());
        }
        List<DataFile> old = new ArrayList<>();
        List<DataFile> fresh = new ArrayList<>();
        long bytes = 0;
        for (RewriteJob job : plan.jobs()) {
            Optional<List<DataFile>> files = compaction.rewrite(main, job);
            if (files.isEmpty()) {
                return new Outcome(old.size(), bytes, Optional.of("the table changed meanwhile; the next time"));
            }
            job.files().forEach(candidate -> old.add(candidate.file()));
            fresh.addAll(files.get());
            bytes += job.bytes();
        }
        faults.reach(FaultPoint.BEFORE_CLEAN_BRANCH, table.name());
        boolean moved = move(main, old, fresh);
        return new Outcome(
                old.size(), bytes, moved ? Optional.empty() : Optional.of("the table kept changing; the next time"));
    }

    private boolean isDue(Snapshot main) {
        String at = table.properties().get(FirnProperties.CLEAN_AT);
        String of = table.properties().get(FirnProperties.CLEAN_SNAPSHOT);
        if (at == null || of == null || !table.refs().containsKey(NAME)) {
            return true;
        }
        return !of.equals(Long.toString(main.snapshotId()))
                && !Instant.parse(at).plus(every).isAfter(now);
    }

    private boolean hasOtherDeletes(Snapshot main, Set<String> planned) {
        try (CloseableIterable<FileScanTask> tasks =
                table.newScan().useSnapshot(main.snapshotId()).planFiles()) {
            for (FileScanTask task : tasks) {
                stop.check();
                if (!task.deletes().isEmpty() && !planned.contains(task.file().location())) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot look at the files of " + table.name(), e);
        }
    }

    private boolean move(Snapshot main, List<DataFile> old, List<DataFile> fresh) {
        List<DeleteFile> deletes = deletes(main);
        for (int attempt = 1; attempt <= ATTEMPTS; attempt++) {
            stop.check();
            table.refresh();
            try {
                moveOnce(main, old, fresh, deletes);
                return true;
            } catch (CommitFailedException | ValidationException e) {
                // A checkpoint was first. A move of a branch cannot be repeated on newer metadata, so it is made up
                // anew.
                if (table.snapshot(main.snapshotId()) == null) {
                    return false;
                }
            }
        }
        return false;
    }

    private void moveOnce(Snapshot main, List<DataFile> old, List<DataFile> fresh, List<DeleteFile> deletes) {
        Transaction transaction = table.newTransaction();
        if (table.refs().containsKey(NAME)) {
            transaction.manageSnapshots().replaceBranch(NAME, main.snapshotId()).commit();
        } else {
            transaction.manageSnapshots().createBranch(NAME, main.snapshotId()).commit();
        }
        String checkpoint = checkpointOf(main);
        if (!old.isEmpty() || !deletes.isEmpty()) {
            RewriteFiles rewrite = transaction
                    .newRewrite()
                    .toBranch(NAME)
                    .validateFromSnapshot(main.snapshotId())
                    .dataSequenceNumber(main.sequenceNumber());
            old.forEach(rewrite::deleteFile);
            deletes.forEach(rewrite::deleteFile);
            fresh.forEach(rewrite::addFile);
            rewrite.set(FirnProperties.MAINTENANCE, "clean");
            rewrite.set(FirnProperties.CLEAN_CHECKPOINT, checkpoint);
            rewrite.commit();
        }
        transaction
                .updateProperties()
                .set(FirnProperties.CLEAN_CHECKPOINT, checkpoint)
                .set(FirnProperties.CLEAN_SNAPSHOT, Long.toString(main.snapshotId()))
                .set(FirnProperties.CLEAN_AT, now.toString())
                .commit();
        transaction.commitTransaction();
    }

    /** The newest checkpoint that is in a snapshot. */
    private String checkpointOf(Snapshot snapshot) {
        for (Snapshot each = snapshot; each != null; each = parent(each)) {
            String checkpoint = each.summary().get(FirnProperties.CHECKPOINT);
            if (checkpoint != null) {
                return checkpoint;
            }
        }
        return "0";
    }

    private @Nullable Snapshot parent(Snapshot snapshot) {
        return snapshot.parentId() == null ? null : table.snapshot(snapshot.parentId());
    }

    private List<DeleteFile> deletes(Snapshot main) {
        List<DeleteFile> deletes = new ArrayList<>();
        new SnapshotFiles(table, main, stop).forEachDelete(file -> deletes.add(file.copy()));
        return deletes;
    }
}
