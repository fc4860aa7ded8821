package dev.firn.engine.source.debezium;

import dev.firn.engine.source.debezium.SqlStatement.NamedTable;
import dev.firn.engine.source.debezium.SqlWords.Kind;
import dev.firn.engine.source.debezium.SqlWords.Word;
import dev.firn.engine.source.mysql.MysqlSql;
import dev.firn.engine.source.mysql.NameCase;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A statement put into the plain language, which means to everybody what it meant to the session that wrote it: names in backquotes and
 * spelled as the server keeps them, texts in single quotes, no comments, no words that depend on a mode. What is plain already stays letter by letter.
 */
final class PlainStatement {

    /** Functions that a space before their bracket makes something else of, unless a session ignores it. */
    private static final Set<String> SPACE_SENSITIVE = Set.of(
            "ADDDATE",
            "BIT_AND",
            "BIT_OR",
            "BIT_XOR",
            "CAST",
            "COUNT",
            "CURDATE",
            "CURTIME",
            "DATE_ADD",
            "DATE_SUB",
            "EXTRACT",
            "GROUP_CONCAT",
            "JSON_ARRAYAGG",
            "JSON_OBJECTAGG",
            "MAX",
            "MID",
            "MIN",
            "NOW",
            "POSITION",
            "SESSION_USER",
            "STD",
            "STDDEV",
            "STDDEV_POP",
            "STDDEV_SAMP",
            "SUBDATE",
            "SUBSTR",
            "SUBSTRING",
            "SUM",
            "SYSDATE",
            "SYSTEM_USER",
            "TRIM",
            "VARIANCE",
            "VAR_POP",
            "VAR_SAMP");

    private final String sql;
    private final SqlMode mode;
    private final NameCase names;
    private final StringBuilder plain = new StringBuilder();

    private PlainStatement(String sql, SqlMode mode, NameCase names) {
        this.sql = sql;
        this.mode = mode;
        this.names = names;
    }

    /**
     * Puts a statement into the plain language.
     *
     * @param words its words
     * @param statement what it is about
     * @param mode the one of the session that wrote it
     * @param names how the server spells tables
     */
    static String of(String sql, List<Word> words, SqlStatement statement, SqlMode mode, NameCase names) {
        PlainStatement writing = new PlainStatement(sql, mode, names);
        writing.write(words, statement.tables());
        return writing.plain.toString();
    }

    private void write(List<Word> words, List<NamedTable> tables) {
        int copied = 0;
        int table = 0;
        for (int i = 0; i < words.size(); i++) {
            Word word = words.get(i);
            if (word.starts() < copied) {
                continue; // part of a table's name
            }
            between(copied, word, i == 0 ? null : words.get(i - 1));
            while (table < tables.size() && tables.get(table).starts() < word.starts()) {
                table++;
            }
            if (table < tables.size() && tables.get(table).starts() == word.starts()) {
                NamedTable named = tables.get(table);
                name(named);
                copied = named.ends();
            } else {
                word(word, i > 0 && words.get(i - 1).isSymbol('.'));
                copied = word.ends();
            }
        }
    }

    /** Of what is between two words only that there is something. */
    private void between(int from, Word word, @Nullable Word before) {
        boolean isFirst = plain.length() == 0;
        boolean isCall = word.isSymbol('(')
                && before != null
                && mode.has(SqlMode.IGNORE_SPACE)
                && before.kind() == Kind.BARE
                && SPACE_SENSITIVE.contains(before.text().toUpperCase(Locale.ROOT));
        if (!isFirst && !isCall && from < word.starts()) {
            String gap = sql.substring(from, word.starts());
            plain.append(gap.isBlank() ? gap : " ");
        }
    }

    private void name(NamedTable named) {
        String written = sql.substring(named.starts(), named.ends());
        String schema = names.spelled(named.schema());
        String name = names.spelled(named.name());
        boolean isBare = written.equals(schema.isEmpty() ? name : schema + "." + name);
        plain.append(isBare ? written : (schema.isEmpty() ? "" : MysqlSql.quote(schema) + ".") + MysqlSql.quote(name));
    }

    private void word(Word word, boolean behindDot) {
        String written = sql.substring(word.starts(), word.ends());
        switch (word.kind()) {
            case NAME -> plain.append(written.startsWith("`") ? written : MysqlSql.quote(word.text()));
            case TEXT -> plain.append(isPlainText(written) ? written : text(word.text()));
            case BARE ->
                plain.append(!behindDot && mode.has(SqlMode.REAL_AS_FLOAT) && word.is("REAL") ? "FLOAT" : written);
            default -> plain.append(written);
        }
    }

    private boolean isPlainText(String written) {
        return written.startsWith("'") && (written.indexOf('\\') < 0 || !mode.has(SqlMode.NO_BACKSLASH_ESCAPES));
    }

    private static String text(String text) {
        return "'" + text.replace("\\", "\\\\").replace("'", "''").replace("\0", "\\0") + "'";
    }
}
