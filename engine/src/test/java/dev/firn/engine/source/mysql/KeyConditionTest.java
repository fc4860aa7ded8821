package dev.firn.engine.source.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.source.mysql.KeyColumn.Form;
import java.util.List;
import org.junit.jupiter.api.Test;

class KeyConditionTest {

    private static final List<KeyColumn> KEY =
            List.of(new KeyColumn("a", Form.NUMBER), new KeyColumn("b`", Form.TEXT), new KeyColumn("c", Form.BYTES));

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
    void rangesAreKeptAsText() {
        KeyRange range = new KeyRange("PRIMARY", List.of("a"), List.of("\u0000\"ä😀"), List.of());
        assertThat(KeyRange.parse(range.text())).isEqualTo(range);
    }
}
