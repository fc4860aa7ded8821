package dev.firn.sink.maintenance;

import static dev.firn.sink.support.TestLake.keys;
import static dev.firn.sink.support.TestLake.row;
import static dev.firn.sink.support.TestLake.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.CommitOutcome;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.lake.TableCommit.Step;
import dev.firn.engine.work.FaultPoint;
import dev.firn.engine.work.FaultPoints;
import dev.firn.schema.source.TableId;
import dev.firn.sink.catalog.Partitioning;
import dev.firn.sink.catalog.TableSettings;
import dev.firn.sink.maintenance.MaintenanceSettings.Compact;
import dev.firn.sink.maintenance.TaskResult.Task;
import dev.firn.sink.resolve.FoundRows;
import dev.firn.sink.resolve.LivePositions;
import dev.firn.sink.support.FaultyCatalog;
import dev.firn.sink.support.TestLake;
import dev.firn.sink.write.PositionDeletes;
import dev.firn.sink.write.StageLabel;
import dev.firn.sink.write.WriteTarget;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.apache.iceberg.AppendFiles;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.RowDelta;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.parquet.InternalReader;
import org.apache.iceberg.deletes.BaseDVFileWriter;
import org.apache.iceberg.deletes.PositionDelete;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.deletes.PositionDeleteWriter;
import org.apache.iceberg.io.OutputFileFactory;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.types.TypeUtil;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.PartitionUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files are written anew while checkpoints go on, and no row comes back, goes or is there twice. */
class CompactionTest {

    private static final Compact EAGER = new Compact(true, 2, 0.01, 1);
    private static final CommitOutcome COMMITTED = new CommitOutcome.Committed();

    @TempDir
    private Path folder;

    private TestLake lake;
    private MaintenanceRun care;
    private long checkpoint;
    private final Map<Long, String> expected = new TreeMap<>();

    private void open(int formatVersion, String... partitions) {
        var plain = TestLake.settings(folder);
        Map<TableId, TableSettings> tables = partitions.length == 0
                ? Map.of()
                : Map.of(TestLake.ORDERS, new TableSettings(Partitioning.parse(List.of(partitions)), Map.of()));
        lake = TestLake.of(TestLake.with(plain, formatVersion, plain.write(), tables), "shop");
        lake.openOrders();
        lake.lake().checkpoints().newest();
        lake.lake().checkpoints().prepare(TestLake.prepared(1, TestLake.owner("a")));
        care = MaintenanceRun.later(lake);
    }

    @AfterEach
    void close() {
        care.close();
        lake.close();
    }

    /** A checkpoint in which these keys get a new row, and these are deleted. */
    private CommitOutcome change(List<Long> put, List<Long> removed) {
        checkpoint++;
        List<Object[]> rows = new ArrayList<>();
        List<Object> deletes = new ArrayList<>(removed);
        for (long key : put) {
            rows.add(row(key, "s" + key % 3, (int) checkpoint));
            if (expected.containsKey(key)) {
                deletes.add(key);
            }
            expected.put(key, "[" + key + ", s" + key % 3 + ", " + checkpoint + "]");
        }
        removed.forEach(expected::remove);
        return lake.apply(checkpoint, rows, keys(deletes.toArray()));
    }

    private void load(int rows, int perCheckpoint) {
        for (long first = 1; first <= rows; first += perCheckpoint) {
            List<Long> keys = new ArrayList<>();
            for (long key = first; key < first + perCheckpoint; key++) {
                keys.add(key);
            }
            assertThat(change(keys, List.of())).isEqualTo(COMMITTED);
        }
    }

    private void assertRightRows() {
        Set<String> rows = new TreeSet<>(expected.values());
        assertThat(lake.contents()).isEqualTo(rows);
    }

    private List<TaskResult> compact() {
        return care.run(MaintenanceRun.settings(EAGER, MaintenanceSettings.ExpireSnapshots.DEFAULT), Task.COMPACT);
    }

    private List<FileScanTask> files() {
        List<FileScanTask> tasks = new ArrayList<>();
        try (var planned = lake.table().newScan().includeColumnStats().planFiles()) {
            planned.forEach(tasks::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return tasks;
    }

    private String total(String what) {
        return lake.table().currentSnapshot().summary().get("total-" + what);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void smallFilesAndDeletesBecomeOneFileWithout(int formatVersion) {
        open(formatVersion);
        load(20, 5);
        change(List.of(3L, 9L, 30L), List.of(4L));
        change(List.of(3L), List.of(15L, 30L));

        List<TaskResult> results = compact();

        assertThat(results.get(0).files()).isEqualTo(6);
        assertRightRows();
        assertThat(files()).singleElement().satisfies(file -> {
            assertThat(file.deletes()).isEmpty();
            assertThat(file.file().recordCount()).isEqualTo(18);
            assertThat(file.file().lowerBounds()).isNotEmpty();
        });
        assertThat(total("delete-files")).isEqualTo("0");
        assertThat(change(List.of(3L, 50L), List.of(5L))).isEqualTo(COMMITTED);
        assertRightRows();
        assertThat(compact().get(0).files()).isPositive();
        assertRightRows();
        assertThat(total("delete-files")).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void deletesByKeyThatLandMeanwhileApplyToTheNewFiles(int formatVersion) {
        open(formatVersion);
        load(12, 4);
        change(List.of(2L), List.of());
        care.faults = once(FaultPoint.AFTER_REWRITE, () -> {
            change(List.of(2L, 7L, 40L), List.of(9L));
            change(List.of(7L), List.of(40L));
        });

        assertThat(compact().get(0).files()).isEqualTo(4);

        assertRightRows();
        compact();
        assertRightRows();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void deletesByPositionThatLandMeanwhileAreTranslated(int formatVersion) {
        open(formatVersion);
        load(12, 4);
        // Some before, so that ranks and positions differ.
        deleteByPosition(2L, 9L);
        change(List.of(5L), List.of());
        care.faults = once(FaultPoint.AFTER_REWRITE, () -> deleteByPosition(1L, 4L, 10L, 12L));

        assertThat(compact().get(0).files()).isEqualTo(4);

        assertRightRows();
        assertThat(files()).singleElement().satisfies(file -> {
            assertThat(file.file().recordCount()).isEqualTo(10);
            assertThat(file.deletes()).hasSize(1);
        });
        assertThat(total("delete-files")).isEqualTo("1");
        deleteByPosition(3L);
        compact();
        assertRightRows();
        assertThat(total("delete-files")).isEqualTo("0");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void deletesByPositionThatWinTheRaceForTheCommitAreTranslatedAsWell(int formatVersion) {
        open(formatVersion);
        load(12, 4);
        care.faults =
                once(FaultPoint.AFTER_REWRITE, () -> lake.catalog().beforeNextCommit(() -> deleteByPosition(6L, 11L)));

        assertThat(compact().get(0).files()).isEqualTo(3);

        assertRightRows();
        assertThat(files()).hasSize(1);
    }

    /** As Firn with resolved deletes does it, or any engine that merges on read. */
    private void deleteByPosition(Long... keys) {
        Table table = lake.table();
        List<FoundRows> rows = new ArrayList<>();
        LivePositions live = new LivePositions(table.io());
        Set<Long> wanted = new TreeSet<>(List.of(keys));
        for (FileScanTask task : files()) {
            PositionDeleteIndex here = live.of(task.file(), task.deletes());
            long before = here.cardinality();
            long[] position = new long[1];
            read(task, table.schema().select("id"), row -> {
                if (wanted.contains(row.get(0, Long.class))) {
                    here.delete(position[0]);
                }
                position[0]++;
            });
            if (here.cardinality() > before) {
                // One vector a file: what was deleted before is in the new one.
                rows.add(new FoundRows(task.file(), here, LivePositions.fileScoped(task.deletes())));
            }
        }
        RowDelta delta = table.newRowDelta()
                .validateFromSnapshot(table.currentSnapshot().snapshotId())
                .set("firn.pipeline-id", table.properties().get("firn.pipeline-id"))
                .set("firn.checkpoint", Long.toString(checkpoint));
        PositionDeletes.write(WriteTarget.of(table), StageLabel.of("shop", new CheckpointId(checkpoint)), rows)
                .forEach(delta::addDeletes);
        rows.forEach(file -> file.replaced().forEach(delta::removeDeletes));
        delta.commit();
        wanted.forEach(expected::remove);
    }

    /** Other engines put several vectors into a file, and Iceberg's expiry deletes it with the first that is replaced. */
    @Test
    void aFileOfSeveralVectorsStaysWhileOneOfThemIsNeeded() throws IOException {
        open(3);
        load(12, 4);
        Table table = lake.table();
        BaseDVFileWriter writer = new BaseDVFileWriter(
                OutputFileFactory.builderFor(table, 1, 1)
                        .format(FileFormat.PUFFIN)
                        .build(),
                path -> null);
        try (writer) {
            files().forEach(task -> writer.delete(
                    task.file().location(), 0, table.spec(), task.file().partition()));
        }
        RowDelta delta = table.newRowDelta()
                .set("firn.pipeline-id", table.properties().get("firn.pipeline-id"))
                .set("firn.checkpoint", Long.toString(checkpoint));
        writer.result().deleteFiles().forEach(delta::addDeletes);
        delta.commit();
        List.of(1L, 5L, 9L).forEach(expected::remove);
        assertRightRows();
        deleteByPosition(2L);
        change(List.of(50L), List.of());

        care.run(MaintenanceRun.settings(EAGER, MaintenanceRun.expireAll()), Task.EXPIRE_SNAPSHOTS);

        assertRightRows();
        assertThat(MaintenanceRun.files(table)).containsAll(MaintenanceRun.reachable(table));
        compact();
        change(List.of(51L), List.of());
        care.run(MaintenanceRun.settings(EAGER, MaintenanceRun.expireAll()), Task.EXPIRE_SNAPSHOTS);
        assertThat(MaintenanceRun.files(table)).noneMatch(file -> file.endsWith(".puffin"));
        assertRightRows();
    }

    /** All rows of a file, also the deleted ones, in its order. */
    private void read(FileScanTask task, Schema columns, Consumer<StructLike> consumer) {
        try (var rows = Parquet.read(lake.table().io().newInputFile(task.file().location()))
                .project(columns)
                .createReaderFunc(type -> InternalReader.create(columns, type, PartitionUtil.constantsMap(task)))
                .<StructLike>build()) {
            rows.forEach(consumer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void deletesOfSeveralFilesAtOnceMakeItGiveUp() throws IOException {
        open(2);
        load(12, 4);
        care.faults = once(FaultPoint.AFTER_REWRITE, () -> {
            Table table = lake.table();
            List<String> locations = files().stream()
                    .map(task -> task.file().location())
                    .sorted()
                    .toList();
            try {
                PositionDeleteWriter<Object> writer = Parquet.writeDeletes(
                                table.io().newOutputFile(table.location() + "/data/of-two-files.parquet"))
                        .withSpec(table.spec())
                        .overwrite()
                        .buildPositionWriter();
                try (writer) {
                    writer.write(PositionDelete.<Object>create().set(locations.get(0), 0));
                    writer.write(PositionDelete.<Object>create().set(locations.get(1), 0));
                }
                table.newRowDelta().addDeletes(writer.toDeleteFile()).commit();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        compact();
        assertThat(lake.contents()).hasSize(10);

        compact();

        assertThat(lake.contents()).hasSize(10);
        assertThat(files()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void aForeignRewriteWins(int formatVersion) {
        open(formatVersion);
        load(12, 4);
        change(List.of(2L), List.of());
        for (FaultPoint point : List.of(FaultPoint.BEFORE_REWRITE, FaultPoint.AFTER_REWRITE)) {
            // Somebody writes two files anew, with the deletes that there are.
            care.faults = once(point, () -> {
                try (MaintenanceRun other = MaintenanceRun.later(lake)) {
                    other.run(
                            MaintenanceRun.settings(
                                    new Compact(true, 2, 0.01, 1), MaintenanceSettings.ExpireSnapshots.DEFAULT),
                            Task.COMPACT);
                }
            });
            assertThat(compact().get(0).files()).isZero();
            assertRightRows();
            assertThat(change(List.of(3L, checkpoint + 100), List.of())).isEqualTo(COMMITTED);
            assertRightRows();
        }
    }

    /** The old files are listed again, and rows that were deleted when they were read are there. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void aTableThatIsPutBackWins(int formatVersion) {
        open(formatVersion);
        load(12, 4);
        long before = lake.table().currentSnapshot().snapshotId();
        change(List.of(), List.of(2L, 7L));
        care.faults = once(
                FaultPoint.AFTER_REWRITE,
                () -> lake.table().manageSnapshots().rollbackTo(before).commit());

        assertThat(compact().get(0).files()).isZero();

        assertThat(lake.contents()).hasSize(12);
        assertThat(lake.table().currentSnapshot().snapshotId()).isEqualTo(before);
    }

    @Test
    void aLoadThatReplacesTheContentWins() {
        open(2);
        load(12, 4);
        care.faults = once(FaultPoint.AFTER_REWRITE, () -> {
            checkpoint++;
            StagedFiles fresh = lake.stage(checkpoint, rows(row(1L, "fresh", 1)), keys());
            lake.commit(checkpoint, new Step.Replace(List.of(fresh)));
            expected.clear();
            expected.put(1L, "[1, fresh, 1]");
        });

        assertThat(compact().get(0).files()).isZero();

        assertRightRows();
        assertThat(MaintenanceRun.files(lake.table())).containsAll(MaintenanceRun.reachable(lake.table()));
    }

    @ParameterizedTest
    @EnumSource(
            value = FaultPoint.class,
            names = {"BEFORE_REWRITE", "AFTER_REWRITE", "AFTER_REWRITE_COMMIT"})
    void whatIsKilledLosesNothing(FaultPoint point) {
        open(3);
        load(12, 4);
        deleteByPosition(6L);
        change(List.of(2L), List.of(9L));
        care.faults = once(point, () -> {
            throw new AssertionError("killed");
        });
        assertThatThrownBy(this::compact).isInstanceOf(AssertionError.class);
        assertRightRows();
        assertThat(change(List.of(2L), List.of(1L))).isEqualTo(COMMITTED);

        compact();
        care.run(
                MaintenanceRun.settings(EAGER, MaintenanceRun.expireAll()), Task.EXPIRE_SNAPSHOTS, Task.REMOVE_ORPHANS);

        assertRightRows();
        assertThat(MaintenanceRun.files(lake.table())).containsAll(MaintenanceRun.reachable(lake.table()));
        assertThat(change(List.of(2L), List.of(3L))).isEqualTo(COMMITTED);
        assertRightRows();
    }

    @Test
    void aStopEndsItAndItsFilesGo() {
        open(2);
        load(12, 4);
        int before = MaintenanceRun.files(lake.table()).size();
        care.faults = once(FaultPoint.AFTER_REWRITE, () -> care.maintenance.stop());

        assertThatThrownBy(this::compact).isInstanceOf(CancellationException.class);

        assertThat(MaintenanceRun.files(lake.table())).hasSize(before);
        assertRightRows();
    }

    /** At the limit the copy would take days: only the stop ends it. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Timeout(60)
    void aStopInTheMidstOfACopyEndsItAtOnce(boolean byInterruption) throws Exception {
        open(2);
        load(12, 4);
        int before = MaintenanceRun.files(lake.table()).size();
        Stop stop = new Stop();
        CountDownLatch begun = new CountDownLatch(1);
        FutureTask<Object> copy = new FutureTask<>(() -> new Compaction(
                        lake.table(),
                        EAGER,
                        lake.lake().settings().write(),
                        64 << 20,
                        new Pace(1, stop),
                        stop,
                        (point, subject) -> begun.countDown())
                .run(false));
        Thread thread = new Thread(copy, "copy");
        thread.start();
        begun.await();
        while (thread.getState() != Thread.State.TIMED_WAITING) {
            Thread.onSpinWait();
        }
        if (byInterruption) {
            thread.interrupt();
        } else {
            stop.ask();
        }

        assertThatThrownBy(copy::get).hasCauseInstanceOf(CancellationException.class);
        assertThat(MaintenanceRun.files(lake.table())).hasSize(before);
        assertRightRows();
    }

    /** As many entries as 200 000 files have, for which there are no files: a plan opens none. */
    @Test
    void aPlanOfVeryManyFilesFitsItsBudget() {
        open(2);
        load(4, 4);
        Table table = lake.table();
        AppendFiles append = table.newFastAppend();
        for (int file = 0; file < 200_000; file++) {
            append.appendFile(DataFiles.builder(table.spec())
                    .withPath(table.location() + "/data/00000-0-firn-shop-" + file
                            + "-0f8fad5b-d9cb-469f-a165-70867728950e-00001.parquet")
                    .withFileSizeInBytes(50_000)
                    .withRecordCount(1_000)
                    .build());
        }
        append.commit();
        long before = usedBytes();

        CompactionPlan plan = CompactionPlan.of(
                table, table.currentSnapshot(), Compact.DEFAULT, 512L << 20, Long.MAX_VALUE, new Stop());

        assertThat(usedBytes() - before).isLessThan(128L << 20);
        assertThat(plan.jobs().stream().mapToLong(job -> job.files().size()).sum())
                .isPositive()
                .isLessThanOrEqualTo(200_000);
        assertThat(plan.debt().dataFiles()).isEqualTo(200_001);
    }

    private static long usedBytes() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }

    @ParameterizedTest
    @EnumSource(FaultyCatalog.Fault.class)
    void aCatalogThatFailsCostsNoRow(FaultyCatalog.Fault fault) {
        open(2);
        load(12, 4);
        change(List.of(2L), List.of());
        lake.catalog().failNext(fault);

        compact();
        assertRightRows();
        compact();
        assertRightRows();
        assertThat(MaintenanceRun.files(lake.table())).containsAll(MaintenanceRun.reachable(lake.table()));
        assertThat(change(List.of(2L), List.of(3L))).isEqualTo(COMMITTED);
        assertRightRows();
    }

    @Test
    void moreKeysThanTheBudgetAreDoneInPasses() {
        open(2);
        load(6_000, 2_000);
        List<Long> removed = new ArrayList<>();
        for (long key = 1; key <= 6_000; key += 2) {
            removed.add(key);
        }
        change(List.of(2L), removed);
        Table table = lake.table();

        // 3 001 keys of some 21 bytes in 8 kB.
        Stop stop = new Stop();
        new Compaction(
                        table,
                        EAGER,
                        lake.lake().settings().write(),
                        16 << 10,
                        new Pace(0, stop),
                        stop,
                        FaultPoints.NONE)
                .run(false);

        assertRightRows();
        assertThat(files()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void partitionsStayApart(int formatVersion) {
        open(formatVersion, "status");
        load(12, 4);
        change(List.of(2L, 5L), List.of(9L));

        compact();

        assertRightRows();
        assertThat(files())
                .hasSize(3)
                .allSatisfy(file -> assertThat(file.deletes()).isEmpty());
        assertThat(change(List.of(2L, 7L), List.of(5L))).isEqualTo(COMMITTED);
        assertRightRows();
    }

    @Test
    void rowsKeepTheirIdentity() {
        open(3);
        load(8, 4);
        change(List.of(2L), List.of());
        Map<Long, String> before = rowIds();

        compact();

        assertThat(files()).hasSize(1);
        assertThat(rowIds()).isEqualTo(before);
    }

    private Map<Long, String> rowIds() {
        Map<Long, String> ids = new TreeMap<>();
        for (FileScanTask task : files()) {
            Schema schema = TypeUtil.join(
                    lake.table().schema().select("id"),
                    new Schema(MetadataColumns.ROW_ID, MetadataColumns.LAST_UPDATED_SEQUENCE_NUMBER));
            read(
                    task,
                    schema,
                    row -> ids.merge(
                            row.get(0, Long.class),
                            row.get(1, Long.class) + " of " + row.get(2, Long.class),
                            (one, other) -> one.compareTo(other) > 0 ? one : other));
        }
        return ids;
    }

    @Test
    void whatWasRenamedDroppedAndAddedStaysSo() {
        open(2);
        load(8, 4);
        Table table = lake.table();
        table.updateSchema()
                .renameColumn("status", "state")
                .addColumn("note", Types.StringType.get())
                .commit();
        Set<String> before = lake.contents();

        compact();

        assertThat(lake.contents()).isEqualTo(before);
        assertThat(files()).hasSize(1);
    }

    @Test
    void sortedFilesKeepTheirOrder() {
        open(2);
        load(12, 4);
        Table table = lake.table();
        table.replaceSortOrder().asc("id").commit();
        RewriteFiles sorting = table.newRewrite();
        for (FileScanTask task : files()) {
            sorting.deleteFile(task.file());
            sorting.addFile(DataFiles.builder(table.spec())
                    .copy(task.file())
                    .withPath(task.file().location().replace("/data/", "/data//"))
                    .withSortOrder(table.sortOrder())
                    .build());
        }
        sorting.commit();
        change(List.of(2L), List.of(3L));

        compact();

        assertRightRows();
        assertThat(files().stream()
                        .filter(task -> Integer.valueOf(table.sortOrder().orderId())
                                .equals(task.file().sortOrderId())))
                .hasSize(3);
        assertThat(files()).allSatisfy(task -> assertThat(task.deletes()).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void theCleanBranchHasNoDeletesAndNamesItsCheckpoint(int formatVersion) {
        open(formatVersion);
        load(12, 4);
        change(List.of(2L), List.of(9L));
        Set<String> then = new TreeSet<>(expected.values());
        care.faults = once(FaultPoint.AFTER_REWRITE, () -> {
            change(List.of(3L), List.of(10L));
            // The move of the branch meets another checkpoint.
            lake.catalog()
                    .beforeNextCommit(() -> lake.catalog().beforeNextCommit(() -> change(List.of(4L), List.of())));
        });

        List<TaskResult> results = clean(MaintenanceSettings.Clean.DEFAULT.every());

        assertThat(results.get(0).note()).isEmpty();
        assertThat(results.get(0).files()).isEqualTo(4);
        assertClean(then, "4");
        assertRightRows();
        // Not due yet.
        change(List.of(5L), List.of(6L));
        assertThat(clean(Duration.ofDays(20)).get(0).files()).isZero();
        assertClean(then, "4");

        clean(Duration.ZERO);
        assertClean(new TreeSet<>(expected.values()), "7");
        care.run(
                MaintenanceRun.settings(EAGER, MaintenanceRun.expireAll()), Task.EXPIRE_SNAPSHOTS, Task.REMOVE_ORPHANS);
        assertClean(new TreeSet<>(expected.values()), "7");
        assertRightRows();
        assertThat(MaintenanceRun.files(lake.table())).containsAll(MaintenanceRun.reachable(lake.table()));
        assertThat(change(List.of(2L), List.of(3L))).isEqualTo(COMMITTED);
    }

    private List<TaskResult> clean(Duration every) {
        return care.run(
                new MaintenanceSettings(
                        MaintenanceSettings.ManagedBy.FIRN,
                        Compact.DEFAULT,
                        MaintenanceSettings.ExpireSnapshots.DEFAULT,
                        MaintenanceSettings.RemoveOrphans.DEFAULT,
                        MaintenanceSettings.RewriteManifests.DEFAULT,
                        new MaintenanceSettings.Clean(true, every)),
                Task.CLEAN_BRANCH);
    }

    private void assertClean(Set<String> rows, String of) {
        Table table = lake.table();
        var head = table.snapshot("clean");
        assertThat(head.deleteManifests(table.io()).stream()
                        .filter(manifest -> manifest.hasAddedFiles() || manifest.hasExistingFiles()))
                .isEmpty();
        assertThat(MaintenanceRun.contents(table, head.snapshotId())).isEqualTo(rows);
        assertThat(table.properties()).containsEntry("firn.clean-checkpoint", of);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void anyHistoryEndsInTheSameRows(int formatVersion) {
        open(formatVersion);
        Random random = new Random(20261130 + formatVersion);
        load(40, 20);
        for (int round = 0; round < 15; round++) {
            if (random.nextInt(3) == 0) {
                care.faults = once(
                        random.nextBoolean() ? FaultPoint.BEFORE_REWRITE : FaultPoint.AFTER_REWRITE, () -> mix(random));
                compact();
                assertRightRows();
            }
            mix(random);
        }
        compact();
        assertRightRows();
        assertThat(total("delete-files")).isEqualTo("0");
    }

    private void mix(Random random) {
        List<Long> some =
                new ArrayList<>(new TreeSet<>(random.longs(6, 1, 60).boxed().toList()));
        if (random.nextInt(4) == 0) {
            deleteByPosition(some.stream().filter(expected::containsKey).toArray(Long[]::new));
        } else {
            int half = some.size() / 2;
            List<Long> removed =
                    some.subList(0, half).stream().filter(expected::containsKey).toList();
            assertThat(change(some.subList(half, some.size()), removed)).isEqualTo(COMMITTED);
        }
    }

    private static FaultPoints once(FaultPoint at, Runnable action) {
        AtomicBoolean done = new AtomicBoolean();
        return (point, subject) -> {
            if (point == at && !done.getAndSet(true)) {
                action.run();
            }
        };
    }
}
