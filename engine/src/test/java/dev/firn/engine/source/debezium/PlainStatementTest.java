package dev.firn.engine.source.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.source.mysql.NameCase;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlainStatementTest {

    private static final int SERVER = 80033;

    private static String plain(String sql, SqlMode mode, NameCase names) {
        List<SqlWords.Word> words = SqlWords.of(sql, mode, SERVER);
        return PlainStatement.of(sql, words, SqlStatement.of(words), mode, names);
    }

    private static String plain(String sql, SqlMode mode) {
        return plain(sql, mode, NameCase.COUNTS);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE t ADD c VARCHAR(9) DEFAULT 'it''s \\'',  COMMENT 'x'",
                "CREATE TABLE `a``b`.`c.d` (\n  id INT, PRIMARY KEY (id))",
                "RENAME TABLE a TO b, b.c TO d",
            })
    void whatIsPlainStaysAsItIs(String sql) {
        assertThat(plain(sql, SqlMode.PLAIN)).isEqualTo(sql);
    }

    @Test
    void commentsGoAndVersionCommentsStay() {
        assertThat(plain("/* x */ ALTER TABLE t /*!80013 ADD a INT */ /*!90000 , ADD b INT */ -- y", SqlMode.PLAIN))
                .isEqualTo("ALTER TABLE t ADD a INT");
        assertThat(plain("CREATE TABLE t(id INT/* a */NOT NULL)", SqlMode.PLAIN))
                .isEqualTo("CREATE TABLE t(id INT NOT NULL)");
    }

    @Test
    void namesInDoubleQuotesGetBackquotes() {
        assertThat(plain("CREATE TABLE \"a\"\"b\".\"t`\" (\"id\" INT DEFAULT '\"')", SqlMode.ANSI_QUOTES))
                .isEqualTo("CREATE TABLE `a\"b`.`t``` (`id` INT DEFAULT '\"')");
    }

    @Test
    void textsInDoubleQuotesGetSingleOnes() {
        assertThat(plain(
                        "ALTER TABLE t ADD e ENUM(\"it's\", \"a\"\"b\", 'x\"y') COMMENT \"back\\\\slash\"",
                        SqlMode.PLAIN))
                .isEqualTo("ALTER TABLE t ADD e ENUM('it''s', 'a\"b', 'x\"y') COMMENT 'back\\\\slash'");
    }

    @Test
    void backslashesThatAreNoEscapesAreWrittenAsSuch() {
        assertThat(plain("ALTER TABLE t ADD c TEXT COMMENT 'C:\\new', ADD d INT", SqlMode.NO_BACKSLASH_ESCAPES))
                .isEqualTo("ALTER TABLE t ADD c TEXT COMMENT 'C:\\\\new', ADD d INT");
    }

    @Test
    void realIsFloatOnlyWhereTheModeSaysSo() {
        String sql = "CREATE TABLE t (a REAL, b real(7,2), `REAL` DOUBLE, CHECK (t.real > 0))";
        assertThat(plain(sql, SqlMode.PLAIN)).isEqualTo(sql);
        assertThat(plain(sql, SqlMode.REAL_AS_FLOAT))
                .isEqualTo("CREATE TABLE t (a FLOAT, b FLOAT(7,2), `REAL` DOUBLE, CHECK (t.real > 0))");
    }

    @Test
    void aSpaceBeforeABracketMeansNothingWhereTheModeSaysSo() {
        String sql = "CREATE TABLE t (a DATETIME DEFAULT NOW (), b INT DEFAULT (SUM (1)))";
        assertThat(plain(sql, SqlMode.PLAIN)).isEqualTo(sql);
        assertThat(plain(sql, SqlMode.IGNORE_SPACE))
                .isEqualTo("CREATE TABLE t (a DATETIME DEFAULT NOW(), b INT DEFAULT (SUM(1)))");
    }

    @Test
    void tablesAreSpelledAsTheServerKeepsThem() {
        assertThat(plain("ALTER TABLE PARTS TRUNCATE PARTITION P1", SqlMode.PLAIN, NameCase.IGNORED))
                .isEqualTo("ALTER TABLE `parts` TRUNCATE PARTITION P1");
        assertThat(plain("rename table Shop.A to b, `C` to \"d\"", SqlMode.ANSI_QUOTES, NameCase.IGNORED))
                .isEqualTo("rename table `shop`.`a` to b, `c` to `d`");
        assertThat(plain(
                        "ALTER TABLE A EXCHANGE PARTITION p WITH TABLE B, RENAME AS C",
                        SqlMode.PLAIN,
                        NameCase.IGNORED))
                .isEqualTo("ALTER TABLE `a` EXCHANGE PARTITION p WITH TABLE `b`, RENAME AS `c`");
        assertThat(plain("TRUNCATE TABLE AA", SqlMode.PLAIN, NameCase.COUNTS)).isEqualTo("TRUNCATE TABLE AA");
    }
}
