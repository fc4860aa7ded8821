package dev.firn.schema.change;

import static dev.firn.schema.layout.SampleLayouts.TABLE;
import static dev.firn.schema.layout.SampleLayouts.optional;
import static dev.firn.schema.layout.SampleLayouts.required;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.schema.change.ColumnPolicy.Follow;
import dev.firn.schema.change.ColumnPolicy.OnColumnDrop;
import dev.firn.schema.layout.ChangelogColumn;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.LakeSchemas;
import dev.firn.schema.layout.Narrowing;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.TableMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.UpdateSchema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold for any two layouts and any policy, on a real Iceberg table. A failure names its seed. */
class PlanAndApplyTest {

    private static final int SEEDS = 200;
    private static final int LAYOUTS_PER_TABLE = 8;

    private static final List<String> NAMES = List.of("a", "b", "B", "c", "d.e", "f g");
    private static final List<Type> TYPES = List.of(
            Types.IntegerType.get(),
            Types.LongType.get(),
            Types.FloatType.get(),
            Types.DoubleType.get(),
            Types.DecimalType.of(10, 2),
            Types.DecimalType.of(12, 2),
            Types.StringType.get());

    static Stream<Arguments> histories() {
        return Arrays.stream(TableMode.values())
                .flatMap(mode -> Arrays.stream(Follow.values())
                        .flatMap(follow -> Arrays.stream(OnColumnDrop.values())
                                .map(drop -> Arguments.arguments(mode, new ColumnPolicy(follow, drop)))));
    }

    @ParameterizedTest
    @MethodSource
    void histories(TableMode mode, ColumnPolicy policy) {
        int applied = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            applied += history(mode, policy, seed);
        }
        // The property is worth nothing if most layouts are incompatible.
        assertThat(applied).isGreaterThan(SEEDS);
    }

    /** Follows one source through layout after layout; returns how many plans could be applied. */
    private static int history(TableMode mode, ColumnPolicy policy, int seed) {
        Random random = new Random(seed);
        int applied = 0;
        try (MemoryTables tables = new MemoryTables()) {
            TableLayout layout = layout(mode, random);
            Table table = tables.create(layout);
            for (int step = 0; step < LAYOUTS_PER_TABLE; step++) {
                TableLayout next = layout(mode, random);
                String where = "seed " + seed + ", step " + step + ": " + table.schema() + " to " + next;
                SchemaPlan plan = SchemaPlanner.plan(next, table.schema(), policy);
                if (!plan.incompatible().isEmpty()) {
                    assertThat(plan.atOnce()).as(where).isEmpty();
                    assertThat(plan.afterCheckpoint()).as(where).isEmpty();
                    continue;
                }
                follow(table, layout, next, plan, policy, where);
                layout = next;
                applied++;
            }
        }
        return applied;
    }

    private static void follow(
            Table table, TableLayout before, TableLayout next, SchemaPlan plan, ColumnPolicy policy, String where) {
        evolveTwice(table, plan.atOnce(), where);
        assertHolds(table, next, where);
        // Until the drops, events of the old layout may be replayed after a crash.
        assertHolds(table, before, where);

        evolveTwice(table, plan.afterCheckpoint(), where);
        assertHolds(table, next, where);
        assertThat(SchemaPlanner.plan(next, table.schema(), policy).isEmpty())
                .as(where)
                .isTrue();
        if (policy.equals(ColumnPolicy.DEFAULT)) {
            assertThat(names(table.schema()))
                    .as(where)
                    .isEqualTo(next.columns().stream().map(LakeColumn::name).collect(Collectors.toSet()));
        }
    }

    private static void evolveTwice(Table table, List<? extends SchemaChange> changes, String where) {
        boolean changed = evolve(table, changes);
        assertThat(changed).as(where).isEqualTo(!changes.isEmpty());
        Schema once = table.schema();
        assertThat(evolve(table, changes)).as(where).isFalse();
        assertThat(table.schema().sameSchema(once)).as(where).isTrue();
    }

    private static boolean evolve(Table table, List<? extends SchemaChange> changes) {
        UpdateSchema update = table.updateSchema();
        boolean changed = SchemaEvolution.apply(update, changes);
        update.commit();
        table.refresh();
        return changed;
    }

    /** Rows of the layout, narrowed where the policy left columns out, can be written into the table. */
    private static void assertHolds(Table table, TableLayout layout, String where) {
        Narrowing narrowing = Narrowing.of(layout, table.schema());
        Schema written = LakeSchemas.forWriting(narrowing.layout(), table.schema());
        for (NestedField field : written.columns()) {
            assertThat(table.schema().findColumnName(field.fieldId())).as(where).isEqualTo(field.name());
        }
    }

    private static Set<String> names(Schema schema) {
        return schema.columns().stream().map(NestedField::name).collect(Collectors.toSet());
    }

    private static TableLayout layout(TableMode mode, Random random) {
        List<LakeColumn> columns = new ArrayList<>();
        boolean upserted = mode == TableMode.UPSERT;
        for (String name : NAMES) {
            if (random.nextInt(3) > 0) {
                columns.add(column(name, upserted && random.nextBoolean(), random));
            }
        }
        if (upserted) {
            Type keyType = random.nextBoolean() ? Types.IntegerType.get() : Types.LongType.get();
            columns.add(random.nextInt(columns.size() + 1), required("id", keyType));
        } else {
            columns.add(optional("id", Types.LongType.get()));
            Arrays.stream(ChangelogColumn.values()).map(ChangelogColumn::column).forEach(columns::add);
        }
        int key = IntStream.range(0, columns.size())
                .filter(index -> columns.get(index).name().equals("id"))
                .findFirst()
                .orElseThrow();
        return new TableLayout(TABLE, columns, List.of(key), mode);
    }

    /** Mostly of a name's own family of types, so that mostly there is a way from one to the next. */
    private static LakeColumn column(String name, boolean required, Random random) {
        int family = 2 * (NAMES.indexOf(name) % 3);
        Type type = random.nextInt(20) == 0
                ? TYPES.get(random.nextInt(TYPES.size()))
                : TYPES.get(family + random.nextInt(2));
        return new LakeColumn(name, type, required);
    }
}
