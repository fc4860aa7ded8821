package dev.firn.engine.source.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.source.mysql.KeyColumn.Form;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyConditionTest {

    private static final List<KeyColumn> KEY = List.of(
            new KeyColumn("a", Form.NUMBER, 0), new KeyColumn("b`", Form.TEXT, 0), new KeyColumn("c", Form.BYTES, 0));

    @Test
    void comparisonsOfSeveralColumnsAreWrittenOut() {
        assertThat(KeyCondition.between(KEY, List.of("1", "x", "00"), List.of("2", "y", "ff"))
                        .sql())
                .isEqualTo(" WHERE ((`a` > ?) OR (`a` = ? AND `b``` > ?) OR (`a` = ? AND `b``` = ? AND `c` > ?))"
                        + " AND ((`a` < ?) OR (`a` = ? AND `b``` < ?) OR (`a` = ? AND `b``` = ? AND `c` <= ?))");
        assertThat(KeyCondition.between(KEY.subList(0, 1), List.of(), List.of("9"))
                        .sql())
                .isEqualTo(" WHERE ((`a` <= ?))");
        assertThat(KeyCondition.between(KEY, List.of(), List.of()).sql()).isEmpty();
    }

    @Test
    void enumerationsAreComparedByListsOfTheirOrdinals() {
        List<KeyColumn> key = List.of(new KeyColumn("e", Form.ORDINAL, 4), new KeyColumn("n", Form.NUMBER, 0));
        assertThat(KeyCondition.between(key, List.of("2", "7"), List.of("4", "1"))
                        .sql())
                .isEqualTo(" WHERE ((`e` IN (3, 4)) OR (`e` IN (2) AND `n` > ?))"
                        + " AND ((`e` IN (0, 1, 2, 3)) OR (`e` IN (4) AND `n` <= ?))");
        assertThat(KeyCondition.between(key.subList(0, 1), List.of("4"), List.of())
                        .sql())
                .isEqualTo(" WHERE ((FALSE))");
    }

    @Test
    void rangesAreKeptAsText() {
        KeyRange range = new KeyRange("PRIMARY", List.of("a"), List.of("\u0000\"ä😀"), List.of());
        assertThat(KeyRange.parse(range.text())).isEqualTo(range);
    }
}
