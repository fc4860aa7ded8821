package dev.firn.sink.maintenance;

import static dev.firn.sink.support.TestLake.keys;
import static dev.firn.sink.support.TestLake.row;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.lake.CommitOutcome;
import dev.firn.engine.lake.LakeException;
import dev.firn.engine.lake.Resolution;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.lake.TableCommit;
import dev.firn.engine.lake.TableCommit.Step;
import dev.firn.engine.work.FaultPoint;
import dev.firn.schema.source.TableId;
import dev.firn.sink.catalog.DeleteKind;
import dev.firn.sink.catalog.OnForeignChange;
import dev.firn.sink.catalog.Partitioning;
import dev.firn.sink.catalog.TableSettings;
import dev.firn.sink.maintenance.MaintenanceSettings.Clean;
import dev.firn.sink.maintenance.MaintenanceSettings.Compact;
import dev.firn.sink.maintenance.MaintenanceSettings.ManagedBy;
import dev.firn.sink.maintenance.MaintenanceSettings.RemoveOrphans;
import dev.firn.sink.maintenance.MaintenanceSettings.RewriteManifests;
import dev.firn.sink.maintenance.TaskResult.Task;
import dev.firn.sink.support.FaultyCatalog;
import dev.firn.sink.support.TestLake;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.iceberg.DataOperations;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Checkpoints, maintenance, and other engines' rewrites, expiries and removals of orphans in any order, each between any two steps of another, with
 * crashes at every step: no row is wrong at any snapshot, no file that is needed goes, and none is left over. A failure names its seed; run it alone by
 * {@code -Dfirn.maintenance.seed=…}, and more by {@code -Dfirn.maintenance.seeds=…}.
 */
class MaintenanceBesideCheckpointsTest {

    private static final int STEPS = 18;
    private static final int KEYS = 40;

    @TempDir
    private Path folder;

    static Stream<Arguments> tables() {
        return Stream.of(
                Arguments.of(DeleteKind.EQUALITY, 2, ""),
                Arguments.of(DeleteKind.EQUALITY, 3, "bucket(2, id)"),
                Arguments.of(DeleteKind.RESOLVED, 2, ""),
                Arguments.of(DeleteKind.RESOLVED, 2, "bucket(2, id)"),
                Arguments.of(DeleteKind.RESOLVED, 3, ""),
                Arguments.of(DeleteKind.RESOLVED, 3, "status"));
    }

    @ParameterizedTest
    @MethodSource("tables")
    void whateverComesBetweenNoRowIsWrongAndNoFileIsMissing(DeleteKind deletes, int formatVersion, String partition) {
        Long single = Long.getLong("firn.maintenance.seed");
        long first = single == null ? 1 : single;
        long last = single == null ? Long.getLong("firn.maintenance.seeds", 1) : single;
        for (long seed = first; seed <= last; seed++) {
            World world = new World(seed, deletes, formatVersion, partition);
            try (world) {
                world.live();
            } catch (Throwable e) {
                throw new AssertionError(
                        "Seed " + seed + ": " + e.getMessage() + "\n" + String.join("\n", world.story), e);
            }
        }
    }

    /** The process dies: what it was at stays as it is. */
    private static final class Crash extends Error {

        private static final long serialVersionUID = 1L;

        Crash(FaultPoint point) {
            super("killed at " + point);
        }
    }

    private final class World implements AutoCloseable {

        private final Random random;
        private final DeleteKind deletes;
        private final TestLake lake;
        private final OtherEngine other;
        private final List<String> story = new ArrayList<>();
        private final Map<Long, Set<String>> rowsOfSnapshots = new HashMap<>();
        private Map<Long, String> expected = new TreeMap<>();
        private final Thread thread = Thread.currentThread();
        private boolean isNested;
        private Optional<MaintenanceRun> running = Optional.empty();
        private Set<String> filesBefore = Set.of();

        private long checkpoint;
        private Map<Long, String> next = Map.of();
        private List<StagedFiles> generations = List.of();
        private TableCommit prepared;
        /** What the newest prepared checkpoint says of the table. */
        private final List<StagedFiles> ofState = new ArrayList<>();

        World(long seed, DeleteKind deletes, int formatVersion, String partition) {
            this.random = new Random(seed * 31 + formatVersion + (deletes == DeleteKind.RESOLVED ? 1 : 0));
            this.deletes = deletes;
            var plain = TestLake.settings(folder.resolve(deletes + "-" + formatVersion + "-" + seed));
            folder.resolve(deletes + "-" + formatVersion + "-" + seed).toFile().mkdirs();
            TableSettings table = new TableSettings(
                    Partitioning.parse(partition.isEmpty() ? List.of() : List.of(partition)),
                    Map.of(),
                    OnForeignChange.RESYNC,
                    deletes,
                    TableSettings.DEFAULT_RESOLVE_BUDGET_BYTES);
            Map<TableId, TableSettings> tables = Map.of(TestLake.ORDERS, table);
            lake = TestLake.of(TestLake.with(plain, formatVersion, plain.write(), tables), "shop");
            lake.openOrders();
            lake.lake().checkpoints().newest();
            other = new OtherEngine(lake.table(), random);
        }

        void live() {
            checkpoint = 1;
            stage(new Step[0], 12);
            prepare();
            commit();
            for (int step = 0; step < STEPS; step++) {
                act();
                check();
            }
            while (prepared != null || !generations.isEmpty()) {
                checkpointStep();
            }
            check();
            nothingIsLeftOver();
        }

        private void act() {
            int what = random.nextInt(10);
            if (what < 5) {
                checkpointStep();
            } else if (what < 8 && !isNested) {
                care();
            } else {
                foreign();
            }
        }

        private void checkpointStep() {
            if (prepared != null) {
                commit();
            } else if (!generations.isEmpty()) {
                if (random.nextInt(6) == 0) {
                    // The process died before it prepared: what it staged is nobody's, and the number comes again.
                    say("forget " + checkpoint);
                    generations = List.of();
                    checkpoint--;
                } else {
                    prepare();
                }
            } else {
                checkpoint++;
                stage(null, 1 + random.nextInt(8));
            }
        }

        private void stage(Step[] load, int changes) {
            Map<Long, String> after = new TreeMap<>(expected);
            List<StagedFiles> staged = new ArrayList<>();
            for (int generation = load == null ? random.nextInt(2) : 1; generation < 2; generation++) {
                List<Object[]> rows = new ArrayList<>();
                List<Object> deleted = new ArrayList<>();
                Set<Long> touched = new TreeSet<>();
                for (int change = 0; change < changes; change++) {
                    long key = 1L + random.nextInt(KEYS);
                    if (!touched.add(key)) {
                        continue;
                    }
                    if (after.remove(key) != null) {
                        deleted.add(key);
                    }
                    if (random.nextInt(4) > 0) {
                        int total = random.nextInt(1_000_000);
                        // A row that changes moves to another partition of some.
                        rows.add(row(key, "s" + random.nextInt(3), total));
                        after.put(key, "[" + key + ", " + rows.get(rows.size() - 1)[1] + ", " + total + "]");
                    }
                }
                staged.add(lake.stage(checkpoint, rows, keys(deleted.toArray())));
            }
            say("stage " + checkpoint + " " + after.size());
            generations = staged;
            next = after;
        }

        private void prepare() {
            Step[] steps = checkpoint == 1
                    ? new Step[] {new Step.Replace(generations)}
                    : generations.stream().map(Step.Apply::new).toArray(Step[]::new);
            lake.catalog().failNoMore();
            TableCommit commit = lake.resolved(TestLake.commitOf(checkpoint, steps));
            ofState.clear();
            ofState.addAll(generations);
            Resolution places = commit.resolution();
            if (places != null) {
                places.runs()
                        .forEach(run -> ofState.add(new StagedFiles(
                                List.of(),
                                Stream.concat(run.deletes().deleteManifests().stream(), run.replaced().stream())
                                        .toList(),
                                0,
                                0,
                                0,
                                0)));
            }
            lake.lake().checkpoints().prepare(TestLake.prepared(checkpoint, TestLake.owner("a")));
            running.ifPresent(care -> care.staged(ofState.toArray(StagedFiles[]::new)));
            prepared = commit;
            generations = List.of();
            say("prepare " + checkpoint);
        }

        private void commit() {
            if (random.nextInt(5) == 0) {
                FaultyCatalog.Fault[] faults = FaultyCatalog.Fault.values();
                lake.catalog().failNext(faults[random.nextInt(faults.length)]);
            }
            CommitOutcome outcome = null;
            while (outcome == null || outcome instanceof CommitOutcome.Unknown) {
                try {
                    outcome = lake.lake().tables().commit(prepared);
                } catch (LakeException e) {
                    // The connection failed: the process begins anew and completes what was prepared.
                    say("commit fails: " + e.getMessage());
                }
            }
            say("commit " + checkpoint + " " + outcome);
            assertThat(outcome).isEqualTo(new CommitOutcome.Committed());
            lake.catalog().failNoMore();
            expected = next;
            if (random.nextInt(5) > 0) {
                prepared = null;
            }
        }

        private void foreign() {
            lake.catalog().failNoMore();
            Set<String> old = new HashSet<>(isNested ? filesBefore : MaintenanceRun.files(lake.table()));
            old.removeAll(neededByState());
            say("foreign " + other.act(old));
        }

        private Set<String> neededByState() {
            Set<String> files = new HashSet<>();
            Stream.concat(ofState.stream(), generations.stream()).forEach(staged -> {
                staged.dataManifests().forEach(list -> files.add(MaintenanceRun.name(list)));
                staged.deleteManifests().forEach(list -> files.add(MaintenanceRun.name(list)));
                files.addAll(MaintenanceRun.listed(lake.table(), staged));
            });
            return files;
        }

        private void care() {
            Task[] tasks = Stream.of(
                            Task.CLEAN_BRANCH,
                            Task.COMPACT,
                            Task.REWRITE_MANIFESTS,
                            Task.EXPIRE_SNAPSHOTS,
                            Task.REMOVE_ORPHANS)
                    .filter(task -> random.nextInt(2) == 0)
                    .toArray(Task[]::new);
            say("care " + List.of(tasks));
            if (random.nextInt(8) == 0) {
                FaultyCatalog.Fault[] faults = FaultyCatalog.Fault.values();
                lake.catalog().failNext(faults[random.nextInt(faults.length)]);
            }
            filesBefore = MaintenanceRun.files(lake.table());
            MaintenanceRun care = MaintenanceRun.later(lake);
            try (care) {
                running = Optional.of(care);
                care.staged(ofState.toArray(StagedFiles[]::new));
                care.faults = (point, subject) -> {
                    int chance = random.nextInt(10);
                    if (chance == 0) {
                        say("  killed at " + point);
                        throw new Crash(point);
                    }
                    for (int more = 0; more < 3 && chance < 6 && isHere(); more++) {
                        isNested = true;
                        say("  at " + point);
                        act();
                        checkFiles();
                        isNested = false;
                    }
                };
                for (TaskResult result : care.run(settings(), tasks)) {
                    say("  " + result.task() + " " + result.files() + " " + result.note());
                }
            } catch (Crash killed) {
                isNested = false;
            }
            running = Optional.empty();
            lake.catalog().failNoMore();
        }

        /** Files are removed by other threads, which must not wait for what comes between. */
        private boolean isHere() {
            return Thread.currentThread() == thread;
        }

        private MaintenanceSettings settings() {
            return new MaintenanceSettings(
                    ManagedBy.FIRN,
                    new Compact(true, 2, 0.01, 1),
                    random.nextBoolean()
                            ? MaintenanceRun.expireAll()
                            : new MaintenanceSettings.ExpireSnapshots(true, Duration.ZERO, 3, 4),
                    RemoveOrphans.DEFAULT,
                    new RewriteManifests(true, 2),
                    new Clean(true, Duration.ZERO));
        }

        private void checkFiles() {
            Table table = lake.table();
            assertThat(MaintenanceRun.files(table)).as("files").containsAll(MaintenanceRun.reachable(table));
            assertThat(MaintenanceRun.files(table)).as("staged files").containsAll(stagedStill());
        }

        private void check() {
            checkFiles();
            Table table = lake.table();
            assertThat(lake.contents()).as("rows of the table").isEqualTo(new TreeSet<>(expected.values()));
            for (Snapshot snapshot : table.snapshots()) {
                Set<String> rows = rowsOfSnapshots.computeIfAbsent(
                        snapshot.snapshotId(), id -> MaintenanceRun.contents(table, id));
                Set<String> before = snapshot.parentId() == null ? null : rowsOfSnapshots.get(snapshot.parentId());
                if (before != null && DataOperations.REPLACE.equals(snapshot.operation())) {
                    assertThat(rows).as("a rewrite").isEqualTo(before);
                }
            }
            if (deletes == DeleteKind.RESOLVED) {
                assertThat(SnapshotUtil.ancestorsOf(table.currentSnapshot().snapshotId(), table::snapshot))
                        .allSatisfy(snapshot ->
                                assertThat(snapshot.summary()).containsEntry("total-equality-deletes", "0"));
            }
            Snapshot clean = table.snapshot("clean");
            if (clean != null) {
                assertThat(clean.summary()).containsEntry("total-delete-files", "0");
            }
        }

        private Set<String> stagedStill() {
            Set<String> files = new HashSet<>();
            List<StagedFiles> needed = new ArrayList<>(generations);
            if (prepared != null && !expected.equals(next)) {
                prepared.steps().stream()
                        .filter(Step.Apply.class::isInstance)
                        .forEach(step -> needed.add(((Step.Apply) step).generation()));
            }
            for (StagedFiles staged : needed) {
                files.addAll(MaintenanceRun.listed(lake.table(), staged));
            }
            return files;
        }

        private void nothingIsLeftOver() {
            checkpoint++;
            stage(null, 3);
            prepare();
            commit();
            prepared = null;
            ofState.clear();
            lake.lake().checkpoints().prepare(TestLake.prepared(checkpoint + 1, TestLake.owner("a")));
            try (MaintenanceRun care = MaintenanceRun.later(lake)) {
                care.run(settings(), Task.REMOVE_ORPHANS);
            }
            check();
            Set<String> left = new TreeSet<>(MaintenanceRun.files(lake.table()));
            left.removeAll(MaintenanceRun.reachable(lake.table()));
            MaintenanceRun.contents(lake.table())
                    .forEach((snapshot, rows) -> assertThat(rows).isEqualTo(rowsOfSnapshots.get(snapshot)));
            assertThat(left).as("left over").isEmpty();
        }

        private synchronized void say(String what) {
            story.add(what);
        }

        @Override
        public void close() {
            lake.close();
        }
    }
}
