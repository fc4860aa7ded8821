package dev.firn.sink.commit;

import static dev.firn.sink.support.TestLake.keys;
import static dev.firn.sink.support.TestLake.row;
import static dev.firn.sink.support.TestLake.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.firn.engine.lake.CommitOutcome;
import dev.firn.engine.lake.LakeException;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.lake.TableCommit.Step;
import dev.firn.schema.change.SchemaChange;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.TableMode;
import dev.firn.sink.catalog.OnForeignChange;
import dev.firn.sink.support.TestLake;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DataFiles;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.RewriteFiles;
import org.apache.iceberg.Table;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What others do to a table is noticed, and what does no harm is let pass. */
class ForeignChangeTest {

    private static final CommitOutcome COMMITTED = new CommitOutcome.Committed();

    @TempDir
    private Path folder;

    private TestLake lake;
    private StagedFiles staged;

    @BeforeEach
    void load() {
        lake = TestLake.in(folder);
        lake.openOrders();
        lake.apply(1, rows(row(1L, "old", 1), row(2L, "old", 2)), keys());
        staged = lake.stage(2, rows(row(1L, "new", 10)), keys(1L));
    }

    @AfterEach
    void close() {
        lake.close();
    }

    private CommitOutcome commit(TestLake by) {
        return by.commit(2, new Step.Apply(staged));
    }

    private static void append(Table table) {
        table.newAppend()
                .appendFile(file(table, "outside"))
                .set("engine-name", "spark")
                .set("app-id", "local-17")
                .commit();
    }

    private static DataFile file(Table table, String name) {
        return DataFiles.builder(PartitionSpec.unpartitioned())
                .withPath(table.location() + "/data/" + name + ".parquet")
                .withFileSizeInBytes(100)
                .withRecordCount(1)
                .build();
    }

    private static void compact(Table table) {
        table.refresh();
        Set<DataFile> old = files(table);
        RewriteFiles rewrite = table.newRewrite();
        old.forEach(rewrite::deleteFile);
        rewrite.addFile(
                file(table, "compacted" + old.size() + table.currentSnapshot().snapshotId()));
        rewrite.commit();
    }

    private static Set<DataFile> files(Table table) {
        Set<DataFile> files = new HashSet<>();
        table.newScan().planFiles().forEach(task -> files.add(task.file()));
        return files;
    }

    static Stream<Arguments> changesOfRows() {
        return Stream.of(
                arguments("append", (Consumer<Table>) ForeignChangeTest::append),
                arguments("delete", (Consumer<Table>) table -> table.newDelete()
                        .deleteFromRowFilter(Expressions.alwaysTrue())
                        .commit()),
                arguments("overwrite", (Consumer<Table>) table -> table.newOverwrite()
                        .overwriteByRowFilter(Expressions.alwaysTrue())
                        .addFile(file(table, "over"))
                        .commit()),
                arguments("append", (Consumer<Table>) table -> {
                    append(table);
                    compact(table);
                }));
    }

    @ParameterizedTest
    @MethodSource("changesOfRows")
    void rowsThatOthersChangeAreNoticedAtTheNextCommit(String operation, Consumer<Table> change) {
        change.accept(lake.table());

        assertThat(commit(lake))
                .isInstanceOfSatisfying(
                        CommitOutcome.ChangedByOthers.class,
                        changed -> assertThat(changed.finding())
                                .startsWith("somebody else changed the table's rows: snapshot ")
                                .contains(" (" + operation + ") of 20"));
        assertThat(lake.table().properties()).containsEntry("firn.checkpoint", "1");
        // A load mends it.
        StagedFiles loaded = lake.stage(3, rows(row(5L, "loaded", 5)), keys());
        assertThat(lake.commit(3, new Step.Replace(List.of(loaded)))).isEqualTo(COMMITTED);
        assertThat(lake.apply(4, rows(row(6L, "more", 6)), keys())).isEqualTo(COMMITTED);
        assertThat(lake.contents()).containsExactly("[5, loaded, 5]", "[6, more, 6]");
    }

    @Test
    void whoAndWhenIsToldAsFarAsTheSnapshotSays() {
        append(lake.table());

        assertThat(commit(lake))
                .isInstanceOfSatisfying(
                        CommitOutcome.ChangedByOthers.class,
                        changed -> assertThat(changed.finding()).endsWith(" by spark local-17: 1 rows added"));
    }

    @Test
    void aChangeThatWinsTheRaceIsNoticedByTheSameCommit() {
        try (TestLake other = TestLake.in(folder)) {
            lake.catalog().beforeNextCommit(() -> append(other.table()));

            assertThat(commit(lake)).isInstanceOf(CommitOutcome.ChangedByOthers.class);
        }
        assertThat(lake.checkpointsOfSnapshots()).containsExactly("-", "1");
    }

    @Test
    void aSuccessorNoticesItBeforeItStagesARow() {
        append(lake.table());
        try (TestLake successor = TestLake.in(folder)) {
            successor.openOrders();

            assertThat(successor.lake().tables().changedByOthers(TestLake.ORDERS))
                    .get()
                    .asString()
                    .contains("by spark local-17");
        }
    }

    static Stream<Consumer<Table>> harmless() {
        return Stream.of(
                ForeignChangeTest::compact,
                table -> table.newAppend().commit(),
                table -> table.updateProperties().set("somebody", "else").commit(),
                table -> table.updateSchema()
                        .addColumn("note", Types.StringType.get())
                        .commit(),
                table -> table.updateSchema()
                        .updateColumn("total", Types.LongType.get())
                        .commit(),
                table -> table.updateSchema()
                        .moveFirst("total")
                        .updateColumnDoc("total", "a sum")
                        .commit(),
                table -> table.updateSpec().addField("status").commit(),
                table -> table.manageSnapshots()
                        .createBranch("audit", table.currentSnapshot().snapshotId())
                        .commit(),
                table -> {
                    // As a catalog shows it that hides parents, too.
                    compact(table);
                    table.expireSnapshots()
                            .expireOlderThan(System.currentTimeMillis() + 1)
                            .retainLast(1)
                            .commit();
                });
    }

    @ParameterizedTest
    @MethodSource
    void harmless(Consumer<Table> change) {
        change.accept(lake.table());

        try (TestLake successor = TestLake.in(folder)) {
            successor.openOrders();
            assertThat(successor.lake().tables().changedByOthers(TestLake.ORDERS))
                    .isEmpty();
        }
        assertThat(commit(lake)).isEqualTo(COMMITTED);
    }

    static Stream<Arguments> changesOfColumns() {
        return Stream.of(
                arguments("column total was dropped", (Consumer<Table>)
                        table -> table.updateSchema().deleteColumn("total").commit()),
                arguments("column total was dropped", (Consumer<Table>) table -> {
                    table.updateSchema().deleteColumn("total").commit();
                    table.updateSchema()
                            .addColumn("total", Types.IntegerType.get())
                            .commit();
                }),
                arguments("column total was renamed to sum", (Consumer<Table>) table ->
                        table.updateSchema().renameColumn("total", "sum").commit()),
                arguments("the key was changed from id to none", (Consumer<Table>) table ->
                        table.updateSchema().setIdentifierFields(Set.of()).commit()));
    }

    @ParameterizedTest
    @MethodSource("changesOfColumns")
    void columnsThatOthersChangeAreNoticedAtTheNextCommit(String what, Consumer<Table> change) {
        change.accept(lake.table());

        CommitOutcome expected =
                new CommitOutcome.ChangedByOthers("somebody else changed the table's columns: " + what);
        assertThat(commit(lake)).isEqualTo(expected);
        try (TestLake successor = TestLake.in(folder)) {
            successor.openOrders();
            assertThat(successor.lake().tables().changedByOthers(TestLake.ORDERS))
                    .hasValueSatisfying(finding -> assertThat(finding).endsWith(what));
            // Growing by itself does not hide it, and it matters to a load that began before, too.
            successor
                    .lake()
                    .tables()
                    .evolve(
                            TestLake.ORDERS,
                            List.of(new SchemaChange.AddColumn(new LakeColumn("more", Types.LongType.get(), false))));
            assertThat(successor.commit(2, new Step.Replace(List.of(staged)))).isEqualTo(expected);

            successor.lake().tables().readyForLoad(TestLake.ORDERS);
            assertThat(successor.commit(3, new Step.Replace(List.of(staged)))).isEqualTo(COMMITTED);
        }
    }

    @Test
    void aKeyThatOthersWidenIsNoticed() {
        TableLayout narrow = TestLake.layout(new LakeColumn("number", Types.IntegerType.get(), true));
        lake.lake().tables().reshape(narrow);
        lake.lake().tables().readyForLoad(TestLake.ORDERS);
        lake.commit(2, new Step.Replace(List.of()));
        lake.table().updateSchema().updateColumn("number", Types.LongType.get()).commit();

        assertThat(lake.commit(3, new Step.Apply(lake.stage(narrow, 3, rows(row(1)), keys()))))
                .isEqualTo(new CommitOutcome.ChangedByOthers(
                        "somebody else changed the table's columns: column number was changed from int to long"));
    }

    @Test
    void ownChangesOfColumnsAreNobodyElses() {
        lake.lake()
                .tables()
                .evolve(
                        TestLake.ORDERS,
                        List.of(
                                new SchemaChange.AddColumn(new LakeColumn("more", Types.LongType.get(), false)),
                                new SchemaChange.DropColumn("total")));

        try (TestLake successor = TestLake.in(folder)) {
            successor.openOrders();
            assertThat(successor.lake().tables().changedByOthers(TestLake.ORDERS))
                    .isEmpty();
            assertThat(commit(successor)).isEqualTo(COMMITTED);
        }
    }

    @Test
    void aTableOfAnOlderVersionSaysNothingOfItsColumnsUntilItsNextCommit() {
        lake.table().updateProperties().remove("firn.columns").commit();
        lake.table().updateSchema().deleteColumn("total").commit();

        assertThat(commit(lake)).isEqualTo(COMMITTED);
        assertThat(lake.table().properties()).containsKey("firn.columns");
    }

    @Test
    void aTableWhoseSnapshotsAreGoneIsNoticed() {
        Table table = lake.table();
        lake.catalog()
                .buildTable(lake.lake().names().of(TestLake.ORDERS), table.schema())
                .withProperties(table.properties())
                .createOrReplaceTransaction()
                .commitTransaction();

        assertThat(commit(lake))
                .isInstanceOfSatisfying(
                        CommitOutcome.ChangedByOthers.class,
                        changed -> assertThat(changed.finding()).contains("took away all rows"));
    }

    @Test
    void rowsOfOthersStayWhereTheyAreAcceptedAndColumnsAreNeeded() {
        append(lake.table());
        try (TestLake accepting = TestLake.onForeignChange(folder, OnForeignChange.ACCEPT_ROWS)) {
            accepting.openOrders();
            assertThat(accepting.lake().tables().changedByOthers(TestLake.ORDERS))
                    .isEmpty();
            assertThat(commit(accepting)).isEqualTo(COMMITTED);
            StagedFiles next = accepting.stage(3, rows(row(3L, "newer", 30)), keys());
            accepting.table().updateSchema().deleteColumn("total").commit();
            assertThat(accepting.commit(3, new Step.Apply(next))).isInstanceOf(CommitOutcome.ChangedByOthers.class);
        }
    }

    @Test
    void aTableStopsWhereThePolicySaysSo() {
        append(lake.table());
        try (TestLake stopping = TestLake.onForeignChange(folder, OnForeignChange.STOP_TABLE)) {
            stopping.openOrders();
            assertThatThrownBy(() -> stopping.lake().tables().changedByOthers(TestLake.ORDERS))
                    .isInstanceOfSatisfying(
                            LakeException.class,
                            failure -> assertThat(failure.scope()).isEqualTo(LakeException.Scope.TABLE))
                    .hasMessageContaining("by spark local-17")
                    .hasMessageContaining("on-foreign-change is stop-table");
            assertThat(commit(stopping))
                    .isInstanceOfSatisfying(
                            CommitOutcome.Rejected.class,
                            rejected -> assertThat(rejected.reason())
                                    .contains("by spark local-17")
                                    .contains("load it anew by firn resync"));
        }
    }

    @Test
    void aChangelogLivesWithoutRowsThatOthersThrowAway() {
        TableLayout changelog = new TableLayout(
                TestLake.ORDERS,
                List.of(
                        new LakeColumn("id", Types.LongType.get(), true),
                        new LakeColumn("_firn_operation", Types.StringType.get(), false),
                        new LakeColumn("_firn_source_timestamp", Types.TimestampType.withZone(), false),
                        new LakeColumn("_firn_position", Types.StringType.get(), false)),
                List.of(0),
                TableMode.CHANGELOG);
        lake.lake().tables().reshape(changelog);
        lake.commit(2, new Step.Replace(List.of()));
        append(lake.table());

        assertThat(lake.lake().tables().changedByOthers(TestLake.ORDERS)).isEqualTo(Optional.empty());
        StagedFiles more = lake.stage(changelog, 3, rows(row(7L, "c", 0L, "0/3")), keys());
        assertThat(lake.commit(3, new Step.Apply(more))).isEqualTo(COMMITTED);
    }
}
