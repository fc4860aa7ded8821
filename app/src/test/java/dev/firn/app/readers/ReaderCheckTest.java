package dev.firn.app.readers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.source.Finding;
import dev.firn.engine.source.Finding.Verdict;
import dev.firn.schema.change.ColumnPolicy;
import dev.firn.schema.change.ColumnPolicy.Backfill;
import dev.firn.schema.change.ColumnPolicy.Follow;
import dev.firn.schema.change.ColumnPolicy.OnColumnDrop;
import dev.firn.schema.change.ColumnPolicy.OnIncompatibleChange;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.TableMode;
import dev.firn.schema.source.TableId;
import dev.firn.sink.catalog.DeleteKind;
import dev.firn.sink.catalog.Partitioning;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

/** Each reader is told what it cannot read of which tables, and what helps. */
class ReaderCheckTest {

    private static final TableId ORDERS = new TableId("shop", "orders");
    private static final Partitioning BY_DAY = Partitioning.parse(List.of("day(at)"));

    private static TableLayout layout(TableMode mode) {
        return new TableLayout(
                ORDERS,
                List.of(
                        new LakeColumn("id", Types.UUIDType.get(), true),
                        new LakeColumn("at", Types.TimestampType.withZone(), false),
                        new LakeColumn("opens", Types.TimeType.get(), false)),
                List.of(0),
                mode);
    }

    private static Set<Feature> features(TableMode mode, Partitioning partitioning, int formatVersion) {
        return TableFeatures.of(layout(mode), partitioning, ColumnPolicy.DEFAULT, DeleteKind.EQUALITY, formatVersion);
    }

    @Test
    void featuresFollowFromTheTable() {
        assertThat(features(TableMode.UPSERT, Partitioning.NONE, 2))
                .containsExactlyInAnyOrder(Feature.EQUALITY_DELETES, Feature.UUID_KEY, Feature.TIME);
        assertThat(features(TableMode.UPSERT, BY_DAY, 2)).contains(Feature.GLOBAL_EQUALITY_DELETES);
        assertThat(features(TableMode.UPSERT, Partitioning.parse(List.of("bucket(4, id)")), 2))
                .doesNotContain(Feature.GLOBAL_EQUALITY_DELETES);
        assertThat(features(TableMode.UPSERT, Partitioning.NONE, 3))
                .contains(Feature.FORMAT_3, Feature.COLUMN_DEFAULTS);
        assertThat(features(TableMode.CHANGELOG, BY_DAY, 3)).containsExactlyInAnyOrder(Feature.FORMAT_3, Feature.TIME);
        ColumnPolicy always =
                new ColumnPolicy(Follow.COLUMNS, OnColumnDrop.DROP, OnIncompatibleChange.RESYNC, Backfill.ALWAYS);
        assertThat(TableFeatures.of(layout(TableMode.UPSERT), Partitioning.NONE, always, DeleteKind.EQUALITY, 3))
                .doesNotContain(Feature.COLUMN_DEFAULTS);
        assertThat(TableFeatures.of(layout(TableMode.UPSERT), BY_DAY, ColumnPolicy.DEFAULT, DeleteKind.RESOLVED, 2))
                .containsExactlyInAnyOrder(Feature.POSITION_DELETES, Feature.UUID_KEY, Feature.TIME);
        assertThat(TableFeatures.of(layout(TableMode.UPSERT), BY_DAY, ColumnPolicy.DEFAULT, DeleteKind.RESOLVED, 3))
                .contains(Feature.DELETION_VECTORS, Feature.FORMAT_3)
                .doesNotContain(Feature.EQUALITY_DELETES, Feature.GLOBAL_EQUALITY_DELETES);
    }

    @Test
    void whatAReaderCannotReadIsAFailureWithACure() {
        List<Finding> findings =
                ReaderCheck.of(List.of(Engine.CLICKHOUSE), Map.of(ORDERS, Set.of(Feature.GLOBAL_EQUALITY_DELETES)));

        assertThat(findings).singleElement().satisfies(finding -> {
            assertThat(finding.verdict()).isEqualTo(Verdict.FAILURE);
            assertThat(finding.subject()).isEqualTo("reader clickhouse");
            assertThat(finding.message())
                    .contains("in silence")
                    .contains("deleted rows come back")
                    .contains("shop.orders");
            assertThat(finding.remedy()).contains("bucket(16, id)");
        });
    }

    @Test
    void whatWasNotRunIsAWarning() {
        assertThat(ReaderCheck.of(List.of(Engine.DORIS), Map.of(ORDERS, Set.of(Feature.EQUALITY_DELETES))))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.verdict()).isEqualTo(Verdict.WARNING);
                    assertThat(finding.message()).contains("was not run, and is not documented");
                });
    }

    @Test
    void aReaderThatReadsAllIsInOrder() {
        assertThat(ReaderCheck.of(List.of(Engine.TRINO), Map.of(ORDERS, Set.of(Feature.EQUALITY_DELETES))))
                .containsExactly(Finding.ok("reader trino", "reads all of these tables"));
        assertThat(ReaderCheck.notes(List.of(Engine.TRINO), Set.of(Feature.EQUALITY_DELETES)))
                .isEmpty();
        assertThat(ReaderCheck.notes(List.of(Engine.TRINO, Engine.FLINK), Set.of(Feature.COLUMN_DEFAULTS)))
                .hasSize(2)
                .allMatch(note -> note.contains("null instead of the default") && note.contains("backfill to always"));
    }
}
