package dev.firn.engine.source.debezium;

import java.util.ArrayList;
import java.util.List;

/** A statement of MySQL cut into words, quoted texts and single symbols, without its comments. */
final class SqlWords {

    /**
     * A word.
     *
     * @param text what it says, without quotes
     * @param quoted whether it stood in quotes, and is no keyword and no symbol
     * @param starts where it begins in the statement
     * @param ends where it ends there
     */
    record Word(String text, boolean quoted, int starts, int ends) {}

    private final String sql;
    private final List<Word> words = new ArrayList<>();
    private int at;

    private SqlWords(String sql) {
        this.sql = sql;
    }

    static List<Word> of(String sql) {
        SqlWords cutting = new SqlWords(sql);
        while (cutting.at < sql.length()) {
            cutting.one();
        }
        return cutting.words;
    }

    private void one() {
        char first = sql.charAt(at);
        if (Character.isWhitespace(first)) {
            at++;
        } else if (sql.startsWith("/*!", at)) {
            // What stands in it is part of the statement, from the version on that may follow.
            at += 3;
            while (at < sql.length() && Character.isDigit(sql.charAt(at))) {
                at++;
            }
        } else if (sql.startsWith("*/", at)) {
            at += 2;
        } else if (sql.startsWith("/*", at)) {
            skipTo("*/");
        } else if (first == '#' || startsComment()) {
            skipTo("\n");
        } else if (first == '`' || first == '"' || first == '\'') {
            quoted(first);
        } else if (isPartOfWord(first)) {
            int from = at;
            while (at < sql.length() && isPartOfWord(sql.charAt(at))) {
                at++;
            }
            words.add(new Word(sql.substring(from, at), false, from, at));
        } else {
            words.add(new Word(String.valueOf(first), false, at, at + 1));
            at++;
        }
    }

    private boolean startsComment() {
        return sql.startsWith("--", at) && (at + 2 == sql.length() || Character.isWhitespace(sql.charAt(at + 2)));
    }

    private void skipTo(String end) {
        int found = sql.indexOf(end, at + 1);
        at = found < 0 ? sql.length() : found + end.length();
    }

    private static boolean isPartOfWord(char character) {
        return Character.isLetterOrDigit(character)
                || character == '_'
                || character == '$'
                || Character.isSurrogate(character);
    }

    /** A quote is written twice within its like; in texts, but not in names, a backslash hides what follows. */
    private void quoted(char quote) {
        StringBuilder text = new StringBuilder();
        int from = at;
        at++;
        while (at < sql.length()) {
            char character = sql.charAt(at);
            if (character == '\\' && quote != '`' && at + 1 < sql.length()) {
                at++;
                text.append(sql.charAt(at));
            } else if (character != quote) {
                text.append(character);
            } else if (at + 1 < sql.length() && sql.charAt(at + 1) == quote) {
                at++;
                text.append(quote);
            } else {
                at++;
                break;
            }
            at++;
        }
        words.add(new Word(text.toString(), true, from, at));
    }
}
