package dev.firn.sink.commit;

import static dev.firn.sink.support.TestLake.keys;
import static dev.firn.sink.support.TestLake.row;
import static dev.firn.sink.support.TestLake.rows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.lake.CommitOutcome;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.lake.TableCommit.Step;
import dev.firn.schema.change.CommentChanges;
import dev.firn.sink.support.TestLake;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.iceberg.Snapshot;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a committed checkpoint makes of a table. */
class TableCommitTest {

    private static final CommitOutcome COMMITTED = new CommitOutcome.Committed();

    @TempDir
    private Path folder;

    private TestLake lake;

    @BeforeEach
    void open() {
        lake = TestLake.in(folder);
        lake.openOrders();
    }

    @AfterEach
    void close() {
        lake.close();
    }

    @Test
    void deletesApplyToEarlierGenerationsOfTheSameCheckpointAndNotToTheirOwnRows() {
        StagedFiles first = lake.stage(1, rows(row(1L, "new", 10), row(2L, "new", 20), row(3L, "new", 30)), keys());
        StagedFiles second = lake.stage(1, rows(row(2L, "paid", 21)), keys(2L, 3L));
        StagedFiles third = lake.stage(1, rows(row(3L, "again", 31)), keys(1L));

        assertThat(lake.commit(1, new Step.Replace(List.of(first)), new Step.Apply(second), new Step.Apply(third)))
                .isEqualTo(COMMITTED);

        assertThat(lake.contents()).containsExactly("[2, paid, 21]", "[3, again, 31]");
        assertThat(lake.checkpointsOfSnapshots()).containsExactly("1", "1", "1");
    }

    @Test
    void I2_everySnapshotSaysWhereTheSourceStood() {
        lake.apply(1, rows(row(1L, "new", 10)), keys());
        lake.apply(7, rows(row(2L, "new", 20)), keys());

        Snapshot snapshot = lake.table().currentSnapshot();
        assertThat(snapshot.summary())
                .containsEntry("firn.pipeline", "shop")
                .containsEntry("firn.checkpoint", "7")
                .containsEntry("firn.source-position", "0/7")
                .containsEntry("firn.source-timestamp", "2026-11-20T10:15:30.123456Z");
        assertThat(lake.table().properties())
                .containsEntry("firn.checkpoint", "7")
                .containsEntry("firn.pipeline", "shop");
    }

    @Test
    void aReplaceDropsRowsAndDeletesAndKeepsTheSnapshotHistory() {
        lake.apply(1, rows(row(1L, "old", 1), row(2L, "old", 2)), keys());
        lake.apply(2, rows(row(2L, "older", 3)), keys(1L, 2L));
        long before = lake.table().currentSnapshot().snapshotId();

        StagedFiles chunk = lake.stage(3, rows(row(1L, "loaded", 1), row(2L, "loaded", 2)), keys());
        StagedFiles other = lake.stage(3, rows(row(3L, "loaded", 3)), keys());
        StagedFiles changes = lake.stage(3, rows(row(3L, "changed", 4)), keys(2L, 3L));
        lake.commit(3, new Step.Replace(List.of(chunk, other)), new Step.Apply(changes));

        assertThat(lake.contents()).containsExactly("[1, loaded, 1]", "[3, changed, 4]");
        assertThat(lake.table().currentSnapshot().summary())
                .containsEntry("total-delete-files", "1")
                .containsEntry("total-data-files", "3");
        assertThat(lake.table().snapshot(before)).isNotNull();
        assertThat(lake.checkpointsOfSnapshots()).containsExactly("3", "3", "2", "1");
    }

    @Test
    void aFirstLoadSaysWhatColumnsAreFor() {
        StagedFiles chunk = lake.stage(1, rows(row(1L, "new", 10)), keys());
        CommentChanges comments =
                new CommentChanges("All that was ever ordered", Map.of("status", "Where it is", "id", ""));

        assertThat(lake.commit(1, new Step.Replace(List.of(chunk)), new Step.Describe(comments)))
                .isEqualTo(COMMITTED);

        assertThat(lake.contents()).containsExactly("[1, new, 10]");
        assertThat(lake.table().schema().findField("status").doc()).isEqualTo("Where it is");
        assertThat(lake.table().properties()).containsEntry("comment", "All that was ever ordered");
    }

    @Test
    void aReplaceByNothingEmptiesTheTable() {
        lake.apply(1, rows(row(1L, "old", 1)), keys());

        assertThat(lake.commit(2, new Step.Replace(List.of()))).isEqualTo(COMMITTED);
        assertThat(lake.contents()).isEmpty();
        assertThat(lake.commit(3, new Step.Replace(List.of()))).isEqualTo(COMMITTED);
        assertThat(lake.apply(4, rows(row(1L, "new", 1)), keys(1L))).isEqualTo(COMMITTED);
        assertThat(lake.contents()).containsExactly("[1, new, 1]");
    }

    @Test
    void nothingToDoCostsNoCommit() {
        lake.apply(1, rows(row(1L, "old", 1)), keys());
        lake.catalog().takeCalls();

        assertThat(lake.commit(2)).isEqualTo(COMMITTED);
        assertThat(lake.commit(3, new Step.Apply(StagedFiles.NONE))).isEqualTo(COMMITTED);

        assertThat(lake.catalog().takeCalls()).isEmpty();
        assertThat(lake.checkpointsOfSnapshots()).containsExactly("1");
    }

    @Test
    void I8_readersByTimeNeverSeeAnIntermediateSnapshot() {
        StagedFiles chunk = lake.stage(1, rows(row(1L, "loaded", 1)), keys());
        StagedFiles changes = lake.stage(1, rows(row(1L, "changed", 2)), keys(1L));
        lake.commit(1, new Step.Replace(List.of(chunk)), new Step.Apply(changes));

        assertThat(lake.table().history())
                .extracting(entry -> entry.snapshotId())
                .containsExactly(lake.table().currentSnapshot().snapshotId());
    }

    @Test
    void theNextBatchIsStagedWhileACheckpointCommits() {
        StagedFiles staged = lake.stage(1, rows(row(1L, "new", 1)), keys());
        List<StagedFiles> meanwhile = new ArrayList<>();
        lake.catalog()
                .beforeNextCommit(() -> meanwhile.add(CompletableFuture.supplyAsync(
                                () -> lake.stage(2, rows(row(1L, "paid", 1)), keys(1L)))
                        .join()));

        lake.commit(1, new Step.Replace(List.of(staged)));
        lake.commit(2, new Step.Apply(meanwhile.get(0)));

        assertThat(lake.contents()).containsExactly("[1, paid, 1]");
    }

    @Test
    void stagedManifestsGoWhenTheCheckpointIsThere() {
        StagedFiles staged = lake.stage(1, rows(row(1L, "new", 1)), keys(1L));
        assertThat(staged.files()).isEqualTo(2);
        assertThat(staged.rows()).isEqualTo(1);
        assertThat(staged.deletes()).isEqualTo(1);
        assertThat(staged.bytes()).isPositive();

        lake.commit(1, new Step.Replace(List.of()), new Step.Apply(staged));

        assertThat(staged.dataManifests())
                .allSatisfy(manifest -> assertThat(Path.of(manifest)).doesNotExist());
        assertThat(staged.deleteManifests())
                .allSatisfy(manifest -> assertThat(Path.of(manifest)).doesNotExist());
    }

    @Test
    void discardedFilesAreGone() {
        int before = TestLake.files(folder.resolve("warehouse")).size();
        StagedFiles staged = lake.stage(1, rows(row(1L, "new", 1)), keys(1L));
        assertThat(TestLake.files(folder.resolve("warehouse"))).hasSizeGreaterThan(before);

        lake.lake().tables().discard(TestLake.ORDERS, staged);
        lake.lake().tables().discard(TestLake.ORDERS, staged);

        assertThat(TestLake.files(folder.resolve("warehouse"))).hasSize(before);
    }
}
