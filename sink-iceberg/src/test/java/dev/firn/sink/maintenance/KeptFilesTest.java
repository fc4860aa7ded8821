package dev.firn.sink.maintenance;

import static dev.firn.sink.support.TestLake.keys;
import static dev.firn.sink.support.TestLake.row;
import static dev.firn.sink.support.TestLake.rows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.lake.CommitOutcome;
import dev.firn.engine.lake.HistoryRow;
import dev.firn.engine.lake.PrepareOutcome;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.lake.TableCommit.Step;
import dev.firn.sink.maintenance.MaintenanceSettings.Compact;
import dev.firn.sink.maintenance.MaintenanceSettings.ExpireSnapshots;
import dev.firn.sink.maintenance.TaskResult.Task;
import dev.firn.sink.support.TestLake;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Snapshots expire and files go, but none that anybody may need: the table's files before and after, against all its metadata. */
class KeptFilesTest {

    /** Before any age that is kept, for whoever looks in ten days. */
    private final Instant old = Instant.now();

    @TempDir
    private Path folder;

    private TestLake lake;
    private MaintenanceRun care;
    /** Of each checkpoint, the oldest first. */
    private List<Long> loaded;

    @BeforeEach
    void load() {
        lake = TestLake.in(folder);
        lake.openOrders();
        lake.lake().checkpoints().newest();
        lake.lake().checkpoints().prepare(TestLake.prepared(1, TestLake.owner("a")));
        for (int checkpoint = 1; checkpoint <= 6; checkpoint++) {
            pause();
            lake.apply(
                    checkpoint,
                    rows(row((long) checkpoint, "s" + checkpoint, checkpoint)),
                    checkpoint == 1 ? keys() : keys(1L));
        }
        loaded = snapshots().stream().map(Snapshot::snapshotId).toList();
        care = MaintenanceRun.later(lake);
    }

    @AfterEach
    void close() {
        care.close();
        lake.close();
    }

    /** Snapshots are told apart by their time. */
    private static void pause() {
        long before = System.currentTimeMillis();
        while (System.currentTimeMillis() <= before + 1) {
            Thread.onSpinWait();
        }
    }

    private static MaintenanceSettings expiring(ExpireSnapshots expire) {
        return MaintenanceRun.settings(Compact.DEFAULT, expire);
    }

    private List<Snapshot> snapshots() {
        List<Snapshot> snapshots = new ArrayList<>();
        lake.table().snapshots().forEach(snapshots::add);
        return snapshots;
    }

    private void foreignAppend() {
        Table table = lake.table();
        table.newAppend()
                .appendFile(DataFiles.builder(PartitionSpec.unpartitioned())
                        .withPath(table.location() + "/data/outside.parquet")
                        .withFileSizeInBytes(100)
                        .withRecordCount(1)
                        .build())
                .commit();
    }

    @Test
    void nothingThatALiveSnapshotNeedsIsDeleted() {
        Table table = lake.table();
        table.manageSnapshots()
                .createTag("audit", snapshots().get(1).snapshotId())
                .createBranch("trial", snapshots().get(3).snapshotId())
                .commit();
        StagedFiles prepared = lake.stage(7, rows(row(7L, "staged", 7)), keys(2L));
        care.staged(prepared);
        Path orphan = MaintenanceRun.put(table, "data/00000-0-crashed.parquet", old);
        Map<Long, Set<String>> before = MaintenanceRun.contents(table);
        Set<String> filesBefore = MaintenanceRun.files(table);

        care.run(expiring(MaintenanceRun.expireAll()), Task.EXPIRE_SNAPSHOTS, Task.REMOVE_ORPHANS);

        Map<Long, Set<String>> after = MaintenanceRun.contents(table);
        assertThat(after.keySet()).containsExactlyInAnyOrder(loaded.get(1), loaded.get(3), loaded.get(5));
        assertThat(before).containsAllEntriesOf(after);
        Set<String> left = MaintenanceRun.files(table);
        assertThat(left).containsAll(MaintenanceRun.reachable(table));
        assertThat(left.size()).isLessThan(filesBefore.size());
        assertThat(orphan).doesNotExist();
        assertThat(lake.commit(7, new Step.Apply(prepared))).isEqualTo(new CommitOutcome.Committed());
        assertThat(lake.contents()).contains("[7, staged, 7]").doesNotContain("[2, s2, 2]");
    }

    @Test
    void whatOthersDidSinceFirnsNewestSnapshotIsStillNoticed() {
        foreignAppend();

        care.run(expiring(MaintenanceRun.expireAll()), Task.EXPIRE_SNAPSHOTS);

        assertThat(snapshots()).hasSize(2);
        StagedFiles staged = lake.stage(7, rows(row(7L, "new", 7)), keys());
        assertThat(lake.commit(7, new Step.Apply(staged))).isInstanceOf(CommitOutcome.ChangedByOthers.class);
    }

    @Test
    void theSnapshotThatWasCurrentWhenTheKeptTimeBeganStays() {
        Instant third = Instant.ofEpochMilli(snapshots().get(3).timestampMillis());
        try (MaintenanceRun then =
                MaintenanceRun.at(lake, third.plus(Duration.ofDays(1)).minusMillis(1))) {
            then.run(expiring(new ExpireSnapshots(true, Duration.ofDays(1), 1, 1_000)), Task.EXPIRE_SNAPSHOTS);
        }
        assertThat(snapshots().stream().map(Snapshot::snapshotId)).containsExactlyElementsOf(loaded.subList(2, 6));
    }

    @Test
    void theNumberOfSnapshotsIsBoundedBothWays() {
        care.run(expiring(new ExpireSnapshots(true, Duration.ZERO, 4, 1_000)), Task.EXPIRE_SNAPSHOTS);
        assertThat(snapshots()).hasSize(4);

        care.run(expiring(new ExpireSnapshots(true, Duration.ofDays(100), 1, 2)), Task.EXPIRE_SNAPSHOTS);
        assertThat(snapshots()).hasSize(2);
    }

    @Test
    void aTableWhoseOwnBranchKeepsLessThanFirnNeedsIsLeftAlone() {
        foreignAppend();
        lake.table()
                .manageSnapshots()
                .setMinSnapshotsToKeep("main", 1)
                .setMaxSnapshotAgeMs("main", 1)
                .commit();

        List<TaskResult> results = care.run(expiring(MaintenanceRun.expireAll()), Task.EXPIRE_SNAPSHOTS);

        assertThat(results.get(0).note())
                .hasValueSatisfying(note -> assertThat(note).contains("branch main"));
        assertThat(snapshots()).hasSize(7);
    }

    @Test
    void aTrialTellsAndChangesNothing() {
        Path orphan = MaintenanceRun.put(lake.table(), "data/00000-0-crashed.parquet", old);
        Set<String> before = MaintenanceRun.files(lake.table());
        List<TaskResult> results = new ArrayList<>();

        care.maintenance.maintain(
                TestLake.ORDERS, expiring(MaintenanceRun.expireAll()), EnumSet.allOf(Task.class), true, results::add);

        assertThat(results)
                .anySatisfy(result -> {
                    assertThat(result.task()).isEqualTo(Task.EXPIRE_SNAPSHOTS);
                    assertThat(result.files()).isEqualTo(5);
                })
                .anySatisfy(result -> {
                    assertThat(result.task()).isEqualTo(Task.REMOVE_ORPHANS);
                    assertThat(result.files()).isEqualTo(1);
                });
        assertThat(orphan).exists();
        assertThat(MaintenanceRun.files(lake.table())).isEqualTo(before);
    }

    @Test
    void filesOfALoadAndOfACheckpointInTheMakingAreSpared() {
        StagedFiles chunk = lake.stage(4, rows(row(40L, "chunk", 1)), keys());
        StagedFiles change = lake.stage(5, rows(row(41L, "change", 1)), keys(40L));
        StagedFiles forgotten = lake.stage(1, rows(row(42L, "forgotten", 1)), keys(1L));
        StagedFiles inTheMaking = lake.stage(2, rows(row(43L, "next", 1)), keys(1L));
        care.staged(chunk, change);
        Set<String> before = MaintenanceRun.files(lake.table());

        List<TaskResult> results = care.run(expiring(ExpireSnapshots.DEFAULT), Task.REMOVE_ORPHANS);

        Set<String> gone = new TreeSet<>(before);
        gone.removeAll(MaintenanceRun.files(lake.table()));
        // Rows, deletes, and a list of each.
        assertThat(results.get(0).files()).isEqualTo(4);
        assertThat(gone).hasSize(4);
        Set<String> lists = new TreeSet<>();
        forgotten.dataManifests().forEach(list -> lists.add(MaintenanceRun.name(list)));
        forgotten.deleteManifests().forEach(list -> lists.add(MaintenanceRun.name(list)));
        assertThat(gone).containsAll(lists);
        assertThat(inTheMaking.dataManifests())
                .allSatisfy(
                        list -> assertThat(MaintenanceRun.files(lake.table())).contains(MaintenanceRun.name(list)));
    }

    @Test
    void youngFilesAndThoseOfOthersStay() {
        Table table = lake.table();
        Path young =
                MaintenanceRun.put(table, "data/young.parquet", Instant.now().plus(Duration.ofDays(8)));
        Path text = MaintenanceRun.put(table, "data/README.txt", old);
        Path hint = MaintenanceRun.put(table, "metadata/version-hint.text", old);
        Path forgotten = MaintenanceRun.put(table, "data/old.parquet", old);
        Path neighbour = MaintenanceRun.put(table, "../orders_2/data/neighbour.parquet", old);
        Table nested = lake.catalog()
                .buildTable(
                        TableIdentifier.of("shop", "nested"),
                        new Schema(Types.NestedField.required(1, "id", Types.LongType.get())))
                .withLocation(table.location() + "/sub/nested")
                .create();
        Path ofNested = MaintenanceRun.put(nested, "data/a.parquet", old);

        care.run(expiring(ExpireSnapshots.DEFAULT), Task.REMOVE_ORPHANS);

        assertThat(List.of(young, text, hint, neighbour, ofNested))
                .allSatisfy(file -> assertThat(file).exists());
        assertThat(MaintenanceRun.files(nested)).anyMatch(TableLocation::isMetadata);
        assertThat(forgotten).doesNotExist();
    }

    @Test
    void filesOfRowsThatLackValuesStayWhileALoadNeedsThemAndGoThen() {
        Path needed = MaintenanceRun.put(lake.table(), "metadata/firn-shop-1-needed-incomplete.rows", old);
        Path forgotten = MaintenanceRun.put(lake.table(), "metadata/firn-shop-1-forgotten-incomplete.rows", old);
        care.staged(StagedFiles.NONE.with(List.of(needed.toString())));

        care.run(expiring(ExpireSnapshots.DEFAULT), Task.REMOVE_ORPHANS);

        assertThat(needed).exists();
        assertThat(forgotten).doesNotExist();
    }

    @Test
    void aFolderThatTwoTablesShareIsLeftAlone() {
        Table table = lake.table();
        lake.catalog()
                .buildTable(TableIdentifier.of("shop", "orders_before"), table.schema())
                .withLocation(table.location())
                .create();
        Path perhapsItsOwn = MaintenanceRun.put(table, "data/perhaps.parquet", old);

        List<TaskResult> results = care.run(expiring(ExpireSnapshots.DEFAULT), Task.REMOVE_ORPHANS);

        assertThat(results.get(0).note())
                .hasValueSatisfying(note -> assertThat(note).contains("another table"));
        assertThat(perhapsItsOwn).exists();
    }

    @Test
    void metadataThatTheTableHasForgottenGoes() {
        Table table = lake.table();
        table.updateProperties()
                .set("write.metadata.delete-after-commit.enabled", "false")
                .set("write.metadata.previous-versions-max", "1")
                .commit();
        for (int i = 0; i < 3; i++) {
            table.updateProperties().set("some", "value " + i).commit();
        }
        long before = MaintenanceRun.files(table).stream()
                .filter(TableLocation::isMetadata)
                .count();

        care.run(expiring(ExpireSnapshots.DEFAULT), Task.REMOVE_ORPHANS);

        assertThat(MaintenanceRun.files(table).stream()
                        .filter(TableLocation::isMetadata)
                        .count())
                .isLessThan(before)
                .isEqualTo(2);
        assertThat(MaintenanceRun.files(table)).containsAll(MaintenanceRun.reachable(table));
        assertThat(lake.contents()).hasSize(5);
    }

    @Test
    void theTableOfCheckpointsKeepsItsStateAndForgetsOldHistory() {
        HistoryRow history = new HistoryRow(
                TestLake.ORDERS, "0/1", TestLake.SOURCE_TIME, TestLake.SOURCE_TIME, 1, 0, 0, 0, 1, 1, "");
        HistoryRow fresh = new HistoryRow(
                TestLake.ORDERS,
                "0/2",
                TestLake.SOURCE_TIME,
                Instant.now().plus(Duration.ofDays(9)),
                1,
                0,
                0,
                0,
                1,
                1,
                "");
        lake.lake().checkpoints().prepare(TestLake.prepared(2, TestLake.owner("a"), history));
        lake.lake().checkpoints().prepare(TestLake.prepared(3, TestLake.owner("a"), fresh));
        Table checkpoints = lake.lake().checkpointTable().orElseThrow();
        Path orphan = MaintenanceRun.put(checkpoints, "data/old.parquet", old);

        care.runCheckpoints(Duration.ofDays(5), Task.REMOVE_HISTORY, Task.REMOVE_ORPHANS);

        assertThat(orphan).doesNotExist();
        assertThat(TestLake.contents(lake.lake().checkpointTable().orElseThrow()))
                .singleElement()
                .asString()
                .startsWith("[3, public, orders");
        assertThat(lake.lake().checkpoints().newest().orElseThrow().state()).isEqualTo("{\"state\": 3}");
        assertThat(lake.lake().checkpoints().prepare(TestLake.prepared(4, TestLake.owner("a"), fresh)))
                .isInstanceOf(PrepareOutcome.Prepared.class);
    }

    @Test
    void theHistoryOfADayBecomesOneFileWhileCheckpointsGoOn() throws IOException {
        for (long checkpoint = 2; checkpoint <= 5; checkpoint++) {
            lake.lake().checkpoints().prepare(TestLake.prepared(checkpoint, TestLake.owner("a"), line(checkpoint)));
        }
        // In the middle of the next one's commit.
        lake.catalog()
                .beforeNextCommit(() -> assertThat(care.runCheckpoints(Duration.ofDays(90), Task.REMOVE_HISTORY))
                        .anySatisfy(result -> {
                            assertThat(result.task()).isEqualTo(Task.COMPACT);
                            assertThat(result.files()).isEqualTo(4);
                        }));

        assertThat(lake.lake().checkpoints().prepare(TestLake.prepared(6, TestLake.owner("a"), line(6))))
                .isInstanceOf(PrepareOutcome.Prepared.class);

        Table checkpoints = lake.lake().checkpointTable().orElseThrow();
        assertThat(TestLake.contents(checkpoints)).hasSize(5);
        try (var files = checkpoints.newScan().planFiles()) {
            assertThat(files).hasSize(2);
        }
        assertThat(lake.lake().checkpoints().newest().orElseThrow().state()).isEqualTo("{\"state\": 6}");
    }

    private static HistoryRow line(long checkpoint) {
        return new HistoryRow(
                TestLake.ORDERS, "0/" + checkpoint, TestLake.SOURCE_TIME, TestLake.SOURCE_TIME, 1, 0, 0, 0, 1, 1, "");
    }

    @Test
    void aTableOfAnotherPipelineIsNotTouched() {
        lake.table().updateProperties().set("firn.pipeline", "other").commit();

        assertThat(care.run(expiring(MaintenanceRun.expireAll()), Task.EXPIRE_SNAPSHOTS, Task.REMOVE_ORPHANS))
                .isEmpty();
    }

    @Test
    void manifestsAreMergedAndTheNextCheckpointGoesOn() {
        Table table = lake.table();
        MaintenanceSettings few = new MaintenanceSettings(
                MaintenanceSettings.ManagedBy.FIRN,
                Compact.DEFAULT,
                ExpireSnapshots.DEFAULT,
                MaintenanceSettings.RemoveOrphans.DEFAULT,
                new MaintenanceSettings.RewriteManifests(true, 3),
                MaintenanceSettings.Clean.DEFAULT);
        Set<String> before = lake.contents();

        List<TaskResult> results = care.run(few, Task.REWRITE_MANIFESTS);

        table.refresh();
        assertThat(results.get(0).files()).isEqualTo(6);
        assertThat(table.currentSnapshot().dataManifests(table.io())).hasSize(1);
        assertThat(lake.contents()).isEqualTo(before);
        assertThat(lake.apply(7, rows(row(7L, "new", 7)), keys(2L))).isEqualTo(new CommitOutcome.Committed());
        assertThat(lake.contents()).hasSize(5).contains("[7, new, 7]");
    }
}
