package dev.firn.schema.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.schema.layout.ColumnMask;
import dev.firn.schema.layout.OnUnrepresentableValue;
import dev.firn.schema.layout.TableMode;
import dev.firn.schema.layout.TableRules;
import dev.firn.schema.mapping.LayoutResult.Refused;
import dev.firn.schema.source.SourceColumn;
import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.SourceType;
import dev.firn.schema.source.TableId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Each refusal names the column and the remedy, and none hides another. */
class LayoutRefusalsTest {

    private static final SourceColumn ID = column("id", "int8", false);
    private static final SourceColumn NOTE = column("note", "text", true);
    private static final SourceTable TABLE = table(List.of("id"), ID, NOTE);

    @ParameterizedTest
    @EnumSource(TableMode.class)
    void excludedKeyColumn(TableMode mode) {
        assertThat(problems(TABLE, new TableRules(mode, List.of(), Set.of("id"), Map.of())))
                .singleElement()
                .asString()
                .contains("id cannot be excluded", "key of the source table", "configure a key", "exclude-columns");
    }

    @ParameterizedTest
    @EnumSource(ColumnMask.class)
    void maskedKeyColumn(ColumnMask mask) {
        assertThat(problems(TABLE, new TableRules(TableMode.UPSERT, List.of(), Set.of(), Map.of("id", mask))))
                .singleElement()
                .asString()
                .contains("id cannot be masked", "key of the source table", "mask-columns");
    }

    @Test
    void excludedColumnOfTheConfiguredKey() {
        assertThat(problems(
                        table(List.of(), ID, NOTE),
                        new TableRules(TableMode.UPSERT, List.of("id"), Set.of("id"), Map.of())))
                .singleElement()
                .asString()
                .contains("id cannot be excluded", "key that is configured");
    }

    @Test
    void configuredKeyThatTheSourceLacks() {
        assertThat(problems(TABLE, keyed("ID")))
                .singleElement()
                .asString()
                .contains("names column ID", "does not have (it has id; case counts)");
    }

    @Test
    void configuredKeyThatAllowsNull() {
        assertThat(problems(TABLE, keyed("note")))
                .singleElement()
                .asString()
                .contains("names column note", "allows null", "forbid null");
    }

    @Test
    void configuredKeyThatNamesAColumnTwice() {
        assertThat(problems(TABLE, keyed("id", "id")))
                .singleElement()
                .asString()
                .contains("id twice");
    }

    @Test
    void excludedColumnThatTheSourceLacks() {
        assertThat(problems(TABLE, new TableRules(TableMode.UPSERT, List.of(), Set.of("ssn"), Map.of())))
                .singleElement()
                .asString()
                .contains("ssn is to be excluded", "no such column", "exclude-columns");
    }

    @Test
    void maskedColumnThatTheSourceLacks() {
        assertThat(problems(
                        TABLE,
                        new TableRules(TableMode.UPSERT, List.of(), Set.of(), Map.of("Note", ColumnMask.REDACT))))
                .singleElement()
                .asString()
                .contains("Note is to be masked", "it has note", "mask-columns");
    }

    @Test
    void columnBothExcludedAndMasked() {
        assertThat(problems(
                        TABLE,
                        new TableRules(TableMode.UPSERT, List.of(), Set.of("note"), Map.of("note", ColumnMask.REDACT))))
                .singleElement()
                .asString()
                .contains("note is both excluded and masked");
    }

    @Test
    void unsupportedType() {
        assertThat(problems(table(List.of("id"), ID, column("price", "strange", true)), TableRules.DEFAULT))
                .singleElement()
                .asString()
                .contains("price of type strange cannot be replicated", "no rule", "exclude-columns");
    }

    @Test
    void unsupportedTypeStaysSoUnderAMask() {
        assertThat(problems(
                        table(List.of("id"), ID, column("shape", "strange", true)),
                        new TableRules(TableMode.UPSERT, List.of(), Set.of(), Map.of("shape", ColumnMask.NULL))))
                .singleElement()
                .asString()
                .contains("shape of type strange");
    }

    @Test
    void unsupportedKeyIsNotToBeExcluded() {
        assertThat(problems(table(List.of("at"), column("at", "strange", false), NOTE), TableRules.DEFAULT))
                .singleElement()
                .asString()
                .contains("at of type strange", "cannot be excluded", "configure another key");
    }

    @Test
    void floatInTheKey() {
        for (String type : List.of("float4", "float8")) {
            assertThat(problems(table(List.of("reading"), column("reading", type, false)), TableRules.DEFAULT))
                    .singleElement()
                    .asString()
                    .contains("reading of type " + type, "cannot be a key", "changelog");
        }
    }

    @Test
    void namesThatDifferOnlyInCase() {
        assertThat(problems(table(List.of("id"), ID, NOTE, column("Note", "text", true)), TableRules.DEFAULT))
                .singleElement()
                .asString()
                .contains("Columns note and Note", "rename");
    }

    @Test
    void namesThatDifferOnlyInCaseAreNoProblemIfOneIsExcluded() {
        assertThat(Layouts.of(
                        table(List.of("id"), ID, NOTE, column("Note", "text", true)),
                        new TableRules(TableMode.UPSERT, List.of(), Set.of("note"), Map.of()),
                        new PostgresTypes()))
                .isInstanceOf(LayoutResult.Replicable.class);
    }

    @Test
    void nameOfAChangelogColumn() {
        assertThat(problems(table(List.of("id"), ID, column("_FIRN_position", "text", true)), LayoutsTest.changelog()))
                .singleElement()
                .asString()
                .contains("_FIRN_position", "adds to a changelog", "rename");
    }

    @Test
    void noColumnLeft() {
        assertThat(problems(
                        table(List.of(), ID, NOTE),
                        new TableRules(TableMode.UPSERT, List.of(), Set.of("id", "note"), Map.of())))
                .containsExactly("All columns are excluded; remove one from exclude-columns, or exclude the table");
    }

    @Test
    void noColumnAtAll() {
        assertThat(problems(table(List.of()), TableRules.DEFAULT)).containsExactly("The source table has no columns");
    }

    @Test
    void allAtOnce() {
        SourceTable table = table(
                List.of("id"),
                ID,
                NOTE,
                column("NOTE", "text", true),
                column("tags", "strange", true),
                column("x", "strange", true));
        TableRules rules = new TableRules(
                TableMode.UPSERT, List.of("note", "nope"), Set.of("ssn"), Map.of("mail", ColumnMask.REDACT));

        assertThat(problems(table, rules)).hasSize(7);
    }

    @Test
    void columnTypes() {
        TableRules rules = new TableRules(
                TableMode.UPSERT,
                List.of(),
                Set.of(),
                Map.of("note", ColumnMask.REDACT),
                Map.of("Note", Types.StringType.get(), "note", Types.StringType.get(), "id", Types.DoubleType.get()),
                OnUnrepresentableValue.STOP_TABLE);

        assertThat(problems(table(List.of("id"), ID, NOTE), rules))
                .satisfiesExactlyInAnyOrder(
                        problem -> assertThat(problem).contains("Column Note is given a type", "it has note"),
                        problem -> assertThat(problem).contains("Column note is given a type, but is masked"),
                        problem -> assertThat(problem).contains("Column id", "cannot be a key"));
    }

    private static TableRules keyed(String... key) {
        return new TableRules(TableMode.UPSERT, List.of(key), Set.of(), Map.of());
    }

    private static List<String> problems(SourceTable table, TableRules rules) {
        LayoutResult result = Layouts.of(table, rules, LayoutRefusalsTest::map);
        assertThat(result).isInstanceOf(Refused.class);
        return ((Refused) result).problems();
    }

    private static MappedType map(SourceType type) {
        return type.name().equals("strange")
                ? new MappedType.Unsupported("there is no rule for it")
                : new PostgresTypes().map(type);
    }

    private static SourceColumn column(String name, String type, boolean nullable) {
        return new SourceColumn(name, SourceType.of(type), nullable);
    }

    private static SourceTable table(List<String> key, SourceColumn... columns) {
        return new SourceTable(new TableId("public", "t"), List.of(columns), key);
    }
}
