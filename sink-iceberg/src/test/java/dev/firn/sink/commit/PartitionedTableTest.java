package dev.firn.sink.commit;

import static dev.firn.sink.support.TestLake.keys;
import static dev.firn.sink.support.TestLake.row;
import static dev.firn.sink.support.TestLake.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.CommitOutcome;
import dev.firn.engine.lake.LakeException;
import dev.firn.engine.lake.LakeTables.RowStage;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.lake.TableCommit.Step;
import dev.firn.schema.change.SchemaChange;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.LakeSchemas;
import dev.firn.schema.layout.TableLayout;
import dev.firn.sink.catalog.LakeSettings;
import dev.firn.sink.catalog.Partitioning;
import dev.firn.sink.catalog.TableSettings;
import dev.firn.sink.catalog.WriteSettings;
import dev.firn.sink.support.TestLake;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileScanTask;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Equality deletes reach the rows they are for, in whichever partition these are. */
class PartitionedTableTest {

    @TempDir
    private Path folder;

    @Test
    void deletesReachEveryPartitionWhereTheKeyDoesNotGiveIt() throws Exception {
        try (TestLake lake = TestLake.partitioned(folder, "status")) {
            lake.openOrders();
            lake.apply(1, rows(row(1L, "new", 1), row(2L, "new", 2), row(3L, null, 3), row(4L, "paid", 4)), keys());

            lake.apply(2, rows(row(1L, "paid", 10)), keys(1L, 3L, 4L));

            assertThat(lake.contents()).containsExactly("[1, paid, 10]", "[2, new, 2]");
            assertThat(deletesOf(lake.table()))
                    .allSatisfy(delete -> assertThat(delete.specId()).isZero());
        }
    }

    private static void loadFive(TestLake lake) {
        lake.openOrders();
        lake.apply(
                1,
                rows(row(1L, "new", 1), row(2L, "new", 2), row(3L, null, 3), row(4L, "paid", 4), row(5L, "paid", 5)),
                keys());
    }

    @Test
    void deletesStayInThePartitionThatTheOldRowGives() throws Exception {
        try (TestLake lake = TestLake.partitioned(folder, "status")) {
            loadFive(lake);

            // Row 1 changes its partition, row 2 its key, row 4 stays where it is, row 3 goes.
            StagedFiles staged = lake.stagePlaced(
                    2,
                    rows(row(1L, "paid", 10), row(20L, "new", 2), row(4L, "paid", 40)),
                    rows(row(1L, "new"), row(2L, "new"), row(3L, null), row(4L, "paid")));
            lake.commit(2, new Step.Apply(staged));

            assertThat(lake.contents())
                    .containsExactly("[1, paid, 10]", "[20, new, 2]", "[4, paid, 40]", "[5, paid, 5]");
            int present = lake.table().spec().specId();
            assertThat(deletesOf(lake.table()))
                    .isNotEmpty()
                    .allSatisfy(delete -> assertThat(delete.specId()).isEqualTo(present));
        }
    }

    /** What docs/limits.md says of rows that moved without a word in the log: the delete goes where the log says, until the table is loaded again. */
    @Test
    void aDeleteMissesARowThatIsElsewhereThanTheLogSays() throws Exception {
        try (TestLake lake = TestLake.partitioned(folder, "status")) {
            loadFive(lake);

            lake.commit(2, new Step.Apply(lake.stagePlaced(2, rows(row(1L, "sent", 10)), rows(row(1L, "paid")))));
            assertThat(lake.contents()).contains("[1, new, 1]", "[1, sent, 10]");

            lake.commit(3, new Step.Replace(List.of(lake.stage(3, rows(row(1L, "sent", 10)), keys()))));
            assertThat(lake.contents()).containsExactly("[1, sent, 10]");
        }
    }

    @Test
    void deletesReachEveryPartitionWhereTheOldRowDoesNotGiveIt() throws Exception {
        try (TestLake lake = TestLake.partitioned(folder, "status", "truncate(10, total)")) {
            loadFive(lake);

            lake.commit(2, new Step.Apply(lake.stagePlaced(2, rows(), rows(row(1L, "elsewhere")))));

            assertThat(lake.contents()).hasSize(4);
            assertThat(deletesOf(lake.table()))
                    .allSatisfy(delete -> assertThat(delete.specId()).isZero());
        }
    }

    @Test
    void deletesOfAPartitionReachAllOnceSomebodyPartitionedOtherwise() throws Exception {
        try (TestLake lake = TestLake.partitioned(folder, "status");
                TestLake other = TestLake.in(folder)) {
            loadFive(lake);
            StagedFiles before = lake.stagePlaced(2, rows(row(1L, "paid", 10)), rows(row(1L, "new")));
            StagedFiles during = lake.stagePlaced(3, rows(), rows(row(2L, "new")));
            lake.table().updateSpec().removeField("status").commit();
            assertThat(lake.commit(2, new Step.Apply(before))).isEqualTo(new CommitOutcome.Committed());
            // Between a commit's two attempts, too.
            lake.catalog()
                    .beforeNextCommit(() -> other.table()
                            .updateSpec()
                            .addField(Expressions.bucket("id", 2))
                            .commit());
            assertThat(lake.commit(3, new Step.Apply(during))).isInstanceOf(CommitOutcome.Unknown.class);
            assertThat(lake.commit(3, new Step.Apply(during))).isEqualTo(new CommitOutcome.Committed());
            lake.commit(4, new Step.Apply(lake.stagePlaced(4, rows(), rows(row(1L, "elsewhere")))));

            assertThat(lake.contents()).containsExactly("[3, null, 3]", "[4, paid, 4]", "[5, paid, 5]");
            assertThat(deletesOf(lake.table()))
                    .allSatisfy(delete -> assertThat(delete.specId()).isZero());
        }
    }

    @Test
    void deletesStayInTheirPartitionWhereTheKeyGivesIt() throws Exception {
        try (TestLake lake = TestLake.partitioned(folder, "bucket(4, id)")) {
            lake.openOrders();
            List<Object[]> loaded = new ArrayList<>();
            for (long id = 1; id <= 20; id++) {
                loaded.add(row(id, "new", (int) id));
            }
            lake.apply(1, loaded, keys());

            StagedFiles first = lake.stage(2, rows(row(1L, "paid", 1)), keys(1L, 2L, 3L));
            StagedFiles second = lake.stage(2, rows(row(2L, "back", 2)), keys(1L, 4L));
            lake.commit(2, new Step.Apply(first), new Step.Apply(second));

            assertThat(lake.contents()).hasSize(17).contains("[2, back, 2]").doesNotContain("[1, paid, 1]");
            int present = lake.table().spec().specId();
            assertThat(present).isNotZero();
            assertThat(deletesOf(lake.table()))
                    .allSatisfy(delete -> assertThat(delete.specId()).isEqualTo(present));
        }
    }

    @Test
    void deletesReachRowsOfAnEarlierSpecAfterSomebodyRepartitioned() throws Exception {
        try (TestLake lake = TestLake.partitioned(folder, "bucket(4, id)")) {
            lake.openOrders();
            lake.apply(1, rows(row(1L, "new", 1), row(2L, "new", 2)), keys());

            lake.table()
                    .updateSpec()
                    .removeField("id_bucket_4")
                    .addField(Expressions.bucket("id", 2))
                    .commit();
            lake.apply(2, rows(row(3L, "between", 3)), keys(2L));
            lake.apply(3, rows(row(1L, "paid", 1)), keys(1L, 3L));

            assertThat(lake.contents()).containsExactly("[1, paid, 1]");
        }
    }

    @Test
    void aKeyThatIsWidenedFindsItsRowsByTheNewType() throws Exception {
        LakeColumn status = new LakeColumn("status", Types.StringType.get(), false);
        TableLayout narrow = TestLake.layout(new LakeColumn("id", Types.IntegerType.get(), true), status);
        TableLayout wide = TestLake.layout(new LakeColumn("id", Types.LongType.get(), true), status);
        for (String partition : List.of("id", "bucket(4, id)", "truncate(10, id)", "status")) {
            Path own = folder.resolve(partition.replaceAll("\\W", "_"));
            assertThat(own.toFile().mkdirs()).isTrue();
            try (TestLake lake = TestLake.partitioned(own, partition)) {
                lake.lake().tables().open(narrow);
                lake.commit(
                        1,
                        new Step.Replace(List.of()),
                        new Step.Apply(lake.stage(narrow, 1, rows(row(1, "a"), row(2, "b"), row(13, "c")), keys())));
                lake.lake()
                        .tables()
                        .evolve(
                                TestLake.ORDERS,
                                List.of(new SchemaChange.WidenColumn(
                                        "id", Types.IntegerType.get(), Types.LongType.get())));

                // Replayed events still have the narrow type; rows and keys of both types meet.
                StagedFiles replayed = lake.stage(narrow, 2, rows(row(2, "b2"), row(14, "d")), keys(2, 13));
                StagedFiles fresh = lake.stage(wide, 2, rows(row(5_000_000_000L, "e"), row(14L, "d2")), keys(1L, 14L));
                lake.commit(2, new Step.Apply(replayed), new Step.Apply(fresh));

                assertThat(lake.contents()).as(partition).containsExactly("[14, d2]", "[2, b2]", "[5000000000, e]");
            }
        }
    }

    @Test
    void anEmptyTableThatSomebodyPartitionedIsTakenOver() throws Exception {
        try (TestLake lake = TestLake.in(folder)) {
            Schema schema = LakeSchemas.initial(TestLake.ordersLayout());
            lake.catalog().createNamespace(lake.lake().names().namespace());
            lake.catalog()
                    .createTable(
                            TableIdentifier.of("shop", "orders"),
                            schema,
                            PartitionSpec.builderFor(schema).identity("status").build(),
                            Map.of("format-version", "2"));

            lake.openOrders();
            lake.apply(1, rows(row(1L, "new", 1), row(2L, "new", 2)), keys());
            lake.apply(2, rows(row(1L, "paid", 1)), keys(1L, 2L));

            assertThat(lake.contents()).containsExactly("[1, paid, 1]");
            assertThat(lake.table().spec().fields()).hasSize(1);
        }
    }

    @Test
    void aTableThatIsConfiguredOtherwiseIsPartitionedForItsNextLoad() throws Exception {
        List<List<String>> configured = List.of(
                List.of(),
                List.of("bucket(4, id)"),
                List.of("status", "truncate(10, total)"),
                List.of("bucket(2, id)"),
                List.of());
        long checkpoint = 1;
        for (List<String> fields : configured) {
            try (TestLake lake = TestLake.partitioned(folder, fields.toArray(String[]::new))) {
                lake.openOrders();
                lake.lake().tables().readyForLoad(TestLake.ORDERS);
                assertThat(lake.table().spec().fields()).hasSize(fields.size());
                Snapshot seen = lake.table().currentSnapshot();
                StagedFiles loaded = lake.stage(checkpoint, rows(row(1L, "new", 1), row(2L, "new", 2)), keys());
                assertThat(lake.table().currentSnapshot()).isEqualTo(seen);
                lake.commit(checkpoint, new Step.Replace(List.of(loaded)));
                StagedFiles changed = lake.stage(checkpoint + 1, rows(row(1L, "paid", 10)), keys(1L, 2L));
                lake.commit(checkpoint + 1, new Step.Apply(changed));

                assertThat(lake.contents()).containsExactly("[1, paid, 10]");
                String metadata = metadata(lake.table());
                lake.lake().tables().readyForLoad(TestLake.ORDERS);
                assertThat(metadata(lake.table())).isEqualTo(metadata);
                checkpoint += 2;
            }
        }
    }

    private static String metadata(Table table) {
        return ((HasTableOperations) table).operations().current().metadataFileLocation();
    }

    @Test
    void aTableThatAnotherEngineHasPartitionedStaysSo() throws Exception {
        try (TestLake lake = TestLake.partitioned(folder, "bucket(4, id)")) {
            lake.openOrders();
            lake.table().updateSpec().removeField("id_bucket_4").commit();
            lake.openOrders();
            lake.lake().tables().readyForLoad(TestLake.ORDERS);

            assertThat(lake.table().spec().isUnpartitioned()).isTrue();
        }
    }

    @Test
    void aLoadOfManyPartitionsStaysWithinItsOpenFiles() throws Exception {
        WriteSettings tight = new WriteSettings(1 << 20, 1 << 20, 2, 4_000);
        LakeSettings settings = TestLake.with(
                TestLake.settings(folder),
                2,
                tight,
                Map.of(TestLake.ORDERS, new TableSettings(Partitioning.parse(List.of("bucket(8, id)")), Map.of())));
        try (TestLake lake = TestLake.of(settings, "shop")) {
            lake.openOrders();
            Object[] reused = new Object[3];
            StagedFiles staged;
            Schema schema =
                    LakeSchemas.forWriting(TestLake.ordersLayout(), lake.table().schema());
            try (RowStage stage = lake.lake().tables().openRowStage(new CheckpointId(1), TestLake.ORDERS, schema)) {
                for (long id = 0; id < 500; id++) {
                    reused[0] = id;
                    reused[1] = "loaded";
                    reused[2] = (int) id;
                    stage.write(reused);
                }
                staged = stage.finish();
            }
            assertThat(staged.rows()).isEqualTo(500);

            lake.commit(1, new Step.Replace(List.of(staged)));

            assertThat(lake.contents()).hasSize(500);
        }
    }

    @Test
    void anAbandonedLoadLeavesNothing() {
        try (TestLake lake = TestLake.partitioned(folder, "bucket(8, id)")) {
            lake.openOrders();
            int before = TestLake.files(folder.resolve("warehouse")).size();
            Schema schema = lake.table().schema();
            try (RowStage stage = lake.lake().tables().openRowStage(new CheckpointId(1), TestLake.ORDERS, schema)) {
                stage.write(row(1L, "loaded", 1));
            }
            assertThat(TestLake.files(folder.resolve("warehouse"))).hasSize(before);
        }
    }

    @Test
    void aPartitionOfAMissingColumnIsRefusedByName() {
        try (TestLake lake = TestLake.partitioned(folder, "day(created)")) {
            assertThatThrownBy(lake::openOrders)
                    .isInstanceOf(LakeException.class)
                    .hasMessageContaining("shop.orders")
                    .hasMessageContaining("created")
                    .hasMessageContaining("id, status, total")
                    .extracting(failure -> ((LakeException) failure).scope())
                    .isEqualTo(LakeException.Scope.TABLE);
        }
    }

    private static List<DeleteFile> deletesOf(Table table) throws Exception {
        List<DeleteFile> deletes = new ArrayList<>();
        try (CloseableIterable<FileScanTask> tasks = table.newScan().planFiles()) {
            tasks.forEach(task -> deletes.addAll(task.deletes()));
        }
        assertThat(deletes).isNotEmpty();
        return deletes;
    }
}
