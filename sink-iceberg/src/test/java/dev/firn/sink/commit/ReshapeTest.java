package dev.firn.sink.commit;

import static dev.firn.sink.support.TestLake.keys;
import static dev.firn.sink.support.TestLake.row;
import static dev.firn.sink.support.TestLake.rows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.CommitOutcome;
import dev.firn.engine.lake.Generation;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.lake.TableCommit.Step;
import dev.firn.schema.change.ColumnPolicy;
import dev.firn.schema.change.SchemaPlanner;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.LakeSchemas;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.TableMode;
import dev.firn.sink.support.TestLake;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A table is made fit for a load under another layout, and its readers find the old rows until the load is there. */
class ReshapeTest {

    private static final LakeColumn ID = new LakeColumn("id", Types.LongType.get(), true);
    private static final LakeColumn STATUS = new LakeColumn("status", Types.StringType.get(), false);

    @TempDir
    private Path folder;

    private TestLake lake;

    @BeforeEach
    void load() {
        lake = TestLake.in(folder);
        lake.openOrders();
        lake.apply(1, rows(row(1L, "new", 10), row(2L, "new", 20)), keys());
    }

    @AfterEach
    void close() {
        lake.close();
    }

    private void assertFits(TableLayout layout, Schema schema) {
        assertThat(SchemaPlanner.plan(layout, schema, ColumnPolicy.DEFAULT).isEmpty())
                .isTrue();
        lake.catalog().takeCalls();
        assertThat(lake.lake().tables().reshape(layout).toString()).isEqualTo(schema.toString());
        assertThat(lake.catalog().takeCalls()).doesNotContain("commit");
        try (TestLake successor = TestLake.in(folder)) {
            assertThat(successor.lake().tables().open(layout).toString()).isEqualTo(schema.toString());
        }
    }

    @Test
    void aColumnOfAnotherTypeIsAddedAnew() {
        TableLayout layout = TestLake.layout(ID, STATUS, new LakeColumn("total", Types.StringType.get(), true));

        Schema schema = lake.lake().tables().reshape(layout);

        assertThat(lake.contents()).containsExactly("[1, new, null]", "[2, new, null]");
        assertThat(SchemaPlanner.plan(layout, schema, ColumnPolicy.DEFAULT).isEmpty())
                .isTrue();
        StagedFiles loaded = lake.stage(layout, 2, rows(row(1L, "new", "ten")), keys());
        assertThat(lake.commit(2, new Step.Replace(List.of(loaded)))).isEqualTo(new CommitOutcome.Committed());
        assertThat(lake.contents()).containsExactly("[1, new, ten]");
        assertThat(lake.table().schema().identifierFieldNames()).containsExactly("id");
    }

    @Test
    void aKeyOfColumnsThatAreThereIsSetAtOnce() {
        TableLayout layout = new TableLayout(
                TestLake.ORDERS,
                List.of(
                        ID,
                        new LakeColumn("status", Types.StringType.get(), true),
                        new LakeColumn("total", Types.LongType.get(), false)),
                List.of(0, 1),
                TableMode.UPSERT);

        assertFits(layout, lake.lake().tables().reshape(layout));

        assertThat(lake.table().schema().identifierFieldNames()).containsExactlyInAnyOrder("id", "status");
        assertThat(lake.contents()).hasSize(2);
    }

    @Test
    void aKeyWithANewColumnWaitsForTheLoad() {
        TableLayout layout = new TableLayout(
                TestLake.ORDERS,
                List.of(new LakeColumn("id", Types.UUIDType.get(), true), STATUS),
                List.of(0),
                TableMode.UPSERT);
        UUID key = UUID.fromString("00000000-0000-0000-0000-00000000002a");

        Schema schema = lake.lake().tables().reshape(layout);

        assertThat(lake.contents()).containsExactly("[new, 10, null]", "[new, 20, null]");
        assertThat(schema.identifierFieldNames()).containsExactly("id");
        StagedFiles loaded = lake.stage(layout, 2, rows(row(key, "loaded")), keys());
        StagedFiles changes = lake.stage(layout, 2, rows(row(key, "changed")), keys(key));
        assertThat(lake.commit(2, new Step.Replace(List.of(loaded)), new Step.Apply(changes)))
                .isEqualTo(new CommitOutcome.Committed());

        assertThat(lake.table().schema().identifierFieldNames()).containsExactly("id");
        assertThat(lake.table().schema().findField("id").isRequired()).isTrue();
        assertThat(lake.table().properties()).doesNotContainKey("firn.key-field-ids-after-load");
        assertThat(lake.contents())
                .hasSize(1)
                .first()
                .asString()
                .contains("changed")
                .contains(key.toString());
    }

    @Test
    void aKeyThatGrowsWaitsForTheLoad() {
        LakeColumn narrow = new LakeColumn("n", Types.IntegerType.get(), true);
        LakeColumn wide = new LakeColumn("n", Types.LongType.get(), true);
        TableLayout before = keyedBy(narrow);
        TableLayout after = keyedBy(wide);
        lake.lake().tables().reshape(before);
        lake.commit(2, new Step.Replace(List.of(lake.stage(before, 2, rows(row(7, "old"), row(8, "old")), keys()))));
        lake.commit(3, new Step.Apply(lake.stage(before, 3, rows(row(8, "new")), keys(7, 8))));

        Schema schema = lake.lake().tables().reshape(after);

        assertThat(SchemaPlanner.plan(after, schema, ColumnPolicy.DEFAULT).incompatible())
                .isEmpty();
        lake.catalog().takeCalls();
        assertThat(lake.lake().tables().reshape(after).toString()).isEqualTo(schema.toString());
        assertThat(lake.catalog().takeCalls()).doesNotContain("commit");
        assertThat(schema.findType("n")).isEqualTo(Types.LongType.get());
        assertThat(lake.table().schema().findType("n")).isEqualTo(Types.IntegerType.get());
        assertThat(lake.contents()).hasSize(1);
        StagedFiles loaded = stage(schema, after, 4, rows(row(1L << 40, "loaded"), row(8L, "loaded")), keys());
        StagedFiles changes = stage(schema, after, 4, rows(row(8L, "changed")), keys(8L));
        assertThat(lake.commit(4, new Step.Replace(List.of(loaded)), new Step.Apply(changes)))
                .isEqualTo(new CommitOutcome.Committed());
        assertThat(lake.table().schema().findType("n")).isEqualTo(Types.LongType.get());
        assertThat(lake.table().properties()).doesNotContainKey("firn.key-types-after-load");
        assertThat(lake.contents())
                .hasSize(2)
                .anyMatch(row -> row.contains("changed"))
                .anyMatch(row -> row.contains("1099511627776"));
    }

    private static TableLayout keyedBy(LakeColumn column) {
        return new TableLayout(TestLake.ORDERS, List.of(column, STATUS), List.of(0), TableMode.UPSERT);
    }

    private StagedFiles stage(
            Schema present, TableLayout layout, long checkpoint, List<Object[]> rows, List<Object[]> deleted) {
        return lake.lake()
                .tables()
                .stage(
                        new CheckpointId(checkpoint),
                        new Generation(
                                TestLake.ORDERS,
                                LakeSchemas.forWriting(layout, present),
                                LakeSchemas.keyFieldIds(layout, present),
                                rows,
                                deleted));
    }

    @Test
    void aTableBecomesAChangelog() {
        TableLayout layout = new TableLayout(
                TestLake.ORDERS,
                List.of(
                        ID,
                        STATUS,
                        new LakeColumn("_firn_operation", Types.StringType.get(), false),
                        new LakeColumn("_firn_source_timestamp", Types.TimestampType.withZone(), false),
                        new LakeColumn("_firn_position", Types.StringType.get(), false)),
                List.of(0),
                TableMode.CHANGELOG);

        lake.lake().tables().reshape(layout);

        assertThat(lake.table().schema().identifierFieldNames()).isEmpty();
        assertThat(lake.contents()).hasSize(2);
    }

    @Test
    void aColumnThatDiffersInCaseAloneReplacesTheOther() {
        TableLayout layout = TestLake.layout(ID, new LakeColumn("Status", Types.StringType.get(), false));

        lake.lake().tables().reshape(layout);

        assertThat(lake.table().schema().columns())
                .extracting(Types.NestedField::name)
                .containsExactly("id", "total", "Status");
    }
}
