package dev.firn.sink.commit;

import static dev.firn.sink.support.TestLake.keys;
import static dev.firn.sink.support.TestLake.row;
import static dev.firn.sink.support.TestLake.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.lake.CommitOutcome;
import dev.firn.engine.lake.LakeException;
import dev.firn.engine.lake.Resolution;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.lake.TableCommit;
import dev.firn.engine.lake.TableCommit.Step;
import dev.firn.schema.change.PendingRenames;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.TableLayout;
import dev.firn.sink.catalog.DeleteKind;
import dev.firn.sink.catalog.OnForeignChange;
import dev.firn.sink.catalog.Partitioning;
import dev.firn.sink.catalog.TableSettings;
import dev.firn.sink.support.TestLake;
import dev.firn.sink.write.StagedManifests;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.ManifestContent;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables whose rows are deleted by position: the same rows as with equality deletes, and no equality delete at any snapshot. */
class ResolvedDeletesTest {

    private static final CommitOutcome COMMITTED = new CommitOutcome.Committed();

    @TempDir
    private Path folder;

    private final List<TestLake> lakes = new ArrayList<>();

    @AfterEach
    void close() {
        lakes.forEach(TestLake::close);
    }

    private TestLake resolving(int formatVersion, String... partitioning) {
        return kept(TestLake.resolving(folder, formatVersion, partitioning));
    }

    private TestLake kept(TestLake lake) {
        lakes.add(lake);
        lake.openOrders();
        return lake;
    }

    /** The table as a reader must find it, at every snapshot. */
    private static void assertResolved(Table table) {
        for (Snapshot snapshot : table.snapshots()) {
            assertThat(snapshot.summary()).containsEntry("total-equality-deletes", "0");
        }
        forEachFile(table, task -> {
            assertThat(task.deletes()).as("delete files of one data file").hasSizeLessThanOrEqualTo(1);
            task.deletes().forEach(delete -> {
                assertThat(delete.content()).isEqualTo(FileContent.POSITION_DELETES);
                assertThat(delete.referencedDataFile()).isEqualTo(task.file().location());
            });
        });
    }

    private static void forEachFile(Table table, Consumer<FileScanTask> consumer) {
        try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
            tasks.forEach(consumer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void rowsAreDeletedByPositionInOneFileOfDeletesForEachDataFile(int formatVersion) {
        TestLake lake = resolving(formatVersion);
        lake.apply(1, rows(row(1L, "a", 1), row(2L, "b", 2), row(3L, "c", 3), row(4L, "d", 4)), keys());
        assertThat(lake.apply(2, rows(row(2L, "B", 20)), keys(2L))).isEqualTo(COMMITTED);
        assertThat(lake.apply(3, rows(), keys(1L))).isEqualTo(COMMITTED);
        assertThat(lake.apply(4, rows(row(3L, "C", 30), row(2L, "BB", 21)), keys(3L, 2L)))
                .isEqualTo(COMMITTED);

        assertThat(lake.contents()).containsExactly("[2, BB, 21]", "[3, C, 30]", "[4, d, 4]");
        assertThat(lake.checkpointsOfSnapshots()).containsExactly("4", "3", "2", "1");
        assertResolved(lake.table());
        Map<FileFormat, Integer> formats = new HashMap<>();
        forEachFile(
                lake.table(),
                task -> task.deletes().forEach(delete -> formats.merge(delete.format(), 1, Integer::sum)));
        assertThat(formats).containsOnly(Map.entry(formatVersion == 2 ? FileFormat.PARQUET : FileFormat.PUFFIN, 2));
    }

    /** Iceberg's expiry deletes a file of several vectors with the first of them that is replaced. */
    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void othersExpireSnapshotsAndEveryFileThatIsNeededStays(int formatVersion) {
        TestLake lake = resolving(formatVersion);
        lake.apply(1, rows(row(1L, "a", 1), row(2L, "b", 2)), keys());
        lake.apply(2, rows(row(3L, "c", 3), row(4L, "d", 4)), keys());
        lake.apply(3, rows(), keys(1L, 3L));
        lake.apply(4, rows(), keys(2L));
        lake.apply(5, rows(row(5L, "e", 5)), keys());

        expireAll(lake.table());

        assertThat(lake.contents()).containsExactly("[4, d, 4]", "[5, e, 5]");
        assertResolved(lake.table());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void whatOthersReplacedAndExpiredSinceTheLastLookIsLookedAtAnew(int formatVersion) {
        TestLake lake = resolving(formatVersion);
        lake.apply(1, rows(row(1L, "a", 1), row(2L, "b", 2)), keys());
        lake.apply(2, rows(row(3L, "c", 3)), keys(2L));
        StagedFiles staged = lake.stage(3, rows(row(1L, "A", 10)), keys(1L));
        Table others = lake.table();
        others.rewriteManifests().clusterBy(file -> 1).commit();
        expireAll(others);

        assertThat(lake.commit(3, new Step.Apply(staged))).isEqualTo(COMMITTED);

        assertThat(lake.contents()).containsExactly("[1, A, 10]", "[3, c, 3]");
        assertResolved(lake.table());
    }

    private static void expireAll(Table table) {
        table.expireSnapshots()
                .expireOlderThan(System.currentTimeMillis() + 1)
                .retainLast(1)
                .commit();
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void deletesReachEarlierGenerationsAndTheChunksOfALoadAndSpareTheirOwnRows(int formatVersion) {
        TestLake lake = resolving(formatVersion);
        lake.apply(1, rows(row(9L, "old", 9)), keys());
        StagedFiles chunk = lake.stage(2, rows(row(1L, "read", 10), row(2L, "read", 20)), keys());
        StagedFiles other = lake.stage(2, rows(row(3L, "read", 30), row(4L, "read", 40)), keys());
        StagedFiles first = lake.stage(2, rows(row(2L, "first", 21), row(5L, "first", 50)), keys(2L, 5L));
        StagedFiles second = lake.stage(2, rows(row(2L, "second", 22)), keys(2L, 3L));
        StagedFiles third = lake.stage(2, rows(row(5L, "third", 51), row(3L, "third", 31)), keys(5L, 77L));

        assertThat(lake.commit(
                        2,
                        new Step.Replace(List.of(chunk, other)),
                        new Step.Apply(first),
                        new Step.Apply(second),
                        new Step.Apply(third)))
                .isEqualTo(COMMITTED);

        assertThat(lake.contents())
                .containsExactly(
                        "[1, read, 10]", "[2, second, 22]", "[3, third, 31]", "[4, read, 40]", "[5, third, 51]");
        assertThat(lake.checkpointsOfSnapshots()).containsExactly("2", "2", "1");
        assertResolved(lake.table());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void aTableThatIsTruncatedBetweenChangesHasThoseThatFollow(int formatVersion) {
        TestLake lake = resolving(formatVersion);
        lake.apply(1, rows(row(1L, "a", 1), row(2L, "b", 2)), keys());
        StagedFiles before = lake.stage(2, rows(row(1L, "A", 1)), keys(1L));
        StagedFiles first = lake.stage(2, rows(row(1L, "again", 1), row(3L, "c", 3)), keys());
        StagedFiles second = lake.stage(2, rows(), keys(3L));

        lake.commit(
                2, new Step.Apply(before), new Step.Replace(List.of()), new Step.Apply(first), new Step.Apply(second));

        assertThat(lake.contents()).containsExactly("[1, again, 1]");
        assertResolved(lake.table());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void aRowThatMovesToAnotherPartitionLeavesNothingBehind(int formatVersion) {
        TestLake lake = resolving(formatVersion, "status");
        lake.apply(1, rows(row(1L, "new", 1), row(2L, "new", 2), row(3L, "paid", 3)), keys());
        StagedFiles placed = lake.stagePlaced(2, rows(row(1L, "paid", 1)), rows(row(1L, "new")));
        assertThat(lake.commit(2, new Step.Apply(placed))).isEqualTo(COMMITTED);
        lake.apply(3, rows(row(1L, "sent", 1), row(3L, "sent", 3)), keys(1L, 3L));

        assertThat(lake.contents()).containsExactly("[1, sent, 1]", "[2, new, 2]", "[3, sent, 3]");
        assertResolved(lake.table());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void aKeyThatIsNotThereCostsNothingAndAnInsertBehindADeleteStays(int formatVersion) {
        TestLake lake = resolving(formatVersion);
        lake.apply(1, rows(row(1L, "a", 1)), keys());
        lake.apply(2, rows(), keys(5L, 6L));
        StagedFiles deleted = lake.stage(3, rows(), keys(1L));
        StagedFiles inserted = lake.stage(3, rows(row(1L, "again", 2)), keys());
        lake.commit(3, new Step.Apply(deleted), new Step.Apply(inserted));

        assertThat(lake.contents()).containsExactly("[1, again, 2]");
        assertThat(lake.checkpointsOfSnapshots()).containsExactly("3", "2", "1");
        assertThat(lake.table()
                        .snapshot(lake.table().currentSnapshot().parentId())
                        .summary())
                .containsEntry("total-delete-files", "0");
        assertResolved(lake.table());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void textsThatDifferInCaseAreTwoKeys(int formatVersion) {
        TableLayout layout = TestLake.layout(
                new LakeColumn("id", Types.StringType.get(), true),
                new LakeColumn("n", Types.IntegerType.get(), false));
        TestLake lake = TestLake.resolving(folder, formatVersion);
        lakes.add(lake);
        lake.lake().tables().open(layout);
        lake.commit(1, new Step.Replace(List.of(lake.stage(layout, 1, rows(row("abc", 1), row("ABD", 2)), keys()))));
        lake.commit(2, new Step.Apply(lake.stage(layout, 2, rows(row("ABC", 3)), keys("abc", "abd"))));

        assertThat(lake.contents()).containsExactly("[ABC, 3]", "[ABD, 2]");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void aKeyThatWasWidenedAndRenamedIsFoundInOldFiles(int formatVersion) {
        LakeColumn narrow = new LakeColumn("id", Types.IntegerType.get(), true);
        LakeColumn status = new LakeColumn("status", Types.StringType.get(), false);
        TableLayout before = TestLake.layout(narrow, status);
        TestLake lake = TestLake.resolving(folder, formatVersion);
        lakes.add(lake);
        lake.lake().tables().open(before);
        lake.commit(1, new Step.Replace(List.of(lake.stage(before, 1, rows(row(1, "a"), row(-2, "b")), keys()))));
        int id = lake.table().schema().findField("id").fieldId();
        // As an owner does it, since Firn loads such a table again.
        lake.table().updateSchema().updateColumn("id", Types.LongType.get()).commit();
        TestLake successor = TestLake.resolving(
                folder,
                formatVersion,
                new TableSettings(
                        Partitioning.NONE, Map.of(), OnForeignChange.ACCEPT_ROWS, DeleteKind.RESOLVED, 1 << 20));
        lakes.add(successor);
        TableLayout wide = TestLake.layout(new LakeColumn("id", Types.LongType.get(), true), status);
        successor.lake().tables().open(wide);
        successor.lake().tables().readyForLoad(TestLake.ORDERS);
        TableLayout renamed = TestLake.layout(new LakeColumn("key", Types.LongType.get(), true), status);
        StagedFiles changes = successor.stage(wide, 2, rows(row(1L, "A"), row(5_000_000_000L, "c")), keys(1L));
        assertThat(successor.commit(
                        2, new Step.Rename(new PendingRenames(Map.of(id, "key"), Set.of())), new Step.Apply(changes)))
                .isEqualTo(COMMITTED);
        successor.lake().tables().open(renamed);
        successor.commit(3, new Step.Apply(successor.stage(renamed, 3, rows(), keys(-2L, 5_000_000_000L))));

        assertThat(successor.contents()).containsExactly("[1, A]");
        assertResolved(successor.table());
    }

    /** All files in one, as a compaction leaves them. */
    private static void compact(TestLake lake) {
        Table table = lake.table();
        Set<DataFile> data = new HashSet<>();
        Set<DeleteFile> deletes = new HashSet<>();
        forEachFile(table, task -> {
            data.add(task.file().copy());
            task.deletes().forEach(delete -> deletes.add(delete.copy()));
        });
        List<Object[]> left = new ArrayList<>();
        for (Record record : read(table)) {
            left.add(new Object[] {record.get(0), record.get(1), record.get(2)});
        }
        StagedFiles written = lake.stage(99, left, List.of());
        RewriteFiles rewrite =
                table.newRewrite().validateFromSnapshot(table.currentSnapshot().snapshotId());
        data.forEach(rewrite::deleteFile);
        deletes.forEach(rewrite::deleteFile);
        StagedManifests.readData(written.dataManifests(), table.io(), table.specs(), rewrite::addFile);
        rewrite.commit();
    }

    private static List<Record> read(Table table) {
        List<Record> records = new ArrayList<>();
        try (CloseableIterable<Record> all = IcebergGenerics.read(table).build()) {
            all.forEach(records::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return records;
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void I1_aCompactionBetweenPrepareAndCommitIsResolvedAgain(int formatVersion) {
        TestLake lake = resolving(formatVersion);
        lake.apply(1, rows(row(1L, "a", 1), row(2L, "b", 2), row(3L, "c", 3)), keys());
        lake.apply(2, rows(row(1L, "A", 10)), keys(1L));
        TableCommit prepared = lake.resolved(TestLake.commitOf(
                3, new Step.Apply(lake.stage(3, rows(row(2L, "B", 20)), keys(2L, 1L)))));
        compact(lake);

        assertThat(lake.lake().tables().commit(prepared)).isEqualTo(COMMITTED);
        assertThat(lake.lake().tables().commit(prepared)).isEqualTo(COMMITTED);

        assertThat(lake.contents()).containsExactly("[2, B, 20]", "[3, c, 3]");
        assertThat(lake.checkpointsOfSnapshots()).containsExactly("3", "-", "2", "1");
        assertResolved(lake.table());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void I1_aCompactionThatIsFasterByAMomentIsResolvedAgain(int formatVersion) {
        TestLake lake = resolving(formatVersion);
        lake.apply(1, rows(row(1L, "a", 1), row(2L, "b", 2), row(3L, "c", 3)), keys());
        lake.apply(2, rows(row(1L, "A", 10)), keys(1L));
        TestLake other = resolving(formatVersion);
        lake.catalog().beforeNextCommit(() -> compact(other));

        assertThat(lake.apply(3, rows(row(2L, "B", 20)), keys(2L, 1L))).isEqualTo(COMMITTED);

        assertThat(lake.contents()).containsExactly("[2, B, 20]", "[3, c, 3]");
        assertThat(lake.checkpointsOfSnapshots()).containsExactly("3", "-", "2", "1");
        assertResolved(lake.table());
    }

    @Test
    void aTableThatItsOwnerRaisesToVersion3GetsVectors() {
        TestLake lake = resolving(2);
        lake.apply(1, rows(row(1L, "a", 1), row(2L, "b", 2), row(3L, "c", 3)), keys());
        lake.apply(2, rows(), keys(1L));
        TableCommit prepared =
                lake.resolved(TestLake.commitOf(3, new Step.Apply(lake.stage(3, rows(row(2L, "B", 20)), keys(2L)))));
        lake.table().updateProperties().set("format-version", "3").commit();

        assertThat(lake.lake().tables().commit(prepared)).isEqualTo(COMMITTED);

        assertThat(lake.contents()).containsExactly("[2, B, 20]", "[3, c, 3]");
        assertResolved(lake.table());
        forEachFile(
                lake.table(),
                task -> task.deletes()
                        .forEach(delete -> assertThat(delete.format()).isEqualTo(FileFormat.PUFFIN)));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void whatWasFoundInFilesThatACompactionLeftIsKept(int formatVersion) {
        TestLake lake = resolving(formatVersion);
        lake.apply(1, rows(row(1L, "a", 1), row(2L, "b", 2)), keys());
        lake.apply(2, rows(row(3L, "c", 3), row(4L, "d", 4)), keys());
        lake.apply(3, rows(), keys(4L));
        Table table = lake.table();
        DataFile[] rewritten = new DataFile[1];
        forEachFile(table, task -> {
            if (task.deletes().isEmpty()) {
                rewritten[0] = task.file().copy();
            }
        });
        TableCommit prepared = lake.resolved(TestLake.commitOf(
                4, new Step.Apply(lake.stage(4, rows(row(3L, "C", 30)), keys(1L, 3L)))));
        StagedFiles written = lake.stage(99, rows(row(1L, "a", 1), row(2L, "b", 2)), List.of());
        RewriteFiles rewrite = table.newRewrite().deleteFile(rewritten[0]);
        StagedManifests.readData(written.dataManifests(), table.io(), table.specs(), rewrite::addFile);
        rewrite.commit();

        assertThat(lake.lake().tables().commit(prepared)).isEqualTo(COMMITTED);

        assertThat(lake.contents()).containsExactly("[2, b, 2]", "[3, C, 30]");
        assertResolved(lake.table());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void I1_anotherProcessCommitsWhatWasPrepared(int formatVersion) {
        TestLake former = resolving(formatVersion);
        former.apply(1, rows(row(1L, "a", 1), row(2L, "b", 2)), keys());
        TableCommit prepared = former.resolved(TestLake.commitOf(
                2, new Step.Apply(former.stage(2, rows(row(2L, "B", 20)), keys(2L)))));
        Resolution resolution = prepared.resolution();
        assertThat(resolution).isNotNull();

        TestLake successor = resolving(formatVersion);
        assertThat(successor.lake().tables().commit(prepared)).isEqualTo(COMMITTED);
        assertThat(former.lake().tables().commit(prepared)).isEqualTo(COMMITTED);

        assertThat(successor.contents()).containsExactly("[1, a, 1]", "[2, B, 20]");
        assertThat(successor.checkpointsOfSnapshots()).containsExactly("2", "1");
        assertResolved(successor.table());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void I1_aPreparedCheckpointWhosePlacesAreGoneIsResolvedFromItsKeys(int formatVersion) throws IOException {
        TestLake former = resolving(formatVersion);
        former.apply(1, rows(row(1L, "a", 1), row(2L, "b", 2)), keys());
        TableCommit prepared = former.resolved(TestLake.commitOf(
                2, new Step.Apply(former.stage(2, rows(row(2L, "B", 20)), keys(2L)))));
        for (String manifest : prepared.resolution().runs().get(0).deletes().deleteManifests()) {
            Files.delete(Path.of(manifest.replaceFirst("^file:/*", "/")));
        }
        TestLake successor = resolving(formatVersion);
        assertThat(successor.lake().tables().commit(prepared)).isEqualTo(COMMITTED);
        assertThat(successor.contents()).containsExactly("[1, a, 1]", "[2, B, 20]");
        assertResolved(successor.table());
    }

    /** A load took so long that somebody took its files for orphans. */
    @Test
    void aCommitWhoseStagedFilesAreGoneIsPreparedAsItIsAndSaysSo() throws IOException {
        TestLake lake = resolving(2);
        lake.apply(1, rows(row(1L, "a", 1)), keys());
        StagedFiles chunk = lake.stage(2, rows(row(1L, "read", 10)), keys());
        TableCommit commit = TestLake.commitOf(
                2, new Step.Replace(List.of(chunk)), new Step.Apply(lake.stage(2, rows(row(1L, "A", 1)), keys(1L))));
        StagedManifests.readData(
                chunk.dataManifests(), lake.table().io(), lake.table().specs(), file -> {
                    assertThat(Path.of(file.location().replaceFirst("^file:/*", "/"))
                                    .toFile()
                                    .delete())
                            .isTrue();
                });

        assertThat(lake.resolved(commit)).isEqualTo(commit);
        TestLake successor = resolving(2);
        assertThat(successor.lake().tables().commit(commit)).isInstanceOf(CommitOutcome.FilesGone.class);
    }

    @Test
    void nothingOfWhatWasStagedStaysBehind() {
        TestLake lake = resolving(2);
        lake.apply(1, rows(row(1L, "a", 1), row(2L, "b", 2)), keys());
        lake.apply(2, rows(row(2L, "B", 20)), keys(2L));
        TableCommit prepared =
                lake.resolved(TestLake.commitOf(3, new Step.Apply(lake.stage(3, rows(row(1L, "A", 10)), keys(1L)))));
        compact(lake);
        lake.lake().tables().commit(prepared);

        Set<String> live = new HashSet<>();
        for (Snapshot snapshot : lake.table().snapshots()) {
            for (ManifestFile manifest : snapshot.allManifests(lake.table().io())) {
                live.add(name(manifest.path()));
                live.addAll(listedIn(manifest, lake.table()));
            }
        }
        List<String> left = TestLake.files(folder.resolve("warehouse")).stream()
                .map(file -> file.getFileName().toString())
                .filter(file -> file.startsWith("firn-shop-") || file.contains("-firn-shop-"))
                .filter(file -> !live.contains(file) && !file.contains("firn-shop-99-"))
                .toList();
        assertThat(left).isEmpty();
    }

    private static List<String> listedIn(ManifestFile manifest, Table table) {
        List<String> names = new ArrayList<>();
        try (ManifestReader<?> files = manifest.content() == ManifestContent.DATA
                ? ManifestFiles.read(manifest, table.io(), table.specs())
                : ManifestFiles.readDeleteManifest(manifest, table.io(), table.specs())) {
            for (ContentFile<?> file : files) {
                names.add(name(file.location()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return names;
    }

    private static String name(String location) {
        return location.substring(location.lastIndexOf('/') + 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void beyondTheBudgetTheTableStopsBeforeAnythingIsRead(int formatVersion) {
        TestLake lake = kept(TestLake.resolving(
                folder,
                formatVersion,
                new TableSettings(Partitioning.NONE, Map.of(), OnForeignChange.RESYNC, DeleteKind.RESOLVED, 10)));
        List<Object[]> many = new ArrayList<>();
        for (long id = 0; id < 1000; id++) {
            many.add(row(id * 7919 % 1_000_003, "x", 1));
        }
        lake.apply(1, many, keys());
        lake.apply(2, rows(row(2_000_000L, "beyond all bounds", 2)), keys(3_000_000L));
        assertThatThrownBy(() -> lake.apply(3, rows(), keys(7919L)))
                .isInstanceOf(LakeException.class)
                .hasMessageContaining("sink.resolve-budget is 1 MB")
                .hasMessageContaining("1 data files")
                .hasMessageContaining("firn resync");
    }

    private TestLake withEqualityDeletes(int formatVersion) {
        TestLake before = kept(TestLake.of(
                TestLake.with(
                        TestLake.settings(folder),
                        formatVersion,
                        TestLake.settings(folder).write(),
                        Map.of()),
                "shop"));
        before.apply(1, rows(row(1L, "a", 1), row(2L, "b", 2), row(3L, "c", 3)), keys());
        before.apply(2, rows(row(1L, "A", 10)), keys(1L, 3L));
        before.apply(3, rows(row(1L, "AA", 11), row(3L, "C", 30)), keys(1L));

        return before;
    }

    private static void assertConverted(TestLake lake) {
        assertThat(lake.table().currentSnapshot().summary()).containsEntry("total-equality-deletes", "0");
        forEachFile(lake.table(), task -> assertThat(task.deletes()).hasSizeLessThanOrEqualTo(1));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void aTableThatHadEqualityDeletesIsConvertedWhenItIsOpened(int formatVersion) {
        withEqualityDeletes(formatVersion);

        TestLake lake = kept(TestLake.resolving(folder, formatVersion));

        assertConverted(lake);
        assertThat(lake.contents()).containsExactly("[1, AA, 11]", "[2, b, 2]", "[3, C, 30]");
        assertThat(lake.checkpointsOfSnapshots()).containsExactly("3", "3", "2", "1");
        assertThat(lake.table().currentSnapshot().summary()).containsEntry("firn.source-position", "0/3");
        assertThat(lake.apply(4, rows(row(2L, "B", 20)), keys(2L, 3L))).isEqualTo(COMMITTED);
        assertConverted(lake);
        assertThat(lake.contents()).containsExactly("[1, AA, 11]", "[2, B, 20]");
        lake.openOrders();
        assertThat(lake.checkpointsOfSnapshots()).containsExactly("4", "3", "3", "2", "1");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void I1_whatWasPreparedWithKeysIsCommittedByPositions(int formatVersion) {
        TestLake before = withEqualityDeletes(formatVersion);
        TableCommit prepared =
                TestLake.commitOf(4, new Step.Apply(before.stage(4, rows(row(2L, "B", 20)), keys(2L, 1L))));

        // Whoever completes a checkpoint has not opened the table before.
        TestLake lake = TestLake.resolving(folder, formatVersion);
        lakes.add(lake);
        assertThat(lake.lake().tables().commit(prepared)).isEqualTo(COMMITTED);

        assertConverted(lake);
        assertThat(lake.contents()).containsExactly("[2, B, 20]", "[3, C, 30]");
        assertThat(lake.checkpointsOfSnapshots()).containsExactly("4", "3", "2", "1");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void whatWasPreparedWithPositionsIsCommittedByKeysIfThatIsWantedAndTheTableMoved(int formatVersion) {
        TestLake lake = resolving(formatVersion);
        lake.apply(1, rows(row(1L, "a", 1), row(2L, "b", 2)), keys());
        TableCommit prepared =
                lake.resolved(TestLake.commitOf(2, new Step.Apply(lake.stage(2, rows(row(2L, "B", 20)), keys(2L)))));
        compact(lake);
        TestLake keyed = kept(TestLake.of(
                TestLake.with(
                        TestLake.settings(folder),
                        formatVersion,
                        TestLake.settings(folder).write(),
                        Map.of()),
                "shop"));
        assertThat(keyed.lake().tables().commit(prepared)).isEqualTo(COMMITTED);
        assertThat(keyed.contents()).containsExactly("[1, a, 1]", "[2, B, 20]");
    }
}
