package dev.firn.schema.change;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.schema.source.TableDefinition;
import dev.firn.schema.source.TableDefinition.ColumnDefinition;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DefinitionChangesTest {

    private static ColumnDefinition column(String comment, String declaration, String defaultText) {
        return ColumnDefinition.of(comment, declaration, defaultText);
    }

    private static TableDefinition table(String comment, Map<String, ColumnDefinition> columns) {
        return new TableDefinition(comment, columns);
    }

    @Test
    void commentsThatComeChangeAndGoAreTold() {
        TableDefinition before = table("old", Map.of("a", column("one", "int", null), "b", column("two", "int", null)));
        TableDefinition now = table(
                "",
                Map.of(
                        "a", column("another", "int", null),
                        "b", column("", "int", null),
                        "c", column("three\nlines", "int", null)));

        DefinitionChanges changes = DefinitionChanges.between(before, now, Set.of());

        assertThat(changes.comments())
                .isEqualTo(new CommentChanges("", Map.of("a", "another", "b", "", "c", "three\nlines")));
        assertThat(changes.describe())
                .isEqualTo("no comment of the table any more; comment of a: 'another'; no comment of b any more;"
                        + " comment of c: 'three lines'");
    }

    @Test
    void whatChangesNothingInTheLakeIsToldWithTheReason() {
        TableDefinition before = table("", Map.of("a", column("", "varchar(20)", "'x'"), "b", column("", "int", null)));
        TableDefinition now =
                table("", Map.of("a", column("", "varchar(50)", "'secret'"), "b", column("", "bigint", null)));

        DefinitionChanges changes = DefinitionChanges.between(before, now, Set.of("b"));

        assertThat(changes.comments().isEmpty()).isTrue();
        assertThat(changes.told())
                .containsExactly(
                        "not applied: a varchar(20) -> varchar(50) (its column in the lake is the same)",
                        "not applied: another default of a (rows carry their values)");
    }

    @Test
    void whatIsSaidOfAColumnGoesWithItsNewName() {
        CommentChanges said = new CommentChanges("table", Map.of("a", "one", "b", "", "c", "three"));

        assertThat(said.renamed(Map.of("a", "b", "b", "a", "d", "c")))
                .isEqualTo(new CommentChanges("table", Map.of("b", "one", "a", "", "d", "three")));
        assertThat(said.renamed(Map.of("e", "f"))).isEqualTo(said);
    }

    @Test
    void aRenamedColumnKeepsWhatWasSaidOfIt() {
        TableDefinition before = table("", Map.of("a", column("one", "int", null), "b", column("two", "int", null)));

        TableDefinition swapped = before.renamed(Map.of("a", "b", "b", "a"));

        assertThat(swapped.columns().get("a").comment()).isEqualTo("two");
        assertThat(swapped.columns().get("b").comment()).isEqualTo("one");
    }

    @Test
    void columnsThatTheLogHasNotComeToAreLeftOut() {
        TableDefinition known = table("", Map.of("a", column("one", "int", null), "late", column("kept", "int", null)));
        TableDefinition catalog = table("", Map.of("a", column("one", "int", null), "new", column("x", "int", null)));

        assertThat(catalog.of(List.of("a", "late"), known)).isEqualTo(known);
    }
}
