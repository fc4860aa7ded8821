package dev.firn.sink.commit;

import static dev.firn.sink.support.TestLake.keys;
import static dev.firn.sink.support.TestLake.row;
import static dev.firn.sink.support.TestLake.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.lake.CommitOutcome;
import dev.firn.engine.lake.LakeException;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.lake.TableCommit.Step;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.TableMode;
import dev.firn.schema.source.TableId;
import dev.firn.sink.catalog.OnForeignChange;
import dev.firn.sink.support.FaultyCatalog.Fault;
import dev.firn.sink.support.TestLake;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.ForbiddenException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** I1 and I10 at the commit of a table: whatever happens, a checkpoint is in the table once, and the outcome is the truth. */
class CommitFaultTest {

    private static final CommitOutcome COMMITTED = new CommitOutcome.Committed();

    @TempDir
    private Path folder;

    private TestLake lake;
    private StagedFiles first;
    private StagedFiles second;

    @BeforeEach
    void stageTwoGenerations() {
        lake = TestLake.in(folder);
        lake.openOrders();
        lake.apply(1, rows(row(1L, "old", 1), row(2L, "old", 2)), keys());
        first = lake.stage(2, rows(row(1L, "new", 10), row(3L, "new", 30)), keys(1L));
        second = lake.stage(2, rows(row(3L, "paid", 31)), keys(2L, 3L));
    }

    @AfterEach
    void close() {
        lake.close();
    }

    private CommitOutcome commit(TestLake by) {
        return by.commit(2, new Step.Apply(first), new Step.Apply(second));
    }

    private void assertThereOnce() {
        assertThat(lake.contents()).containsExactly("[1, new, 10]", "[3, paid, 31]");
        assertThat(lake.checkpointsOfSnapshots().stream().filter("2"::equals)).hasSize(2);
    }

    @Test
    void I1_committingAgainChangesNothing() {
        assertThat(commit(lake)).isEqualTo(COMMITTED);
        assertThat(commit(lake)).isEqualTo(COMMITTED);
        assertThereOnce();
    }

    @Test
    void I1_aSuccessorThatCommitsAgainChangesNothing() {
        commit(lake);
        try (TestLake successor = TestLake.in(folder)) {
            assertThat(commit(successor)).isEqualTo(COMMITTED);
        }
        assertThereOnce();
    }

    @Test
    void I1_aSuccessorCompletesWhatWasStaged() {
        try (TestLake successor = TestLake.in(folder)) {
            assertThat(commit(successor)).isEqualTo(COMMITTED);
        }
        assertThat(commit(lake)).isEqualTo(COMMITTED);
        assertThereOnce();
    }

    @Test
    void I1_theCheckpointIsKnownAfterItsSnapshotsExpired() {
        commit(lake);
        Table table = lake.table();
        appendFromOutside(table);
        table.expireSnapshots()
                .expireOlderThan(System.currentTimeMillis() + 1)
                .retainLast(1)
                .commit();
        assertThat(lake.checkpointsOfSnapshots()).doesNotContain("2");

        try (TestLake successor = TestLake.in(folder)) {
            assertThat(commit(successor)).isEqualTo(COMMITTED);
            assertThat(commit(lake)).isEqualTo(COMMITTED);
        }
        assertThat(lake.table().snapshots()).hasSize(1);
    }

    @Test
    void I1_anotherProcessThatIsFasterWithTheSameCheckpoint() {
        try (TestLake other = TestLake.in(folder)) {
            lake.catalog().beforeNextCommit(() -> assertThat(commit(other)).isEqualTo(COMMITTED));
            assertThat(commit(lake)).isEqualTo(COMMITTED);
        }
        assertThereOnce();
    }

    @Test
    void aConcurrentAppendAndExpiryBySomebodyElseIsSurvivedWhereRowsOfOthersAreAccepted() {
        try (TestLake other = TestLake.in(folder);
                TestLake accepting = TestLake.onForeignChange(folder, OnForeignChange.ACCEPT_ROWS)) {
            accepting.catalog().beforeNextCommit(() -> {
                appendFromOutside(other.table());
                other.table()
                        .expireSnapshots()
                        .expireOlderThan(System.currentTimeMillis() + 1)
                        .retainLast(1)
                        .commit();
            });
            assertThat(commit(accepting)).isEqualTo(COMMITTED);
        }
        assertThat(lake.checkpointsOfSnapshots()).containsExactly("2", "2", "-");
        assertThat(lake.table().currentSnapshot().summary()).containsEntry("total-data-files", "4");
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void I1_whateverTheCatalogSaysTheOutcomeIsTheTruthAndTryingAgainEndsWell(Fault fault) {
        lake.catalog().failNext(fault);

        CommitOutcome outcome = commit(lake);

        switch (fault) {
            case CONFLICT, UNKNOWN_AFTER, ERROR_AFTER -> assertThat(outcome).isEqualTo(COMMITTED);
            case UNKNOWN_BEFORE, ERROR_BEFORE -> {
                assertThat(outcome).isInstanceOf(CommitOutcome.Unknown.class);
                assertThat(first.dataManifests())
                        .allSatisfy(
                                file -> assertThat(Path.of(URI.create(file))).exists());
                assertThat(commit(lake)).isEqualTo(COMMITTED);
            }
        }
        assertThereOnce();
    }

    /** Its table has no checkpoint yet, which is no reason to refuse one that brings all of it. */
    @ParameterizedTest
    @EnumSource(Fault.class)
    void I1_theFirstLoadOfATableEndsWellToo(Fault fault, @TempDir Path elsewhere) {
        try (TestLake fresh = TestLake.in(elsewhere)) {
            fresh.openOrders();
            Step load = new Step.Replace(List.of(fresh.stage(1, rows(row(1L, "new", 10)), keys())));
            fresh.catalog().failNext(fault);

            if (!fresh.commit(1, load).equals(COMMITTED)) {
                assertThat(fresh.commit(1, load)).isEqualTo(COMMITTED);
            }
            assertThat(fresh.contents()).containsExactly("[1, new, 10]");
            assertThat(fresh.checkpointsOfSnapshots()).containsExactly("1");
        }
    }

    @Test
    void I1_unknownAndTheTableCannotBeLookedAt() {
        lake.catalog().failNext(Fault.UNKNOWN_AFTER);
        lake.catalog()
                .beforeNextCommit(() ->
                        lake.catalog().makeUnreachable(new UncheckedIOException(new IOException("connection reset"))));

        assertThat(commit(lake)).isInstanceOf(CommitOutcome.Unknown.class);
        assertThat(commit(lake)).isInstanceOf(CommitOutcome.Unknown.class);

        lake.catalog().makeUnreachable(null);
        assertThat(commit(lake)).isEqualTo(COMMITTED);
        assertThereOnce();
    }

    @Test
    void conflictsThatGoOnAreTriedAgainLaterWithTheFilesKept() {
        lake.table()
                .updateProperties()
                .set("commit.retry.num-retries", "1")
                .set("commit.retry.min-wait-ms", "1")
                .commit();
        lake.catalog().failNext(Fault.CONFLICT, Fault.CONFLICT, Fault.CONFLICT, Fault.CONFLICT);

        assertThat(commit(lake)).isInstanceOf(CommitOutcome.Unknown.class);
        while (!commit(lake).equals(COMMITTED)) {
            assertThat(first.dataManifests())
                    .allSatisfy(file -> assertThat(Path.of(URI.create(file))).exists());
        }
        assertThereOnce();
    }

    @Test
    void deniedAccessStopsTheLakeWithARemedy() {
        lake.catalog().makeUnreachable(new ForbiddenException("User is not authorized to perform: glue:GetTable"));

        assertThatThrownBy(() -> commit(lake))
                .isInstanceOf(LakeException.class)
                .hasMessageContaining("checkpoint 2")
                .hasMessageContaining("shop.orders")
                .hasMessageContaining("glue:GetTable")
                .extracting(failure -> ((LakeException) failure).scope())
                .isEqualTo(LakeException.Scope.LAKE);
    }

    @Test
    void I6_aDroppedTableIsRejectedWithARemedy() {
        lake.catalog().dropTable(lake.lake().names().of(TestLake.ORDERS), false);

        assertThat(commit(lake))
                .isInstanceOfSatisfying(
                        CommitOutcome.Rejected.class,
                        rejected -> assertThat(rejected.reason())
                                .contains("checkpoint 2")
                                .contains("shop.orders")
                                .contains("load it anew"));
        try (TestLake successor = TestLake.in(folder)) {
            assertThat(commit(successor)).isInstanceOf(CommitOutcome.Rejected.class);
        }
    }

    @Test
    void I1_aTableDroppedAndMadeAnewByHandTakesNoChanges() {
        Table old = lake.table();
        lake.catalog().dropTable(lake.lake().names().of(TestLake.ORDERS), false);
        lake.catalog().createTable(lake.lake().names().of(TestLake.ORDERS), old.schema());

        assertThat(commit(lake)).isInstanceOf(CommitOutcome.Rejected.class);
        try (TestLake successor = TestLake.in(folder)) {
            assertThat(commit(successor))
                    .isInstanceOfSatisfying(
                            CommitOutcome.ChangedByOthers.class,
                            changed -> assertThat(changed.finding()).contains("not the one that Firn made"));
        }
    }

    @Test
    void I1_aTableRolledBackByHandTakesNoChangesUntilItIsReplaced() {
        long before = lake.table().currentSnapshot().snapshotId();
        commit(lake);
        lake.table().manageSnapshots().rollbackTo(before).commit();

        StagedFiles next = lake.stage(3, rows(row(9L, "next", 9)), keys());
        assertThat(lake.commit(3, new Step.Apply(next)))
                .isInstanceOfSatisfying(
                        CommitOutcome.ChangedByOthers.class,
                        changed -> assertThat(changed.finding()).contains("rolled back to checkpoint 1 from 2"));
        assertThat(lake.commit(4, new Step.Replace(List.of(next)))).isEqualTo(COMMITTED);
        assertThat(lake.contents()).containsExactly("[9, next, 9]");
    }

    @Test
    void I6_missingStagedFilesRejectTheirTableAlone() {
        first.dataManifests()
                .forEach(file ->
                        assertThat(Path.of(URI.create(file)).toFile().delete()).isTrue());

        assertThat(commit(lake))
                .isInstanceOfSatisfying(
                        CommitOutcome.Rejected.class,
                        rejected -> assertThat(rejected.reason()).contains("load it anew"));
        assertThat(lake.contents()).containsExactly("[1, old, 1]", "[2, old, 2]");
    }

    @Test
    void I10_aTableOfAnotherPipelineIsRefused() {
        try (TestLake other = TestLake.of(TestLake.settings(folder), "warehouse")) {
            assertThatThrownBy(other::openOrders)
                    .isInstanceOf(LakeException.class)
                    .hasMessageContaining("belongs to the pipeline shop")
                    .hasMessageContaining("public.orders");
            assertThat(commit(other)).isInstanceOf(CommitOutcome.Rejected.class);
        }
        assertThat(lake.contents()).containsExactly("[1, old, 1]", "[2, old, 2]");
    }

    @Test
    void I1_aNewLifeOfThePipelineTakesItsTablesOverWithoutTrustingTheirNumbers() {
        commit(lake);
        lake.catalog().dropTable(lake.lake().names().checkpoints(), true);
        try (TestLake reborn = TestLake.in(folder)) {
            reborn.openOrders();
            StagedFiles loaded = reborn.stage(1, rows(row(7L, "loaded", 7)), keys());
            assertThat(reborn.commit(1, new Step.Replace(List.of(loaded)))).isEqualTo(COMMITTED);
            assertThat(reborn.contents()).containsExactly("[7, loaded, 7]");

            // The process of the earlier life, if it still runs, must not write any more.
            StagedFiles late = lake.stage(3, rows(row(8L, "late", 8)), keys());
            assertThat(lake.commit(3, new Step.Apply(late))).isInstanceOf(CommitOutcome.Rejected.class);
        }
    }

    @Test
    void aTableWithDataThatFirnDidNotMakeIsRefused() {
        Table foreign = lake.catalog()
                .createTable(
                        lake.lake().names().of(new TableId("public", "foreign")),
                        lake.table().schema());
        appendFromOutside(foreign);
        assertThatThrownBy(() -> lake.lake()
                        .tables()
                        .open(new TableLayout(
                                new TableId("public", "foreign"),
                                TestLake.ordersLayout().columns(),
                                List.of(0),
                                TableMode.UPSERT)))
                .hasMessageContaining("it has data and was not made by Firn");
    }

    /** A data file that somebody else lists; it need not exist for what is looked at here. */
    private static void appendFromOutside(Table table) {
        table.newAppend()
                .appendFile(DataFiles.builder(PartitionSpec.unpartitioned())
                        .withPath(table.location() + "/data/outside.parquet")
                        .withFileSizeInBytes(100)
                        .withRecordCount(1)
                        .build())
                .commit();
    }
}
