package dev.firn.sink.commit;

import static dev.firn.sink.support.TestLake.commitOf;
import static dev.firn.sink.support.TestLake.keys;
import static dev.firn.sink.support.TestLake.row;
import static dev.firn.sink.support.TestLake.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.CommitOutcome;
import dev.firn.engine.lake.Generation;
import dev.firn.engine.lake.Generation.IncompleteRow;
import dev.firn.engine.lake.Generation.PlacedDeletes;
import dev.firn.engine.lake.LakeException;
import dev.firn.engine.lake.LakeTables.RowStage;
import dev.firn.engine.lake.PresentRows;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.lake.TableCommit;
import dev.firn.engine.lake.TableCommit.Step;
import dev.firn.schema.change.PendingRenames;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.LakeSchemas;
import dev.firn.schema.layout.TableLayout;
import dev.firn.sink.catalog.DeleteKind;
import dev.firn.sink.catalog.OnForeignChange;
import dev.firn.sink.catalog.Partitioning;
import dev.firn.sink.catalog.TableSettings;
import dev.firn.sink.support.TestLake;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows that lack values get those of the rows that they replace: by their places in the lake, as they were before. */
class UnchangedValuesTest {

    private static final CommitOutcome COMMITTED = new CommitOutcome.Committed();
    private static final PresentRows NOBODY = (generation, keys) -> {
        throw new AssertionError("Asked the source for " + keys.size() + " rows");
    };

    @TempDir
    private Path folder;

    private @Nullable TestLake open;

    @AfterEach
    void close() {
        if (open != null) {
            open.close();
        }
    }

    private TestLake lake(int formatVersion, String... partitioning) {
        TestLake lake = TestLake.resolving(folder, formatVersion, partitioning);
        open = lake;
        lake.openOrders();
        return lake;
    }

    /** A row of which the text is not said. */
    private static IncompleteRow partly(long formerKey, Object... row) {
        BitSet missing = new BitSet();
        missing.set(1);
        return new IncompleteRow(row, missing, new Object[] {formerKey});
    }

    private static StagedFiles stage(
            TestLake lake,
            long checkpoint,
            List<Object[]> rows,
            List<Object[]> deletedKeys,
            IncompleteRow... incomplete) {
        return stage(lake, TestLake.ordersLayout(), checkpoint, rows, deletedKeys, incomplete);
    }

    private static StagedFiles stage(
            TestLake lake,
            TableLayout layout,
            long checkpoint,
            List<Object[]> rows,
            List<Object[]> deletedKeys,
            IncompleteRow... incomplete) {
        Schema present = lake.table().schema();
        List<Object[]> deletes = new ArrayList<>(deletedKeys);
        Stream.of(incomplete).forEach(row -> deletes.add(new Object[] {row.row()[0]}));
        return lake.lake()
                .tables()
                .stage(
                        new CheckpointId(checkpoint),
                        new Generation(
                                TestLake.ORDERS,
                                LakeSchemas.forWriting(layout, present),
                                LakeSchemas.keyFieldIds(layout, present),
                                rows,
                                deletes,
                                PlacedDeletes.NONE,
                                List.of(incomplete)));
    }

    private void commit(TestLake lake, PresentRows present, long checkpoint, Step... steps)
            throws InterruptedException {
        TableCommit complete = lake.lake().tables().complete(commitOf(checkpoint, steps), present);
        assertThat(complete.lacksValues()).isFalse();
        assertThat(lake.lake().tables().commit(lake.resolved(complete))).isEqualTo(COMMITTED);
        assertThat(TestLake.files(folder)).noneMatch(file -> file.toString().endsWith(".rows"));
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void whatOthersReplacedAndExpiredSinceTheLastLookIsLookedAtAnew(int formatVersion) throws Exception {
        TestLake lake = lake(formatVersion);
        lake.apply(1, rows(row(1L, "one", 0), row(2L, "two", 0)), keys());
        lake.apply(2, rows(row(3L, "three", 0)), keys(2L));
        StagedFiles staged = stage(lake, 3, rows(), keys(), partly(1, 1L, null, 1));
        Table others = lake.table();
        others.rewriteManifests().clusterBy(file -> 1).commit();
        others.expireSnapshots()
                .expireOlderThan(System.currentTimeMillis() + 1)
                .retainLast(1)
                .commit();

        commit(lake, NOBODY, 3, new Step.Apply(staged));

        assertThat(lake.contents()).containsExactly("[1, one, 1]", "[3, three, 0]");
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void valuesComeFromTheTableAndFromEarlierGenerationsOfTheCommit(int formatVersion) throws Exception {
        TestLake lake = lake(formatVersion);
        lake.apply(
                1,
                rows(row(1L, "one", 0), row(2L, "two", 0), row(3L, "three", 0), row(4L, "four", 0), row(6L, "six", 0)),
                keys());
        lake.apply(2, rows(row(1L, "ONE", 0)), keys(1L));
        commit(
                lake,
                NOBODY,
                3,
                new Step.Apply(stage(
                        lake,
                        3,
                        rows(row(3L, "THREE", 1), row(5L, "five", 1)),
                        keys(3L, 4L),
                        partly(1, 1L, null, 1),
                        partly(2, 2L, null, 1),
                        // The key of one that is gone, the values of one that had another.
                        partly(6, 4L, null, 1))),
                new Step.Apply(stage(
                        lake,
                        3,
                        rows(),
                        keys(6L),
                        partly(2, 2L, null, 2),
                        partly(3, 3L, null, 2),
                        partly(4, 4L, null, 2),
                        partly(5, 7L, null, 2))));

        assertThat(lake.contents())
                .containsExactly(
                        "[1, ONE, 1]", "[2, two, 2]", "[3, THREE, 2]", "[4, six, 2]", "[5, five, 1]", "[7, five, 2]");
    }

    @Test
    void theValueMayDecideWhichPartitionTheRowIsIn() throws Exception {
        TestLake lake = lake(2, "status");
        lake.apply(1, rows(row(1L, "open", 0), row(2L, "closed", 0)), keys());
        commit(
                lake,
                NOBODY,
                2,
                new Step.Apply(stage(lake, 2, rows(), keys(), partly(1, 1L, null, 1), partly(2, 2L, null, 1))));

        assertThat(lake.contents()).containsExactly("[1, open, 1]", "[2, closed, 1]");
    }

    @Test
    void whatIsTruncatedHasNoValuesAnyMore() throws Exception {
        TestLake lake = lake(2);
        lake.apply(1, rows(row(1L, "old", 0)), keys());
        commit(
                lake,
                NOBODY,
                2,
                new Step.Replace(List.of()),
                new Step.Apply(stage(lake, 2, rows(row(1L, "new", 1)), keys())),
                new Step.Apply(stage(lake, 2, rows(), keys(), partly(1, 1L, null, 2))));

        assertThat(lake.contents()).containsExactly("[1, new, 2]");
    }

    @Test
    void nullIsAValueAndColumnsAreKnownByTheirIds() throws Exception {
        TestLake lake = lake(2);
        lake.apply(1, rows(row(1L, null, 0), row(2L, "two", 0)), keys());
        int status = lake.table().schema().findField("status").fieldId();
        assertThat(lake.commit(2, new Step.Rename(new PendingRenames(Map.of(status, "state"), Set.of()))))
                .isEqualTo(COMMITTED);
        TableLayout layout = TestLake.layout(
                new LakeColumn("id", Types.LongType.get(), true),
                new LakeColumn("state", Types.StringType.get(), false),
                new LakeColumn("total", Types.IntegerType.get(), false));
        commit(
                lake,
                NOBODY,
                3,
                new Step.Apply(stage(lake, layout, 3, rows(), keys(), partly(1, 1L, null, 1), partly(2, 2L, null, 1))));

        assertThat(lake.contents()).containsExactly("[1, null, 1]", "[2, two, 1]");
    }

    /** Files of many pages, whichever way they were written. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void ofManyLargeValuesThoseOfTheRowsAreRead(boolean isLoad) throws Exception {
        TestLake lake = lake(2);
        int count = 3_000;
        String filler = "x".repeat(2_000);
        List<Object[]> all = new ArrayList<>();
        for (long id = 0; id < count; id++) {
            all.add(row(id, id + filler.substring((int) (id % 1_000)), 0));
        }
        StagedFiles content;
        if (isLoad) {
            Schema schema =
                    LakeSchemas.forWriting(TestLake.ordersLayout(), lake.table().schema());
            try (RowStage rows = lake.lake().tables().openRowStage(new CheckpointId(1), TestLake.ORDERS, schema)) {
                all.forEach(rows::write);
                content = rows.finish();
            }
        } else {
            content = lake.stage(1, all, keys());
        }
        assertThat(lake.commit(1, new Step.Replace(List.of(content)))).isEqualTo(COMMITTED);
        IncompleteRow[] changed = Stream.iterate(count - 1L, id -> id >= 0, id -> id - 7)
                .map(id -> partly(id, id, null, 1))
                .toArray(IncompleteRow[]::new);
        commit(lake, NOBODY, 2, new Step.Apply(stage(lake, 2, rows(), keys(), changed)));

        List<String> expected = new ArrayList<>();
        for (long id = 0; id < count; id++) {
            expected.add("[" + id + ", " + id + filler.substring((int) (id % 1_000)) + ", "
                    + ((count - 1 - id) % 7 == 0 ? 1 : 0) + "]");
        }
        assertThat(lake.contents().equals(new TreeSet<>(expected))).isTrue();
    }

    @Test
    void theSourceIsAskedForWhatTheLakeDoesNotHaveOrHasTwice() throws Exception {
        TestLake lake = lake(2);
        lake.apply(1, rows(row(1L, "one", 0), row(2L, "two", 0), row(2L, "or two", 0)), keys());
        PresentRows source = (generation, keys) -> {
            assertThat(keys).containsExactlyInAnyOrder(new Object[] {2L}, new Object[] {3L}, new Object[] {4L});
            return List.of(row(2L, "the source's two", 9), row(3L, "the source's three", 9));
        };
        commit(
                lake,
                source,
                2,
                new Step.Apply(stage(
                        lake,
                        2,
                        rows(),
                        keys(),
                        partly(1, 1L, null, 1),
                        partly(2, 2L, null, 1),
                        partly(3, 3L, null, 1),
                        partly(4, 4L, null, 1))));

        assertThat(lake.contents())
                .containsExactly("[1, one, 1]", "[2, the source's two, 1]", "[3, the source's three, 1]");
    }

    @Test
    void whatReadingKeysMayTakeBoundsIt() {
        TestLake lake = TestLake.resolving(
                folder,
                2,
                new TableSettings(Partitioning.NONE, Map.of(), OnForeignChange.RESYNC, DeleteKind.RESOLVED, 1));
        open = lake;
        lake.openOrders();
        lake.apply(1, rows(row(1L, "one", 0)), keys());
        StagedFiles staged = stage(lake, 2, rows(), keys(), partly(1, 1L, null, 1));

        assertThatThrownBy(() -> lake.lake().tables().complete(commitOf(2, new Step.Apply(staged)), NOBODY))
                .isInstanceOfSatisfying(
                        LakeException.class,
                        failure -> assertThat(failure.scope()).isEqualTo(LakeException.Scope.TABLE))
                .hasMessageContaining("resolve-budget");
    }
}
