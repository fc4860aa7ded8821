package dev.firn.engine.source.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.source.debezium.SqlWords.Kind;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlWordsTest {

    private static final int SERVER = 80033;

    private static List<String> texts(String sql, SqlMode mode) {
        return SqlWords.of(sql, mode, SERVER).stream().map(SqlWords.Word::text).toList();
    }

    private static List<String> texts(String sql) {
        return texts(sql, SqlMode.PLAIN);
    }

    @Test
    void commentsAreNoWords() {
        assertThat(texts("/* a */ ALTER#b\n TABLE -- c\n t/*+ d */ADD/**/x -- e"))
                .containsExactly("ALTER", "TABLE", "t", "ADD", "x");
    }

    @Test
    void twoMinusSignsAreACommentOnlyBeforeASpace() {
        assertThat(texts("a--1")).containsExactly("a", "-", "-", "1");
        assertThat(texts("a--\t1\nb")).containsExactly("a", "b");
        assertThat(texts("a --")).containsExactly("a");
    }

    @ParameterizedTest
    @CsvSource({
        "a /*!80033 b */ c, 'a,b,c'",
        "a /*!80034 b */ c, 'a,c'",
        "a /*!99999 b /* d */ e */ c, 'a,c'",
        "a /*!080033 b */ c, 'a,b,c'",
        "a /*!800330 b */ c, 'a,c'",
        "a /*! b */ c, 'a,b,c'",
        "a /*!50003b*/c, 'a,b,c'",
    })
    void versionCommentsCountFromTheirVersionOn(String sql, String words) {
        assertThat(texts(sql)).containsExactly(words.split(","));
    }

    @Test
    void doubleQuotesAreOfTextsOrNamesByTheMode() {
        String sql = "\"it's \"\"a\"\" \\\\\"";
        assertThat(SqlWords.of(sql, SqlMode.PLAIN, SERVER)).singleElement().satisfies(word -> {
            assertThat(word.kind()).isEqualTo(Kind.TEXT);
            assertThat(word.text()).isEqualTo("it's \"a\" \\");
        });
        assertThat(SqlWords.of(sql, SqlMode.ANSI_QUOTES, SERVER))
                .singleElement()
                .satisfies(word -> {
                    assertThat(word.kind()).isEqualTo(Kind.NAME);
                    assertThat(word.text()).isEqualTo("it's \"a\" \\\\");
                });
    }

    @Test
    void backslashesHideWhatFollowsUnlessTheModeForbidsIt() {
        assertThat(texts("'a\\'b' c")).containsExactly("a'b", "c");
        assertThat(texts("'a\\' b", SqlMode.NO_BACKSLASH_ESCAPES)).containsExactly("a\\", "b");
        assertThat(texts("'\\n\\t\\0\\%\\q'")).containsExactly("\n\t\0\\%q");
        assertThat(texts("`a\\` b")).containsExactly("a\\", "b");
    }

    @Test
    void namesMayHaveAnyLettersAndLookLikeSpaces() {
        assertThat(texts("größe 列 a$1 1a \u2003b")).containsExactly("größe", "列", "a$1", "1a", "\u2003b");
    }
}
