package dev.firn.engine.source.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.source.NumberedColumns;
import dev.firn.engine.source.NumberedColumns.Column;
import dev.firn.engine.source.NumberedColumns.Standing;
import dev.firn.engine.source.debezium.ColumnAlignment.Found;
import dev.firn.schema.change.ColumnLineage;
import dev.firn.schema.change.ColumnLineage.OldRows;
import dev.firn.schema.change.ColumnLineage.Told;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** The log shows names; which columns they are is found by the numbers that the catalog has, which may be ahead. */
class ColumnAlignmentTest {

    private static final OldRows EMPTY = new OldRows.Empty();

    private final SortedMap<Integer, String> before = new TreeMap<>(Map.of(1, "id", 2, "a", 3, "b"));

    /** A catalog of columns from number 1 on; {@code -} stands for a dropped one, {@code =} before a name for a generated one. */
    private static NumberedColumns catalog(String... names) {
        List<Column> columns = new ArrayList<>();
        for (String name : names) {
            Standing standing =
                    name.equals("-") ? Standing.DROPPED : name.startsWith("=") ? Standing.GENERATED : Standing.PLAIN;
            OldRows oldRows = name.startsWith("d") ? new OldRows.Constant("7") : EMPTY;
            columns.add(new Column(columns.size() + 1, name.replace("=", ""), standing, oldRows, 0));
        }
        return new NumberedColumns("42", List.of(), columns, null);
    }

    private Found align(NumberedColumns catalog, String... shown) {
        return ColumnAlignment.of(List.of(shown), before, catalog, false);
    }

    private static Told renamed(String... toAndFrom) {
        return new Told(Map.of(toAndFrom[0], toAndFrom[1]), Set.of(), Map.of());
    }

    @Test
    void nothingChanged() {
        assertThat(align(catalog("id", "a", "b"), "id", "a", "b").lineage()).isEqualTo(ColumnLineage.BY_NAME);
        assertThat(align(catalog("id", "x", "y", "z"), "id", "a", "b").lineage())
                .as("what comes later is not told yet")
                .isEqualTo(ColumnLineage.BY_NAME);
    }

    @Test
    void aRename() {
        Found found = align(catalog("id", "c", "b"), "id", "c", "b");

        assertThat(found.lineage()).isEqualTo(renamed("c", "a"));
        assertThat(found.numbers()).containsExactly(Map.entry(1, "id"), Map.entry(2, "c"), Map.entry(3, "b"));
    }

    @Test
    void aRenameThatTheCatalogHasAnotherNameForByNow() {
        assertThat(align(catalog("id", "e", "b"), "id", "c", "b").lineage()).isEqualTo(renamed("c", "a"));
    }

    @Test
    void aSwap() {
        assertThat(align(catalog("id", "b", "a"), "id", "b", "a").lineage())
                .isEqualTo(new Told(Map.of("b", "a", "a", "b"), Set.of(), Map.of()));
    }

    @Test
    void anAdditionWithWhatOldRowsHave() {
        assertThat(align(catalog("id", "a", "b", "c", "d"), "id", "a", "b", "c", "d")
                        .lineage())
                .isEqualTo(new Told(Map.of(), Set.of(), Map.of("c", EMPTY, "d", new OldRows.Constant("7"))));
        assertThat(align(catalog("id", "a", "b", "-"), "id", "a", "b", "c").lineage())
                .as("it is gone by now, and nobody knows what it had")
                .isEqualTo(new Told(Map.of(), Set.of(), Map.of("c", new OldRows.Computed())));
    }

    @Test
    void aDropAndAnAdditionAreNoRename() {
        Found found = align(catalog("id", "-", "b", "c"), "id", "b", "c");

        assertThat(found.lineage()).isEqualTo(new Told(Map.of(), Set.of(), Map.of("c", EMPTY)));
        assertThat(found.numbers()).containsOnlyKeys(1, 3, 4);
    }

    @Test
    void aColumnTakesTheNameOfOneThatIsGone() {
        assertThat(align(catalog("id", "-", "a"), "id", "a").lineage()).isEqualTo(renamed("a", "b"));
    }

    @Test
    void aColumnThatWasDroppedAndAddedAgain() {
        assertThat(align(catalog("id", "a", "-", "b"), "id", "a", "b").lineage())
                .isEqualTo(new Told(Map.of(), Set.of("b"), Map.of("b", EMPTY)));
        assertThat(align(catalog("id", "-", "b", "a"), "id", "b", "a").lineage())
                .isEqualTo(new Told(Map.of(), Set.of("a"), Map.of("a", EMPTY)));
    }

    @Test
    void whatCannotBeToldIsNotGuessed() {
        assertThat(align(catalog("id", "-", "-", "x"), "id", "y", "z").lineage())
                .as("a and b are gone by now; y and z may be they")
                .isInstanceOf(ColumnLineage.Unknown.class);
        assertThat(align(catalog("id", "a", "b"), "id").lineage()).isInstanceOf(ColumnLineage.Unknown.class);
    }

    @Test
    void generatedColumnsAreNotCounted() {
        before.put(5, "e");
        assertThat(align(catalog("id", "a", "b", "=g", "e"), "id", "a", "b", "e")
                        .lineage())
                .isEqualTo(ColumnLineage.BY_NAME);
        assertThat(align(catalog("id", "a", "b", "=g", "e"), "id", "a", "b", "g", "e")
                        .lineage())
                .as("a log that has them")
                .isEqualTo(ColumnLineage.BY_NAME);
        assertThat(align(catalog("id", "a", "b", "g", "e"), "id", "a", "b", "g", "e")
                        .lineage())
                .as("one that is generated no longer")
                .isInstanceOf(ColumnLineage.Unknown.class);
    }

    @Test
    void aTableSeenForTheFirstTimeIsTheCatalogsOnlyIfItLooksLikeIt() {
        assertThat(ColumnAlignment.first(List.of("id", "b"), catalog("id", "-", "b"), false))
                .hasValueSatisfying(numbers -> assertThat(numbers).containsOnlyKeys(1, 3));
        assertThat(ColumnAlignment.first(List.of("id", "b"), catalog("id", "-", "b"), true))
                .as("b may have been the one that is gone")
                .isEmpty();
        assertThat(ColumnAlignment.first(List.of("id", "a"), catalog("id", "b"), true))
                .as("it has another name by now")
                .hasValueSatisfying(
                        numbers -> assertThat(numbers).containsExactly(Map.entry(1, "id"), Map.entry(2, "a")));
    }
}
