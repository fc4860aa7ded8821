package dev.firn.sink.maintenance;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.HistoryRow;
import dev.firn.engine.lake.PreparedCheckpoint;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.work.FaultPoint;
import dev.firn.engine.work.FaultPoints;
import dev.firn.schema.source.TableId;
import dev.firn.sink.catalog.Fault;
import dev.firn.sink.catalog.TableNames;
import dev.firn.sink.catalog.WriteSettings;
import dev.firn.sink.checkpoint.CheckpointTable;
import dev.firn.sink.checkpoint.IcebergCheckpointLog;
import dev.firn.sink.maintenance.OrphanFiles.Newest;
import dev.firn.sink.maintenance.TaskResult.Task;
import dev.firn.sink.table.FirnProperties;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.NoSuchTableException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the tables of a pipeline, in its process or beside it. Each task commits by itself, and a conflict with a checkpoint, or with
 * another engine, costs the task and nobody else. Several tables may be worked on at a time, each by one thread.
 */
public final class Maintenance implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Maintenance.class);

    private static final Duration STANDING_IS_GOOD = Duration.ofMinutes(5);

    private final LakeAccess lake;
    private final StagedWork staged;
    private final Resources resources;
    private final Clock clock;
    private final FaultPoints faults;
    private final Stop stop = new Stop();
    private final Pace pace;
    private final ExecutorService threads;
    private @Nullable Standing standing;

    /** What maintenance sees of the lake. */
    public record LakeAccess(
            Catalog catalog,
            TableNames names,
            String pipeline,
            WriteSettings write,
            CheckpointTable table,
            IcebergCheckpointLog log) {}

    public Maintenance(LakeAccess lake, StagedWork staged, Resources resources, Clock clock, FaultPoints faults) {
        this.lake = lake;
        this.staged = staged;
        this.resources = resources;
        this.clock = clock;
        this.faults = faults;
        this.pace = new Pace(resources.bytesPerSecond(), stop);
        this.threads = Executors.newFixedThreadPool(resources.threads(), task -> {
            Thread thread = new Thread(task, "firn-maintenance-files");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Ends what runs at once; what it has not committed is thrown away. */
    public void stop() {
        stop.ask();
    }

    /**
     * Does tasks to a table, in their order. A task that fails keeps no other from running.
     *
     * @param tasks which
     * @param trial whether only to tell what would be done
     * @param told is told of each task that did something
     * @throws CancellationException if it was stopped
     */
    public void maintain(
            TableId table, MaintenanceSettings settings, Set<Task> tasks, boolean trial, Consumer<TaskResult> told) {
        if (settings.managedBy() != MaintenanceSettings.ManagedBy.FIRN) {
            return;
        }
        Optional<Table> found = own(table);
        if (found.isEmpty()) {
            return;
        }
        Work work = new Work(found.get(), trial, told);
        String pipelineId = found.get().properties().getOrDefault(FirnProperties.PIPELINE_ID, "");
        if (tasks.contains(Task.CLEAN_BRANCH) && settings.clean().enabled()) {
            work.run(Task.CLEAN_BRANCH, () -> work.clean(settings));
        }
        if (tasks.contains(Task.COMPACT) && settings.compact().enabled()) {
            work.run(Task.COMPACT, () -> work.compact(settings.compact()));
            work.run(Task.REMOVE_DELETES, work::removeDeletes);
        }
        if (tasks.contains(Task.REWRITE_MANIFESTS)
                && settings.rewriteManifests().enabled()) {
            work.run(Task.REWRITE_MANIFESTS, () -> work.rewriteManifests(settings.rewriteManifests()));
        }
        if (tasks.contains(Task.EXPIRE_SNAPSHOTS) && settings.expireSnapshots().enabled()) {
            work.run(Task.EXPIRE_SNAPSHOTS, () -> work.expire(pipelineId, settings.expireSnapshots()));
        }
        if (tasks.contains(Task.REMOVE_ORPHANS) && settings.removeOrphans().enabled()) {
            work.run(
                    Task.REMOVE_ORPHANS,
                    () -> work.removeOrphans(
                            Optional.of(table), settings.removeOrphans().age()));
        }
    }

    /**
     * Does tasks to the table of checkpoints. Its snapshots expire with checkpoints, by themselves.
     *
     * @param history how long its rows are kept
     * @param orphanAge how old files must be that nobody lists
     */
    public void maintainCheckpoints(
            Duration history, Duration orphanAge, Set<Task> tasks, boolean trial, Consumer<TaskResult> told) {
        Optional<Table> found = lake.table().load();
        if (found.isEmpty()) {
            return;
        }
        Work work = new Work(found.get(), trial, told);
        if (tasks.contains(Task.REMOVE_HISTORY)) {
            work.run(Task.REMOVE_HISTORY, () -> work.removeHistory(history));
            work.run(Task.COMPACT, work::joinHistory);
        }
        if (tasks.contains(Task.REMOVE_ORPHANS)) {
            work.run(Task.REMOVE_ORPHANS, () -> work.removeOrphans(Optional.empty(), orphanAge));
        }
    }

    /** Adds lines to the replication history. */
    public void tell(CheckpointId checkpoint, List<HistoryRow> lines) {
        lake.table().tell(checkpoint, lines, lake.write());
    }

    /** The Iceberg table of a source table, if it is this life of the pipeline's. */
    private Optional<Table> own(TableId source) {
        TableIdentifier name = lake.names().of(source);
        try {
            String life =
                    lake.table().load().map(table -> table.uuid().toString()).orElse("");
            Table table = lake.catalog().loadTable(name);
            Map<String, String> properties = table.properties();
            boolean isOwn = lake.pipeline().equals(properties.get(FirnProperties.PIPELINE))
                    && life.equals(properties.get(FirnProperties.PIPELINE_ID))
                    && source.toString().equals(properties.get(FirnProperties.SOURCE_TABLE));
            return isOwn ? Optional.of(table) : Optional.empty();
        } catch (NoSuchTableException missing) {
            return Optional.empty();
        } catch (RuntimeException e) {
            throw Fault.exception("Cannot load " + name + " to look after it", e);
        }
    }

    /**
     * What was staged at a time.
     *
     * @param at just before it was asked; only files that were old then may be orphans
     * @param checkpoint the newest that was prepared; 0 before the first
     */
    private record Standing(Instant at, long checkpoint, Map<TableId, List<StagedFiles>> staged) {}

    /** Read for many tables at once, since it has those of all; the older it is, the fewer files count as old. */
    private synchronized Standing standing() {
        Instant now = clock.instant();
        Standing present = standing;
        if (present == null || present.at().plus(STANDING_IS_GOOD).isBefore(now)) {
            Optional<PreparedCheckpoint> newest = lake.log().peek();
            present = new Standing(
                    now,
                    newest.map(checkpoint -> checkpoint.id().number()).orElse(0L),
                    newest.map(staged::of).orElse(Map.of()));
            standing = present;
        }
        return present;
    }

    /** The tasks on one table. */
    private final class Work {

        private final Table table;
        private final boolean trial;
        private final Consumer<TaskResult> told;
        private boolean compacted;

        Work(Table table, boolean trial, Consumer<TaskResult> told) {
            this.table = table;
            this.trial = trial;
            this.told = told;
        }

        /** What a task did, without the time it took. */
        private record Done(long files, long bytes, Optional<Debt> debt, Optional<String> note) {

            static Done of(long files, long bytes) {
                return new Done(files, bytes, Optional.empty(), Optional.empty());
            }

            static Done saying(long files, long bytes, Optional<String> note) {
                return new Done(files, bytes, Optional.empty(), note);
            }
        }

        void run(Task task, Supplier<Done> work) {
            stop.check();
            long begun = System.nanoTime();
            Done done;
            try {
                done = work.get();
            } catch (CancellationException e) {
                throw e;
            } catch (RuntimeException e) {
                LOG.warn("{} of {} failed: {}", task, table.name(), Fault.finding(e));
                LOG.debug("{} of {} failed", task, table.name(), e);
                done = Done.saying(0, 0, TaskResult.failure(Fault.finding(e)));
            }
            told.accept(new TaskResult(
                    task,
                    done.files(),
                    done.bytes(),
                    done.debt(),
                    done.note(),
                    Duration.ofNanos(System.nanoTime() - begun)));
        }

        Done compact(MaintenanceSettings.Compact settings) {
            Compaction.Outcome outcome = compaction(settings).run(trial);
            compacted |= outcome.files() > 0;
            return new Done(outcome.files(), outcome.bytes(), outcome.debt(), Optional.empty());
        }

        private Compaction compaction(MaintenanceSettings.Compact settings) {
            return new Compaction(
                    table, settings, lake.write(), resources.memoryBytes() / resources.threads(), pace, stop, faults);
        }

        Done clean(MaintenanceSettings settings) {
            CleanBranch.Outcome outcome = new CleanBranch(
                            table,
                            compaction(settings.compact()),
                            settings.clean().every(),
                            clock.instant(),
                            stop,
                            faults)
                    .run(trial);
            compacted |= outcome.files() > 0;
            return Done.saying(outcome.files(), outcome.bytes(), outcome.note());
        }

        /** Only behind a rewrite are there any. */
        Done removeDeletes() {
            if (!compacted) {
                return Done.of(0, 0);
            }
            List<DeleteFile> removed = new DanglingDeletes(table, stop).run(trial);
            return Done.of(
                    removed.size(),
                    removed.stream().mapToLong(DeleteFile::fileSizeInBytes).sum());
        }

        Done rewriteManifests(MaintenanceSettings.RewriteManifests settings) {
            return Done.of(new ManifestRewrite(table, settings.smallManifests(), faults).run(trial), 0);
        }

        Done expire(String pipelineId, MaintenanceSettings.ExpireSnapshots settings) {
            SnapshotExpiry.Found found =
                    new SnapshotExpiry(table, pipelineId, settings, clock.instant(), stop, faults).run(threads, trial);
            return Done.saying(found.snapshots(), 0, found.refused());
        }

        Done joinHistory() {
            Instant now = clock.instant();
            return Done.of(
                    new CheckpointHistory(table, now).join(compaction(MaintenanceSettings.Compact.DEFAULT), now, trial),
                    0);
        }

        Done removeHistory(Duration history) {
            return Done.of(new CheckpointHistory(table, clock.instant().minus(history)).run(trial), 0);
        }

        /**
         * The order is what makes it safe: the time, what is staged, what the table lists, and the files at last.
         *
         * @param source the source table; empty for the table of checkpoints
         */
        Done removeOrphans(Optional<TableId> source, Duration age) {
            Standing standing = standing();
            List<StagedFiles> files = source.map(id -> standing.staged().getOrDefault(id, List.<StagedFiles>of()))
                    .orElse(List.of());
            table.refresh();
            LocationSet needed = ReachableFiles.of(table, files, stop);
            if (source.isEmpty()) {
                CheckpointTable.states(table).forEach(needed::add);
            }
            Newest newest = new Newest(lake.pipeline(), standing.checkpoint());
            OrphanFiles.Found found = new OrphanFiles(table, needed, newest, standing.at(), age, stop)
                    .run(trial, () -> faults.reach(FaultPoint.BEFORE_ORPHANS, table.name()));
            Optional<String> note = found.refused()
                    .or(() -> found.more() ? Optional.of("there are more, for the next time") : Optional.empty());
            return Done.saying(found.files().size(), found.bytes(), note);
        }
    }

    @Override
    public void close() {
        stop();
        threads.shutdownNow();
    }
}
