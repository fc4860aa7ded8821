package dev.firn.schema.change;

import static dev.firn.schema.layout.SampleLayouts.TABLE;
import static dev.firn.schema.layout.SampleLayouts.changelog;
import static dev.firn.schema.layout.SampleLayouts.optional;
import static dev.firn.schema.layout.SampleLayouts.required;
import static dev.firn.schema.layout.SampleLayouts.upsert;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.firn.schema.change.ColumnPolicy.Follow;
import dev.firn.schema.change.ColumnPolicy.OnColumnDrop;
import dev.firn.schema.change.SchemaChange.AddColumn;
import dev.firn.schema.change.SchemaChange.DropColumn;
import dev.firn.schema.change.SchemaChange.Incompatible;
import dev.firn.schema.change.SchemaChange.MoveColumn;
import dev.firn.schema.change.SchemaChange.RelaxColumn;
import dev.firn.schema.change.SchemaChange.WidenColumn;
import dev.firn.schema.change.SchemaPlan.Unfollowed;
import dev.firn.schema.layout.ChangelogColumn;
import dev.firn.schema.layout.LakeColumn;
import dev.firn.schema.layout.LakeSchemas;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.TableMode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SchemaPlannerTest {

    private static final Type INT = Types.IntegerType.get();
    private static final Type LONG = Types.LongType.get();
    private static final Type FLOAT = Types.FloatType.get();
    private static final Type DOUBLE = Types.DoubleType.get();
    private static final Type STRING = Types.StringType.get();

    private static final LakeColumn ID = required("id", LONG);
    private static final ColumnPolicy KEEP = new ColumnPolicy(Follow.COLUMNS, OnColumnDrop.KEEP);
    private static final ColumnPolicy NONE = new ColumnPolicy(Follow.NONE, OnColumnDrop.DROP);

    @Test
    void nothingToDo() {
        for (TableLayout layout : List.of(upsert(ID, optional("note", STRING)), changelog(optional("note", STRING)))) {
            SchemaPlan plan = plan(layout, layout, ColumnPolicy.DEFAULT);

            assertThat(plan.isEmpty()).isTrue();
            assertThat(plan.describe()).isEmpty();
        }
    }

    @Test
    void addsColumnsAsOptional() {
        SchemaPlan plan = plan(
                upsert(ID),
                upsert(ID, required("country", STRING), optional("total", Types.DecimalType.of(12, 2))),
                ColumnPolicy.DEFAULT);

        assertThat(plan.atOnce())
                .containsExactly(
                        new AddColumn(optional("country", STRING)),
                        new AddColumn(optional("total", Types.DecimalType.of(12, 2))));
        assertThat(plan.afterCheckpoint()).isEmpty();
        assertThat(plan.describe()).isEqualTo("add country string; add total decimal(12, 2)");
    }

    static Stream<Arguments> widenings() {
        return Stream.of(
                arguments(INT, LONG),
                arguments(FLOAT, DOUBLE),
                arguments(Types.DecimalType.of(10, 2), Types.DecimalType.of(12, 2)));
    }

    @ParameterizedTest
    @MethodSource("widenings")
    void widens(Type narrow, Type wide) {
        SchemaPlan plan =
                plan(upsert(ID, required("total", narrow)), upsert(ID, required("total", wide)), ColumnPolicy.DEFAULT);

        assertThat(plan.atOnce()).containsExactly(new WidenColumn("total", narrow, wide));
        assertThat(plan.describe()).isEqualTo("widen total " + narrow + " -> " + wide);
    }

    @ParameterizedTest
    @MethodSource("widenings")
    void leavesAWiderColumnAsItIs(Type narrow, Type wide) {
        assertThat(plan(
                                upsert(ID, required("total", wide)),
                                upsert(ID, required("total", narrow)),
                                ColumnPolicy.DEFAULT)
                        .isEmpty())
                .isTrue();
    }

    static Stream<Arguments> wideningsOfKeys() {
        return widenings().filter(types -> types.get()[0] != FLOAT);
    }

    @ParameterizedTest
    @MethodSource("wideningsOfKeys")
    void aKeyThatGrowsTakesANewLoad(Type narrow, Type wide) {
        SchemaPlan plan = plan(upsert(required("id", narrow)), upsert(required("id", wide)), ColumnPolicy.DEFAULT);

        assertThat(plan.atOnce()).isEmpty();
        assertThat(plan.describe())
                .isEqualTo("load again: column id of the key grows from " + narrow + " to " + wide
                        + ", and not every reader matches deletes and rows of the two types");
        assertThat(plan(upsert(required("id", wide)), upsert(required("id", narrow)), ColumnPolicy.DEFAULT)
                        .isEmpty())
                .isTrue();
    }

    @Test
    void aChangelogHasNoDeletesAndItsKeyGrowsInPlace() {
        assertThat(plan(changelog(required("id", INT)), changelog(ID), ColumnPolicy.DEFAULT)
                        .atOnce())
                .containsExactly(new WidenColumn("id", INT, LONG));
    }

    static Stream<Arguments> incompatibleTypes() {
        return Stream.of(
                arguments(STRING, INT),
                arguments(INT, STRING),
                arguments(LONG, DOUBLE),
                arguments(INT, Types.DecimalType.of(10, 0)),
                arguments(Types.DecimalType.of(10, 2), Types.DecimalType.of(12, 3)),
                arguments(Types.DecimalType.of(12, 3), Types.DecimalType.of(10, 2)),
                arguments(Types.DateType.get(), Types.TimestampType.withoutZone()),
                arguments(Types.TimestampType.withZone(), Types.TimestampType.withoutZone()),
                arguments(Types.UUIDType.get(), STRING),
                arguments(STRING, Types.BinaryType.get()));
    }

    @ParameterizedTest
    @MethodSource
    void incompatibleTypes(Type from, Type to) {
        SchemaPlan plan = plan(
                upsert(ID, required("x", from), required("gone", INT)),
                upsert(ID, optional("x", to), optional("new", INT)),
                ColumnPolicy.DEFAULT);

        assertThat(plan.incompatible()).singleElement().satisfies(found -> {
            assertThat(found.column()).isEqualTo("x");
            assertThat(found.reason()).contains(from.toString(), to.toString());
        });
        // Nothing of such a plan may be applied.
        assertThat(plan.atOnce()).isEmpty();
        assertThat(plan.afterCheckpoint()).isEmpty();
        assertThat(plan.isEmpty()).isFalse();
        assertThat(plan.describe()).startsWith("load again: column x is " + from);
    }

    @Test
    void relaxes() {
        SchemaPlan plan =
                plan(upsert(ID, required("note", STRING)), upsert(ID, optional("note", STRING)), ColumnPolicy.DEFAULT);

        assertThat(plan.atOnce()).containsExactly(new RelaxColumn("note"));
        assertThat(plan.describe()).isEqualTo("allow null in note");
    }

    @Test
    void neverTightens() {
        assertThat(plan(
                                upsert(ID, optional("note", STRING)),
                                upsert(ID, required("note", STRING)),
                                ColumnPolicy.DEFAULT)
                        .isEmpty())
                .isTrue();
    }

    @Test
    void widensAndRelaxesOneColumn() {
        assertThat(plan(upsert(ID, required("n", INT)), upsert(ID, optional("n", LONG)), ColumnPolicy.DEFAULT)
                        .atOnce())
                .containsExactly(new WidenColumn("n", INT, LONG), new RelaxColumn("n"));
    }

    @Test
    void dropsAfterTheCheckpointAndRelaxesBefore() {
        SchemaPlan plan = plan(upsert(ID, required("a", INT), optional("b", INT)), upsert(ID), ColumnPolicy.DEFAULT);

        assertThat(plan.atOnce()).containsExactly(new RelaxColumn("a"));
        assertThat(plan.afterCheckpoint()).containsExactly(new DropColumn("a"), new DropColumn("b"));
        assertThat(plan.describe()).isEqualTo("allow null in a; drop a; drop b");
    }

    @Test
    void keepsDroppedColumnsWherePolicySaysSo() {
        SchemaPlan plan = plan(upsert(ID, required("a", INT), optional("b", INT)), upsert(ID), KEEP);

        assertThat(plan.atOnce()).containsExactly(new RelaxColumn("a"));
        assertThat(plan.afterCheckpoint()).isEmpty();
        assertThat(plan.unfollowed())
                .extracting(Unfollowed::change)
                .containsExactly(new DropColumn("a"), new DropColumn("b"));
        assertThat(plan.describe())
                .isEqualTo("allow null in a; not followed: drop a (on-column-drop: keep);"
                        + " not followed: drop b (on-column-drop: keep)");
    }

    @Test
    void keptColumnsAskForNothingMore() {
        SchemaPlan plan = plan(upsert(ID, optional("a", INT)), upsert(ID), KEEP);

        assertThat(plan.isEmpty()).isTrue();
        assertThat(plan.unfollowed()).hasSize(1);
    }

    @Test
    void leavesTheSetOfColumnsWhereNothingIsFollowed() {
        SchemaPlan plan = plan(
                upsert(ID, required("gone", INT), required("n", INT)),
                upsert(ID, required("n", LONG), required("new", STRING)),
                NONE);

        assertThat(plan.atOnce()).containsExactly(new WidenColumn("n", INT, LONG), new RelaxColumn("gone"));
        assertThat(plan.afterCheckpoint()).isEmpty();
        assertThat(plan.unfollowed())
                .containsExactly(
                        new Unfollowed(new AddColumn(optional("new", STRING)), "follow: none"),
                        new Unfollowed(new DropColumn("gone"), "follow: none"));
    }

    @Test
    void columnsThatDifferInCaseAreTwo() {
        SchemaPlan plan =
                plan(upsert(ID, optional("note", STRING)), upsert(ID, optional("Note", STRING)), ColumnPolicy.DEFAULT);

        assertThat(plan.incompatible())
                .singleElement()
                .satisfies(found -> assertThat(found.reason()).contains("Note", "note", "only in case"));
    }

    static Stream<Arguments> keyChanges() {
        LakeColumn code = required("code", STRING);
        return Stream.of(
                arguments(upsert(ID, code), upsert(code, ID), "key is id, the source's is code"),
                arguments(upsert(ID, code), keyed(List.of(ID, code), 0, 1), "key is id, the source's is id, code"),
                arguments(keyed(List.of(ID, code), 0, 1), upsert(ID, code), "key is code, id, the source's is id"),
                arguments(upsert(ID, code), upsert(code), "key is id, the source's is code"),
                arguments(upsert(ID, code), upsert(required("uid", LONG), code), "key is id, the source's is uid"),
                arguments(upsert(ID), changelog(optional("id", LONG)), "key is id, the source's is none"),
                arguments(changelog(optional("id", LONG)), upsert(ID), "key is none, the source's is id"));
    }

    @ParameterizedTest
    @MethodSource
    void keyChanges(TableLayout from, TableLayout to, String reason) {
        for (ColumnPolicy policy : List.of(ColumnPolicy.DEFAULT, KEEP, NONE)) {
            SchemaPlan plan = plan(from, to, policy);

            assertThat(plan.incompatible())
                    .first()
                    .extracting(Incompatible::reason)
                    .asString()
                    .contains(reason);
            assertThat(plan.atOnce()).isEmpty();
            assertThat(plan.afterCheckpoint()).isEmpty();
        }
    }

    @Test
    void theOrderOfTheKeyIsNoDifference() {
        LakeColumn code = required("code", STRING);

        assertThat(plan(keyed(List.of(ID, code), 0, 1), keyed(List.of(ID, code), 1, 0), ColumnPolicy.DEFAULT)
                        .isEmpty())
                .isTrue();
    }

    @Test
    void aKeyThatAllowsNull() {
        SchemaPlan plan = plan(upsert(ID), upsert(optional("id", LONG)), ColumnPolicy.DEFAULT);

        assertThat(plan.incompatible()).containsExactly(new Incompatible("id", "column id of the key allows null"));
    }

    @Test
    void whatIsLeftOfAChangelogBesideAKeyGoes() {
        List<LakeColumn> columns = new ArrayList<>(upsert(ID).columns());
        Arrays.stream(ChangelogColumn.values()).map(ChangelogColumn::column).forEach(columns::add);
        SchemaPlan plan = plan(upsert(columns.toArray(LakeColumn[]::new)), upsert(ID), ColumnPolicy.DEFAULT);

        assertThat(plan.incompatible()).isEmpty();
        assertThat(plan.afterCheckpoint()).hasSize(ChangelogColumn.values().length);
    }

    @Test
    void aTableThatIsNoChangelogDoesNotBecomeOne() {
        Schema present = new Schema(Types.NestedField.optional(1, "note", STRING));

        assertThat(SchemaPlanner.plan(changelog(optional("note", STRING)), present, ColumnPolicy.DEFAULT)
                        .incompatible())
                .singleElement()
                .satisfies(found -> assertThat(found.reason()).contains("is no changelog"));
    }

    @Test
    void followsAChangelog() {
        SchemaPlan plan = plan(
                changelog(optional("a", INT), optional("b", INT)),
                changelog(optional("a", LONG), optional("c", INT)),
                ColumnPolicy.DEFAULT);

        assertThat(plan.atOnce())
                .containsExactly(
                        new WidenColumn("a", INT, LONG), new AddColumn(optional("c", INT)), new MoveColumn("c", "a"));
        assertThat(plan.afterCheckpoint()).containsExactly(new DropColumn("b"));
    }

    @Test
    void dropsAKeyColumnOfAChangelog() {
        TableLayout from = new TableLayout(
                TABLE, changelog(optional("id", LONG), optional("a", INT)).columns(), List.of(0), TableMode.CHANGELOG);

        assertThat(plan(from, changelog(optional("a", INT)), ColumnPolicy.DEFAULT)
                        .afterCheckpoint())
                .containsExactly(new DropColumn("id"));
    }

    @Test
    void aColumnThatComesBackBeforeItsDropIsAnotherOne() {
        TableLayout layout = upsert(ID, optional("note", STRING));

        SchemaPlan plan = SchemaPlanner.plan(layout, LakeSchemas.initial(layout), ColumnPolicy.DEFAULT, Set.of("note"));

        assertThat(plan.incompatible())
                .containsExactly(new Incompatible("note", "column note was dropped at the source and added again"));
    }

    @Test
    void aPendingDropIsPlannedAgainWhileItWaits() {
        SchemaPlan plan = SchemaPlanner.plan(
                upsert(ID),
                LakeSchemas.initial(upsert(ID, optional("note", STRING))),
                ColumnPolicy.DEFAULT,
                Set.of("note"));

        assertThat(plan.afterCheckpoint()).containsExactly(new DropColumn("note"));
    }

    private static TableLayout keyed(List<LakeColumn> columns, Integer... key) {
        return new TableLayout(TABLE, columns, List.of(key), TableMode.UPSERT);
    }

    private static SchemaPlan plan(TableLayout from, TableLayout to, ColumnPolicy policy) {
        return SchemaPlanner.plan(to, LakeSchemas.initial(from), policy);
    }
}
