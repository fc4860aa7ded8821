package dev.firn.schema.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.schema.layout.ChangelogColumn;
import dev.firn.schema.layout.ColumnMask;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.TableMode;
import dev.firn.schema.layout.TableRules;
import dev.firn.schema.mapping.LayoutResult.Replicable;
import dev.firn.schema.source.SourceColumn;
import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.SourceType;
import dev.firn.schema.source.TableId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class LayoutsTest {

    private static final Type STRING = Types.StringType.get();
    private static final Type LONG = Types.LongType.get();

    private static final SourceTable CUSTOMERS = new SourceTable(
            new TableId("public", "customers"),
            List.of(
                    new SourceColumn("Id", SourceType.of("int8"), false),
                    new SourceColumn("email", SourceType.of("text"), false),
                    new SourceColumn("balance", SourceType.of("numeric", 12, 2), true),
                    new SourceColumn("born", SourceType.of("date"), false)),
            List.of("Id"));

    @Test
    void keepsNamesOrderTypesAndNullability() {
        assertThat(layout(CUSTOMERS, TableRules.DEFAULT))
                .isEqualTo(new TableLayout(
                        CUSTOMERS.id(),
                        List.of(
                                new LakeColumn("Id", LONG, true),
                                new LakeColumn("email", STRING, true),
                                new LakeColumn("balance", Types.DecimalType.of(12, 2), false),
                                new LakeColumn("born", Types.DateType.get(), true)),
                        List.of(0),
                        TableMode.UPSERT));
    }

    @Test
    void leavesExcludedColumnsOut() {
        TableLayout layout =
                layout(CUSTOMERS, new TableRules(TableMode.UPSERT, List.of("born"), Set.of("Id", "email"), Map.of()));

        assertThat(layout.columns()).extracting(LakeColumn::name).containsExactly("balance", "born");
        assertThat(layout.keyNames()).containsExactly("born");
        assertThat(layout.key()).containsExactly(1);
    }

    @Test
    void excludesColumnsOfAnyType() {
        SourceTable table = new SourceTable(
                CUSTOMERS.id(),
                List.of(
                        new SourceColumn("id", SourceType.of("int8"), false),
                        new SourceColumn("shape", SourceType.of("geometry"), true)),
                List.of("id"));

        assertThat(layout(table, new TableRules(TableMode.UPSERT, List.of(), Set.of("shape"), Map.of()))
                        .columns())
                .containsExactly(new LakeColumn("id", LONG, true));
    }

    @Test
    void givesMaskedColumnsTheTypeOfTheMask() {
        Map<String, ColumnMask> masks =
                Map.of("email", ColumnMask.NULL, "balance", ColumnMask.HMAC_SHA256, "born", ColumnMask.REDACT);

        assertThat(layout(CUSTOMERS, new TableRules(TableMode.UPSERT, List.of(), Set.of(), masks))
                        .columns())
                .containsExactly(
                        new LakeColumn("Id", LONG, true),
                        new LakeColumn("email", STRING, false),
                        new LakeColumn("balance", STRING, false),
                        new LakeColumn("born", STRING, true));
    }

    @Test
    void prefersTheConfiguredKeyAndKeepsItsOrder() {
        TableLayout layout =
                layout(CUSTOMERS, new TableRules(TableMode.UPSERT, List.of("born", "email"), Set.of(), Map.of()));

        assertThat(layout.keyNames()).containsExactly("born", "email");
        assertThat(layout.key()).containsExactly(3, 1);
    }

    @Test
    void makesAChangelogOfATableWithoutKey() {
        TableLayout layout = layout(withKey(CUSTOMERS), TableRules.DEFAULT);

        assertThat(layout.mode()).isEqualTo(TableMode.CHANGELOG);
        assertThat(layout.key()).isEmpty();
    }

    @Test
    void upsertsATableWithoutKeyByTheConfiguredOne() {
        TableLayout layout =
                layout(withKey(CUSTOMERS), new TableRules(TableMode.UPSERT, List.of("email"), Set.of(), Map.of()));

        assertThat(layout.mode()).isEqualTo(TableMode.UPSERT);
        assertThat(layout.keyNames()).containsExactly("email");
    }

    @Test
    void endsAChangelogWithItsColumnsAndRequiresNothing() {
        TableLayout layout = layout(CUSTOMERS, changelog());

        assertThat(layout.columns())
                .hasSize(CUSTOMERS.columns().size() + ChangelogColumn.values().length)
                .endsWith(Arrays.stream(ChangelogColumn.values())
                        .map(ChangelogColumn::column)
                        .toArray(LakeColumn[]::new))
                .noneMatch(LakeColumn::required);
        assertThat(layout.keyNames()).containsExactly("Id");
    }

    @Test
    void takesAFloatInTheKeyOfAChangelog() {
        SourceTable table = new SourceTable(
                CUSTOMERS.id(),
                List.of(new SourceColumn("reading", SourceType.of("float8"), false)),
                List.of("reading"));

        assertThat(layout(table, changelog()).keyNames()).containsExactly("reading");
    }

    @Test
    void letsAnUpsertedTableHaveColumnsNamedLikeAChangelogs() {
        SourceTable table = new SourceTable(
                CUSTOMERS.id(),
                List.of(new SourceColumn("_firn_position", SourceType.of("text"), false)),
                List.of("_firn_position"));

        assertThat(layout(table, TableRules.DEFAULT).keyNames()).containsExactly("_firn_position");
    }

    static TableRules changelog() {
        return new TableRules(TableMode.CHANGELOG, List.of(), Set.of(), Map.of());
    }

    private static SourceTable withKey(SourceTable table, String... key) {
        return new SourceTable(table.id(), table.columns(), List.of(key));
    }

    private static TableLayout layout(SourceTable table, TableRules rules) {
        LayoutResult result = Layouts.of(table, rules, new PostgresTypes());
        assertThat(result).isInstanceOf(Replicable.class);
        return ((Replicable) result).layout();
    }
}
