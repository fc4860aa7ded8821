package dev.firn.engine.source.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.source.mysql.KeyColumn.Collation;
import dev.firn.engine.source.mysql.KeyColumn.Form;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyConditionTest {

    private static final Collation SWEDISH = new Collation("latin1", "latin1_swedish_ci");

    private static final List<KeyColumn> KEY =
            List.of(column("a", Form.NUMBER), new KeyColumn("b`", Form.TEXT, 0, SWEDISH), column("c", Form.BYTES));

    private static KeyColumn column(String name, Form form) {
        return new KeyColumn(name, form, 0, Collation.NONE);
    }

    private static String literal(Form form, String value) {
        return column("k", form).literal(value);
    }

    @Test
    void comparisonsOfSeveralColumnsAreWrittenOut() {
        assertThat(new KeyCondition(KEY)
                        .after(List.of("1", "78", "00"))
                        .upTo(List.of("2", "", "ff"))
                        .sql())
                .isEqualTo(" WHERE ((`a` > 1)"
                        + " OR (`a` = 1 AND `b``` > _latin1 x'78' COLLATE latin1_swedish_ci)"
                        + " OR (`a` = 1 AND `b``` = _latin1 x'78' COLLATE latin1_swedish_ci AND `c` > x'00'))"
                        + " AND ((`a` < 2)"
                        + " OR (`a` = 2 AND `b``` < _latin1 x'' COLLATE latin1_swedish_ci)"
                        + " OR (`a` = 2 AND `b``` = _latin1 x'' COLLATE latin1_swedish_ci AND `c` <= x'ff'))");
        assertThat(new KeyCondition(KEY.subList(0, 1)).upTo(List.of("9")).sql()).isEqualTo(" WHERE ((`a` <= 9))");
        assertThat(new KeyCondition(KEY).after(List.of()).upTo(List.of()).sql()).isEmpty();
    }

    @Test
    void aGuessStandsBesideAllKeysThatBeginLikeIt() {
        KeyGuess guess = new KeyGuess(List.of("7"), "é");
        String literal = "CONVERT(_utf8mb4 x'c3a9' USING latin1) COLLATE latin1_swedish_ci";
        assertThat(new KeyCondition(KEY).from(guess).sql())
                .isEqualTo(" WHERE ((`a` > 7) OR (`a` = 7 AND `b``` >= " + literal + "))");
        assertThat(new KeyCondition(KEY).before(guess).sql())
                .isEqualTo(" WHERE ((`a` < 7) OR (`a` = 7 AND `b``` < " + literal + "))");
    }

    @Test
    void enumerationsAreComparedByListsOfTheirOrdinals() {
        List<KeyColumn> key = List.of(new KeyColumn("e", Form.ORDINAL, 4, Collation.NONE), column("n", Form.NUMBER));
        assertThat(new KeyCondition(key)
                        .after(List.of("2", "7"))
                        .upTo(List.of("4", "1"))
                        .sql())
                .isEqualTo(" WHERE ((`e` IN (3, 4)) OR (`e` IN (2, 2) AND `n` > 7))"
                        + " AND ((`e` IN (0, 1, 2, 3)) OR (`e` IN (4, 4) AND `n` <= 1))");
        assertThat(new KeyCondition(key.subList(0, 1)).after(List.of("4")).sql())
                .isEqualTo(" WHERE ((FALSE))");
        assertThat(new KeyCondition(key).from(new KeyGuess(List.of(), "3")).sql())
                .isEqualTo(" WHERE ((`e` IN (3, 4)))");
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '#',
            value = {
                "NUMBER, 18446744073709551615, 18446744073709551615",
                "NUMBER, -1E+3, -1000",
                "NUMBER, 0.10, 0.10",
                "ORDINAL, 3, 3",
                "BYTES, 00ff, x'00ff'",
                "FLOATING, 0.1, 0.1E0",
                "FLOATING, -1e300, -1.0E300",
                "TEMPORAL, 2020-02-30 00:00:00.5, '2020-02-30 00:00:00.5'",
                "TEMPORAL, -838:59:59, '-838:59:59'"
            })
    void valuesAreWrittenExactly(Form form, String value, String sql) {
        assertThat(literal(form, value)).isEqualTo(sql);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '#',
            value = {"NUMBER, 1 OR 1", "ORDINAL, x", "BYTES, '", "TEXT, zz", "FLOATING, a", "TEMPORAL, 1' OR '1"})
    void whatIsNoValueNeverReachesAStatement(Form form, String value) {
        assertThatThrownBy(() -> literal(form, value)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Collation("latin1", "a; b")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void rangesAreKeptAsText() {
        KeyRange range = new KeyRange("PRIMARY", List.of("a"), List.of("\u0000\"ä😀"), List.of());
        assertThat(KeyRange.parse(range.text())).isEqualTo(range);
    }
}
