package dev.firn.app.run;

import dev.firn.app.config.MaintenanceSection;
import dev.firn.engine.checkpoint.CheckpointCodec;
import dev.firn.engine.lake.LakeException;
import dev.firn.engine.pipeline.PipelineStatus;
import dev.firn.engine.pipeline.TableStatus;
import dev.firn.engine.pipeline.TableStatus.State;
import dev.firn.engine.work.FaultPoints;
import dev.firn.schema.source.TableId;
import dev.firn.sink.IcebergLake;
import dev.firn.sink.maintenance.Maintenance;
import dev.firn.sink.maintenance.TableMaintenance;
import dev.firn.sink.maintenance.TaskResult;
import dev.firn.sink.maintenance.TaskResult.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks after the tables of a pipeline in the background, on threads of its own. Every interval it looks at the tables that have changed;
 * at every sixth look snapshots expire, every day files go that nobody lists. No failure here is one of the pipeline.
 */
public final class MaintenanceScheduler implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MaintenanceScheduler.class);

    /** At every how many looks snapshots expire: hourly by default. */
    private static final int LOOKS_FOR_EXPIRY = 6;

    private static final Duration BEFORE_ORPHANS = Duration.ofHours(1);
    private static final Duration BETWEEN_ORPHANS = Duration.ofDays(1);

    private final MaintenanceSection section;
    private final Supplier<PipelineStatus> status;
    private final Maintenance maintenance;
    private final BiConsumer<TableId, TaskResult> observer;
    private final ScheduledExecutorService timer;
    private final ExecutorService tables;
    private final MaintenanceHistory history = new MaintenanceHistory();
    private final Map<TableId, TableMaintenance> maintained = new ConcurrentHashMap<>();
    /** How many events each table had at its last look: one that had none since is let be. */
    private final Map<TableId, Long> seen = new HashMap<>();

    private final Map<TableId, Instant> nextExpiry = new HashMap<>();
    private final Map<TableId, Instant> nextOrphans = new HashMap<>();
    private final Instant firstOrphans;
    private Instant nextHistory;

    /**
     * @param status knows the tables
     * @param observer is told of each task that was done
     */
    public MaintenanceScheduler(
            MaintenanceSection section,
            IcebergLake lake,
            Supplier<PipelineStatus> status,
            BiConsumer<TableId, TaskResult> observer,
            FaultPoints faults) {
        this.section = section;
        this.status = status;
        this.observer = observer;
        this.maintenance = maintenance(section, lake, faults);
        this.timer = Executors.newSingleThreadScheduledExecutor(task -> thread(task, "firn-maintenance-timer"));
        this.tables =
                Executors.newFixedThreadPool(section.resources().threads(), task -> thread(task, "firn-maintenance"));
        // A process that is started again and again need not list all files each time.
        this.firstOrphans = Instant.now().plus(BEFORE_ORPHANS);
        this.nextHistory = firstOrphans;
    }

    /** What does the work, with the engine's word for what is staged. */
    public static Maintenance maintenance(MaintenanceSection section, IcebergLake lake, FaultPoints faults) {
        return lake.maintenance(
                checkpoint -> CheckpointCodec.decode(checkpoint.id(), checkpoint.state())
                        .staged(),
                section.resources(),
                faults);
    }

    private static Thread thread(Runnable task, String name) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Begins; the first look is an interval away, when loads and the backlog have had the machine for themselves. */
    @SuppressWarnings("FutureReturnValueIgnored") // A round reports its own failures.
    public void start() {
        long millis = section.interval().toMillis();
        timer.scheduleWithFixedDelay(this::round, millis, millis, TimeUnit.MILLISECONDS);
    }

    /** Ends what runs at once; nothing that was committed is lost. */
    public void stop() {
        timer.shutdown();
        maintenance.stop();
    }

    /** How each table stands that was looked at. */
    public Map<TableId, TableMaintenance> report() {
        return new TreeMap<>(maintained);
    }

    private void round() {
        try {
            Instant now = Instant.now();
            List<Future<?>> running = new ArrayList<>();
            for (TableStatus table : status.get().tables()) {
                Set<Task> tasks = of(table, now);
                if (!tasks.isEmpty()) {
                    running.add(tables.submit(() -> look(table.table(), tasks)));
                }
            }
            if (!now.isBefore(nextHistory)) {
                nextHistory = now.plus(BETWEEN_ORPHANS);
                running.add(tables.submit(this::lookAtCheckpoints));
            }
            for (Future<?> each : running) {
                await(each);
            }
            history.write(maintenance, status.get());
        } catch (CancellationException e) {
            LOG.debug("Maintenance ends", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.warn("A round of maintenance failed: {}", e.getMessage(), e);
        }
    }

    private static void await(Future<?> each) throws InterruptedException {
        try {
            each.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof CancellationException stopped) {
                throw stopped;
            }
            LOG.warn("Maintenance of a table failed: {}", String.valueOf(e.getCause()));
        }
    }

    private void lookAtCheckpoints() {
        maintenance.maintainCheckpoints(
                section.history(),
                section.general().removeOrphans().age(),
                EnumSet.of(Task.REMOVE_HISTORY, Task.REMOVE_ORPHANS),
                false,
                result -> LOG.debug("The table of checkpoints: {}", result));
    }

    private Set<Task> of(TableStatus table, Instant now) {
        Set<Task> due = EnumSet.of(Task.COMPACT, Task.CLEAN_BRANCH, Task.REWRITE_MANIFESTS);
        TableId id = table.table();
        if (!now.isBefore(nextExpiry.getOrDefault(id, now))) {
            due.add(Task.EXPIRE_SNAPSHOTS);
            nextExpiry.put(id, now.plus(section.interval().multipliedBy(LOOKS_FOR_EXPIRY)));
        }
        if (!now.isBefore(nextOrphans.getOrDefault(id, firstOrphans))) {
            due.add(Task.REMOVE_ORPHANS);
            nextOrphans.put(id, now.plus(BETWEEN_ORPHANS));
        }
        long events = table.inserts() + table.updates() + table.deletes();
        Long before = seen.put(id, events);
        Set<Task> tasks = tasks(table.state(), before == null || before != events, due);
        if (!section.of(id).clean().enabled()) {
            tasks.remove(Task.CLEAN_BRANCH);
        }
        return tasks;
    }

    /** What there is to do to a table: what is about to be replaced by a load is not written anew, and what has not changed neither. */
    static Set<Task> tasks(State state, boolean hasChanged, Set<Task> due) {
        Set<Task> tasks = EnumSet.copyOf(due);
        boolean isSettled = state == State.STREAMING || state == State.STOPPED || state == State.GONE;
        if (!isSettled || !hasChanged) {
            tasks.removeAll(EnumSet.of(Task.COMPACT, Task.REWRITE_MANIFESTS));
        }
        if (!isSettled) {
            // Whether the branch is due, it knows by itself.
            tasks.remove(Task.CLEAN_BRANCH);
        }
        return tasks;
    }

    /** What there is to do to a table when it is called for. */
    public static Set<Task> tasks(State state, Set<Task> due) {
        return tasks(state, true, due);
    }

    private void look(TableId table, Set<Task> tasks) {
        Instant now = Instant.now();
        maintained.put(
                table,
                TableMaintenance.begun(
                        now, Optional.ofNullable(maintained.get(table)).orElse(TableMaintenance.none(now))));
        try {
            maintenance.maintain(table, section.of(table), tasks, false, result -> {
                maintained.computeIfPresent(table, (id, present) -> present.after(result));
                observer.accept(table, result);
                history.add(table, result);
                if (result.isWorthTelling()) {
                    LOG.info("{}: {}", table, describe(result));
                }
            });
        } catch (LakeException e) {
            LOG.warn("Maintenance of {} failed: {}", table, e.getMessage());
        }
    }

    /** A task's result in words. */
    public static String describe(TaskResult result) {
        String done = switch (result.task()) {
            case COMPACT -> "wrote " + result.files() + " files anew, " + size(result.bytes());
            case REMOVE_DELETES -> "took out " + result.files() + " files of deletes";
            case CLEAN_BRANCH -> "brought the branch clean up to the table, " + result.files() + " files";
            case REWRITE_MANIFESTS -> "merged " + result.files() + " manifests";
            case REMOVE_HISTORY -> "took out " + result.files() + " files of old history";
            case EXPIRE_SNAPSHOTS -> "expired " + result.files() + " snapshots";
            case REMOVE_ORPHANS -> "removed " + result.files() + " files that nobody lists, " + size(result.bytes());
        };
        return result.note()
                .map(note ->
                        result.files() > 0 ? done + "; " + note : TableMaintenance.words(result.task()) + ": " + note)
                .orElse(done);
    }

    private static String size(long bytes) {
        return bytes < 10 << 20 ? (bytes >> 10) + " kB" : (bytes >> 20) + " MB";
    }

    @Override
    public void close() {
        stop();
        tables.shutdownNow();
        timer.shutdownNow();
        maintenance.close();
    }
}
