package dev.firn.engine.source.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.source.mysql.KeyColumn.Collation;
import dev.firn.engine.source.mysql.KeyColumn.Form;
import dev.firn.engine.source.mysql.KeyIndex.FoundKey;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class KeyInterpolationTest {

    private static final Collation LETTERS = new Collation("utf8mb4", "utf8mb4_0900_ai_ci");
    private static final Collation BINARY = new Collation("utf8mb4", "utf8mb4_bin");

    private static String guess(Form form, Collation collation, String low, String high, double fraction) {
        KeyInterpolation interpolation = new KeyInterpolation(List.of(new KeyColumn("k", form, 0, collation)));
        return interpolation.between(key(low), key(high), 0, fraction).shown();
    }

    private static FoundKey key(String... values) {
        return new FoundKey(List.of(values), List.of(values));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '#',
            value = {
                "NUMBER, 0, 100, 0.25, 25",
                "NUMBER, 0, 1, 0.25, 1",
                "NUMBER, -9223372036854775808, 9223372036854775807, 0.5, -1",
                "NUMBER, 0, 18446744073709551615, 0.5, 9223372036854775807",
                "NUMBER, 1.5, 2, 0.5, 1.7",
                "ORDINAL, 1, 3, 0.5, 2",
                "FLOATING, -1e308, 1e308, 0.5, 0.0",
                "FLOATING, 1, 1.0000000000000002, 0.5, 1.0000000000000002",
                "TEMPORAL, 2020-01-01, 2020-01-31, 0.5, 2020-01-16",
                "TEMPORAL, 0000-00-00, 9999-12-31, 0.5, 4999-12-31",
                "TEMPORAL, 2020-01-01 00:00:00, 2020-01-01 00:00:01, 0.5, 2020-01-01 00:00:00.500000",
                "TEMPORAL, 2021-02-31 12:00:00.5, 2021-03-01 12:00:00.5, 0.5, 2021-03-01 00:00:00.500000",
                "TEMPORAL, -838:59:59, 838:59:59, 0.5, 00:00:00.000000",
                "TEMPORAL, -10:00:00.00, 00:00:00.00, 0.5, -05:00:00.000000",
                "BYTES, 00, 02, 0.5, 01",
                "BYTES, ff00, ff80, 0.5, ff40"
            })
    void numbersTimesAndBytes(Form form, String low, String high, double fraction, String expected) {
        assertThat(guess(form, Collation.NONE, low, high, fraction)).isEqualTo(expected);
    }

    @Test
    void bytesMayBeginAlikeOrBeMissing() {
        assertThat(guess(Form.BYTES, Collation.NONE, "abcd", "abcdff", 0.5)).startsWith("abcd7f");
        assertThat(guess(Form.BYTES, Collation.NONE, "", "ff", 0.5)).startsWith("7f");
    }

    @Test
    void lettersAreGuessedWithoutTheirCaseAndDigitsBeforeThem() {
        assertThat(guess(Form.TEXT, LETTERS, "Aa", "az", 0.5)).startsWith("Am");
        assertThat(guess(Form.TEXT, LETTERS, "A", "c", 0.5)).startsWith("b");
        assertThat(guess(Form.TEXT, LETTERS, "9", "B", 0.5)).startsWith("a");
        assertThat(guess(Form.TEXT, BINARY, "A", "c", 0.5)).startsWith("R");
        assertThat(guess(Form.TEXT, LETTERS, "Item-1000", "item-1009", 0.5)).startsWith("Item-1004");
    }

    @Test
    void charactersBeyondAsciiAreGuessedByCodePoints() {
        assertThat(guess(Form.TEXT, LETTERS, "а", "я", 0.5)).startsWith("п");
        assertThat(guess(Form.TEXT, BINARY, "\uD7FF", "\uE001", 0.5)).isEqualTo("\uE000");
        assertThat(guess(Form.TEXT, BINARY, "😀", "😂", 0.5)).startsWith("😁");
    }

    @Test
    void accentsCountForNothingAndSignsForLittle() {
        assertThat(guess(Form.TEXT, LETTERS, "É 10", "Z 99", 0.5)).startsWith("o");
        assertThat(guess(Form.TEXT, LETTERS, "ß", "u", 0.5)).startsWith("t");
        assertThat(guess(Form.TEXT, LETTERS, "1😀", "1a", 0.5)).startsWith("14");
    }

    @Test
    void whatTheLettersDoNotTellCodePointsMay() {
        assertThat(guess(Form.TEXT, LETTERS, "ABC", "abc", 0.5)).startsWith("Q");
        assertThat(guess(Form.TEXT, LETTERS, "b", "a", 0.5)).isEqualTo("a");
        assertThat(guess(Form.TEXT, LETTERS, "abc", "abc", 0.5)).isEqualTo("abc");
    }

    @Test
    void columnsThatAreSharedStayExactAndLaterOnesAreNotNamed() {
        List<KeyColumn> columns = List.of(
                new KeyColumn("a", Form.TEXT, 0, LETTERS),
                new KeyColumn("b", Form.NUMBER, 0, Collation.NONE),
                new KeyColumn("c", Form.NUMBER, 0, Collation.NONE));
        FoundKey low = new FoundKey(List.of("78", "10", "1"), List.of("x", "10", "1"));
        FoundKey high = new FoundKey(List.of("58", "30", "9"), List.of("X", "30", "9"));
        assertThat(new KeyInterpolation(columns).between(low, high, 1, 0.5))
                .isEqualTo(new KeyGuess(List.of("78"), "20"));
    }
}
