package dev.firn.sink.commit;

import static dev.firn.sink.support.TestLake.keys;
import static dev.firn.sink.support.TestLake.row;
import static dev.firn.sink.support.TestLake.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.lake.LakeException;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.lake.TableCommit.Step;
import dev.firn.schema.change.PendingRenames;
import dev.firn.schema.change.SchemaChange;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.TableLayout;
import dev.firn.sink.catalog.LakeSettings;
import dev.firn.sink.support.FaultyCatalog.Fault;
import dev.firn.sink.support.TestLake;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tables grow under their files. */
class SchemaChangeTest {

    private static final LakeColumn ID = new LakeColumn("id", Types.LongType.get(), true);
    private static final List<SchemaChange> WIDENING = List.of(
            new SchemaChange.WidenColumn("a", Types.IntegerType.get(), Types.LongType.get()),
            new SchemaChange.WidenColumn("b", Types.FloatType.get(), Types.DoubleType.get()),
            new SchemaChange.WidenColumn("c", Types.DecimalType.of(9, 2), Types.DecimalType.of(20, 2)),
            new SchemaChange.RelaxColumn("d"));

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(ints = {2, 3})
    void filesOfNarrowerTypesAreReadUnderTheWiderOnes(int formatVersion) {
        TableLayout narrow = TestLake.layout(
                ID,
                new LakeColumn("a", Types.IntegerType.get(), false),
                new LakeColumn("b", Types.FloatType.get(), false),
                new LakeColumn("c", Types.DecimalType.of(9, 2), false),
                new LakeColumn("d", Types.StringType.get(), true));
        TableLayout wide = TestLake.layout(
                ID,
                new LakeColumn("a", Types.LongType.get(), false),
                new LakeColumn("b", Types.DoubleType.get(), false),
                new LakeColumn("c", Types.DecimalType.of(20, 2), false),
                new LakeColumn("d", Types.StringType.get(), false));
        LakeSettings plain = TestLake.settings(folder);
        try (TestLake lake = TestLake.of(TestLake.with(plain, formatVersion, plain.write(), Map.of()), "shop")) {
            lake.lake().tables().open(narrow);
            StagedFiles before = lake.stage(narrow, 1, rows(row(1L, 7, 0.5f, new BigDecimal("1.25"), "x")), keys());
            lake.lake().tables().evolve(TestLake.ORDERS, WIDENING);
            StagedFiles after = lake.stage(
                    narrow,
                    1,
                    rows(
                            row(2L, 8, 1.5f, new BigDecimal("-2.50"), "y"),
                            row(4L, 9, 2.5f, BigDecimal.ZERO.setScale(2), "z")),
                    keys());
            StagedFiles wider = lake.stage(
                    wide, 1, rows(row(3L, 1L << 40, 1e300, new BigDecimal("123456789012345678.90"), null)), keys(4L));
            lake.commit(
                    1,
                    new Step.Replace(List.of()),
                    new Step.Apply(before),
                    new Step.Apply(after),
                    new Step.Apply(wider));

            assertThat(lake.contents())
                    .containsExactly(
                            "[1, 7, 0.5, 1.25, x]",
                            "[2, 8, 1.5, -2.50, y]",
                            "[3, 1099511627776, 1.0E300, 123456789012345678.90, null]");
        }
    }

    @Test
    void changingAgainChangesNothing() {
        try (TestLake lake = TestLake.in(folder)) {
            lake.openOrders();
            List<SchemaChange> changes = List.of(
                    new SchemaChange.AddColumn(new LakeColumn("note", Types.StringType.get(), false)),
                    new SchemaChange.WidenColumn("total", Types.IntegerType.get(), Types.LongType.get()),
                    new SchemaChange.DropColumn("status"));

            Schema changed = lake.lake().tables().evolve(TestLake.ORDERS, changes);
            lake.catalog().takeCalls();
            Schema again = lake.lake().tables().evolve(TestLake.ORDERS, changes);

            assertThat(changed.toString()).isEqualTo(again.toString());
            assertThat(lake.catalog().takeCalls()).doesNotContain("commit");
            assertThat(changed.columns()).extracting(Types.NestedField::name).containsExactly("id", "total", "note");
            assertThat(changed.identifierFieldNames()).containsExactly("id");
        }
    }

    @Test
    void rowsStagedBeforeADropCanBeCommittedAfterIt() {
        try (TestLake lake = TestLake.in(folder)) {
            lake.openOrders();
            StagedFiles staged = lake.stage(1, rows(row(1L, "new", 1)), keys());
            lake.lake().tables().evolve(TestLake.ORDERS, List.of(new SchemaChange.DropColumn("status")));
            lake.commit(1, new Step.Replace(List.of()), new Step.Apply(staged));

            assertThat(lake.contents()).containsExactly("[1, 1]");
        }
    }

    @Test
    void theSnapshotOfTheCheckpointThatDropsAColumnDoesNotHaveIt() {
        try (TestLake lake = TestLake.in(folder)) {
            lake.openOrders();
            lake.apply(1, rows(row(1L, "new", 1)), keys());
            int status = lake.table().schema().findField("status").fieldId();
            StagedFiles staged = lake.stage(2, rows(row(2L, "old", 2)), keys());

            PendingRenames drop = new PendingRenames(Map.of(), Set.of(status));
            lake.commit(2, new Step.Rename(drop), new Step.Apply(staged));

            Table table = lake.table();
            assertThat(table.schemas().get(table.currentSnapshot().schemaId()).findField("status"))
                    .isNull();
            assertThat(lake.contents()).containsExactly("[1, 1]", "[2, 2]");
        }
    }

    @Test
    void aConcurrentChangeBySomebodyElseIsSurvived() {
        try (TestLake lake = TestLake.in(folder);
                TestLake other = TestLake.in(folder)) {
            lake.openOrders();
            lake.catalog()
                    .beforeNextCommit(() -> other.table()
                            .updateProperties()
                            .set("somebody", "else")
                            .commit());

            Schema schema = lake.lake()
                    .tables()
                    .evolve(
                            TestLake.ORDERS,
                            List.of(new SchemaChange.AddColumn(new LakeColumn("note", Types.StringType.get(), false))));

            assertThat(schema.findField("note")).isNotNull();
            assertThat(lake.table().properties()).containsEntry("somebody", "else");
        }
    }

    @Test
    void anUnknownOutcomeIsTransientAndTryingAgainEndsWell() {
        try (TestLake lake = TestLake.in(folder)) {
            lake.openOrders();
            List<SchemaChange> changes =
                    List.of(new SchemaChange.AddColumn(new LakeColumn("note", Types.StringType.get(), false)));
            lake.catalog().failNext(Fault.UNKNOWN_AFTER);
            assertThatThrownBy(() -> lake.lake().tables().evolve(TestLake.ORDERS, changes))
                    .isInstanceOf(LakeException.class)
                    .extracting(failure -> ((LakeException) failure).scope())
                    .isEqualTo(LakeException.Scope.TRANSIENT);

            assertThat(lake.lake().tables().evolve(TestLake.ORDERS, changes).findField("note"))
                    .isNotNull();
        }
    }

    @Test
    void aValueOfTheWrongTypeHurtsItsTableAlone() {
        try (TestLake lake = TestLake.in(folder)) {
            lake.openOrders();
            assertThatThrownBy(() -> lake.stage(1, rows(row(1L, "new", "not a number")), keys()))
                    .isInstanceOf(LakeException.class)
                    .hasMessageContaining("shop.orders")
                    .hasMessageContaining("column total has the type int and a row has a String")
                    .hasMessageNotContaining("not a number")
                    .extracting(failure -> ((LakeException) failure).scope())
                    .isEqualTo(LakeException.Scope.TABLE);
            assertThatThrownBy(() -> lake.stage(1, rows(row(null, "new", 1)), keys()))
                    .isInstanceOf(LakeException.class)
                    .hasMessageContaining("column id needs a value")
                    .extracting(failure -> ((LakeException) failure).scope())
                    .isEqualTo(LakeException.Scope.TABLE);
            assertThat(TestLake.files(folder.resolve("warehouse/shop/orders")))
                    .noneMatch(file -> file.toString().endsWith(".parquet"));
        }
    }
}
