package dev.firn.sink.maintenance;

import dev.firn.schema.layout.ValueOrder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableScan;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.util.StructLikeWrapper;

/**
 * Which files of a snapshot are worth writing anew: those with many deletes first, then small ones.
 *
 * <p>Small files are taken from the smallest up, each while it is no larger than what was taken before it, so that no row is written anew again
 * and again for a few that are new. A file that is sorted as the table asks for is never joined with another, which would end its order.
 */
final class CompactionPlan {

    private static final long MIB = 1024 * 1024;

    /** At less of the target a file is small. */
    private static final double SMALL = 0.75;

    /** Up to here sizes do not matter: opening a file costs more. */
    private static final long TINY = 8 * MIB;

    /** As many as a plan holds in some 100 MB; the files of a larger table come by and by, plan after plan. */
    private static final int MOST_FILES = 200_000;

    private final Snapshot snapshot;
    private final List<RewriteJob> jobs;
    private final Debt debt;

    private CompactionPlan(Snapshot snapshot, List<RewriteJob> jobs, Debt debt) {
        this.snapshot = snapshot;
        this.jobs = List.copyOf(jobs);
        this.debt = debt;
    }

    /** The snapshot that it is a plan for. */
    Snapshot snapshot() {
        return snapshot;
    }

    /** Those that spare readers most come first. */
    List<RewriteJob> jobs() {
        return jobs;
    }

    Debt debt() {
        return debt;
    }

    /**
     * Looks at all files of a snapshot.
     *
     * @param targetBytes how large a data file is to be
     * @param mostRows how many rows a job may have
     */
    static CompactionPlan of(
            Table table,
            Snapshot snapshot,
            MaintenanceSettings.Compact settings,
            long targetBytes,
            long mostRows,
            Stop stop) {
        return new Planning(table, snapshot, settings, targetBytes, mostRows, stop).plan();
    }

    /** The columns of keys whose bounds readers understand differently: no planner's word about deletes is taken for files that have some. */
    static Set<Integer> doubtfulKeys(Schema schema) {
        Set<Integer> doubtful = new HashSet<>();
        for (int id : schema.identifierFieldIds()) {
            if (!ValueOrder.isCommon(schema.findType(id))) {
                doubtful.add(id);
            }
        }
        return doubtful;
    }

    static boolean hasBounds(DataFile file, Set<Integer> fieldIds) {
        return file.lowerBounds() != null
                && fieldIds.stream().anyMatch(id -> file.lowerBounds().containsKey(id));
    }

    /** A scan of a snapshot that tells the bounds of doubtful columns and of no others. */
    static TableScan scan(Table table, Snapshot snapshot, Set<Integer> doubtful) {
        TableScan scan = table.newScan().useSnapshot(snapshot.snapshotId());
        List<String> names =
                doubtful.stream().map(id -> table.schema().findColumnName(id)).toList();
        return names.isEmpty() ? scan : scan.includeColumnStats(names);
    }

    private static final class Planning {

        private final Table table;
        private final Snapshot snapshot;
        private final MaintenanceSettings.Compact settings;
        private final long targetBytes;
        private final long mostRows;
        private final Stop stop;
        private final Set<Integer> doubtful;
        private final Map<Place, List<Candidate>> groups = new LinkedHashMap<>();
        private final Set<DeleteFile> deletes = Collections.newSetFromMap(new IdentityHashMap<>());
        private int held;
        private boolean isFull;
        private long smallFiles;
        private long dataFiles;

        /** Where files are that can be written anew together. */
        private record Place(int specId, StructLikeWrapper partition) {}

        Planning(
                Table table,
                Snapshot snapshot,
                MaintenanceSettings.Compact settings,
                long targetBytes,
                long mostRows,
                Stop stop) {
            this.table = table;
            this.snapshot = snapshot;
            this.settings = settings;
            this.targetBytes = targetBytes;
            this.mostRows = mostRows;
            this.stop = stop;
            this.doubtful = doubtfulKeys(table.schema());
        }

        CompactionPlan plan() {
            try (CloseableIterable<FileScanTask> tasks =
                    scan(table, snapshot, doubtful).planFiles()) {
                for (FileScanTask task : tasks) {
                    stop.check();
                    take(task);
                }
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot look at the files of " + table.name(), e);
            }
            List<RewriteJob> jobs = new ArrayList<>();
            groups.values().forEach(group -> addJobs(group, jobs));
            jobs.sort(Comparator.comparingLong(RewriteJob::deleteDebt).reversed());
            Debt debt = new Debt(
                    deletes.size(),
                    deletes.stream().mapToLong(DeleteFile::recordCount).sum(),
                    smallFiles,
                    dataFiles);
            return new CompactionPlan(snapshot, jobs, debt);
        }

        private void take(FileScanTask task) {
            dataFiles++;
            DataFile file = task.file();
            deletes.addAll(task.deletes());
            if (isSmall(file)) {
                smallFiles++;
            }
            boolean canRewrite = file.format() == FileFormat.PARQUET
                    && file.keyMetadata() == null
                    && canRead(task.deletes())
                    && !hasBounds(file, doubtful);
            if (canRewrite && (isSmall(file) || !task.deletes().isEmpty()) && hasRoom()) {
                held++;
                StructLike partition = file.partition();
                PartitionSpec spec =
                        Objects.requireNonNull(table.specs().get(file.specId()), "the spec of a data file");
                StructLikeWrapper wrapper =
                        StructLikeWrapper.forType(spec.partitionType()).set(partition);
                groups.computeIfAbsent(new Place(file.specId(), wrapper), place -> new ArrayList<>())
                        .add(new Candidate(file, task.deletes()));
            }
        }

        /** What no plan would do anything about makes room: small files without deletes that are alone in their partitions. */
        private boolean hasRoom() {
            if (held == MOST_FILES && !isFull) {
                groups.values()
                        .removeIf(group ->
                                group.size() == 1 && group.get(0).deletes().isEmpty());
                held = groups.values().stream().mapToInt(List::size).sum();
                isFull = held > MOST_FILES / 2;
            }
            return !isFull;
        }

        private static boolean canRead(List<DeleteFile> files) {
            return files.stream()
                    .allMatch(file -> file.keyMetadata() == null
                            && (file.format() == FileFormat.PARQUET || file.format() == FileFormat.PUFFIN));
        }

        private boolean isSmall(DataFile file) {
            return file.fileSizeInBytes() < SMALL * targetBytes;
        }

        private boolean isSorted(DataFile file) {
            Integer order = file.sortOrderId();
            return order != null
                    && table.sortOrder().isSorted()
                    && order == table.sortOrder().orderId();
        }

        private void addJobs(List<Candidate> group, List<RewriteJob> jobs) {
            IdentityHashMap<DeleteFile, Long> reach = new IdentityHashMap<>();
            for (Candidate candidate : group) {
                for (DeleteFile delete : candidate.deletes()) {
                    reach.merge(delete, candidate.file().recordCount(), Long::sum);
                }
            }
            List<Candidate> chosen = new ArrayList<>();
            List<Candidate> small = new ArrayList<>();
            for (Candidate candidate : group) {
                boolean isDirty = isDirty(candidate, reach);
                if (isSorted(candidate.file())) {
                    if (isDirty) {
                        jobs.add(new RewriteJob(List.of(candidate), true));
                    }
                } else if (isDirty) {
                    chosen.add(candidate);
                } else if (isSmall(candidate.file())) {
                    small.add(candidate);
                }
            }
            List<Candidate> tier = tier(small);
            if (tier.size() >= settings.smallFiles() || (!chosen.isEmpty() && tier.size() + chosen.size() > 1)) {
                chosen.addAll(tier);
            }
            chosen.sort(Candidate.IN_ORDER);
            cut(chosen, jobs);
        }

        /** From the smallest up, each no larger than all before it. */
        private static List<Candidate> tier(List<Candidate> small) {
            List<Candidate> bySize = new ArrayList<>(small);
            bySize.sort(Comparator.comparingLong(candidate -> candidate.file().fileSizeInBytes()));
            List<Candidate> tier = new ArrayList<>();
            long sum = 0;
            for (Candidate candidate : bySize) {
                long size = candidate.file().fileSizeInBytes();
                if (size > Math.max(TINY, sum)) {
                    break;
                }
                tier.add(candidate);
                sum += size;
            }
            return tier;
        }

        /** How many of its rows a delete of keys takes from one file is not known: it is shared out to those that it may reach. */
        private boolean isDirty(Candidate candidate, IdentityHashMap<DeleteFile, Long> reach) {
            if (candidate.deletes().size() >= settings.deleteFiles()) {
                return true;
            }
            double share = 0;
            for (DeleteFile delete : candidate.deletes()) {
                boolean isOfThisFile =
                        delete.content() == FileContent.POSITION_DELETES && delete.referencedDataFile() != null;
                long rows = isOfThisFile
                        ? candidate.file().recordCount()
                        : reach.getOrDefault(delete, candidate.file().recordCount());
                share += (double) delete.recordCount() / Math.max(1, rows);
            }
            return share >= settings.deletedShare();
        }

        private void cut(List<Candidate> inOrder, List<RewriteJob> jobs) {
            long mostBytes = Math.max(4 * targetBytes, 256 * MIB);
            List<Candidate> part = new ArrayList<>();
            long bytes = 0;
            long rows = 0;
            for (Candidate candidate : inOrder) {
                boolean isFull = bytes + candidate.file().fileSizeInBytes() > mostBytes
                        || rows + candidate.file().recordCount() > mostRows;
                if (isFull && !part.isEmpty()) {
                    add(part, jobs);
                    part = new ArrayList<>();
                    bytes = 0;
                    rows = 0;
                }
                part.add(candidate);
                bytes += candidate.file().fileSizeInBytes();
                rows += candidate.file().recordCount();
            }
            add(part, jobs);
        }

        /** A single file without deletes would be written as it is. */
        private static void add(List<Candidate> part, List<RewriteJob> jobs) {
            boolean gains = part.size() > 1
                    || part.stream().anyMatch(candidate -> !candidate.deletes().isEmpty());
            if (gains) {
                jobs.add(new RewriteJob(part, false));
            }
        }
    }
}
