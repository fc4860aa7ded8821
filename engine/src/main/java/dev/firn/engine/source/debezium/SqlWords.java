package dev.firn.engine.source.debezium;

import java.util.ArrayList;
import java.util.List;

/** A statement of MySQL cut into words, quoted names, texts and single symbols, without its comments. */
final class SqlWords {

    /** Knows every version comment as its own. */
    static final int NEWEST = Integer.MAX_VALUE;

    private static final int LEAST_VERSION_DIGITS = 5;
    private static final int MOST_VERSION_DIGITS = 6;
    private static final int FIRST_FOREIGN = 0x80;

    /** What a word is. */
    enum Kind {
        /** A keyword, a name without quotes, or a number. */
        BARE,
        /** A name in its quotes. */
        NAME,
        /** A text in its quotes. */
        TEXT,
        /** A single character. */
        SYMBOL
    }

    /**
     * A word.
     *
     * @param text what it says, without quotes and escapes
     * @param starts where it begins in the statement
     * @param ends where it ends there
     */
    record Word(Kind kind, String text, int starts, int ends) {

        /** Whether it stood in quotes, and is no keyword and no symbol. */
        boolean quoted() {
            return kind == Kind.NAME || kind == Kind.TEXT;
        }

        /** Whether it is this keyword. */
        boolean is(String keyword) {
            return kind == Kind.BARE && text.equalsIgnoreCase(keyword);
        }

        boolean isSymbol(char symbol) {
            return kind == Kind.SYMBOL && text.charAt(0) == symbol;
        }

        /** Whether it can be what something is called. */
        boolean canBeName() {
            return kind == Kind.BARE || kind == Kind.NAME;
        }
    }

    private final String sql;
    private final SqlMode mode;
    private final int serverVersion;
    private final List<Word> words = new ArrayList<>();
    private int at;

    private SqlWords(String sql, SqlMode mode, int serverVersion) {
        this.sql = sql;
        this.mode = mode;
        this.serverVersion = serverVersion;
    }

    /** The words of a statement in the plain language. */
    static List<Word> of(String sql) {
        return of(sql, SqlMode.PLAIN, NEWEST);
    }

    /**
     * The words of a statement.
     *
     * @param mode the one of the session that wrote it
     * @param serverVersion the version of the server that ran it, as version comments write it: 80033 for 8.0.33
     */
    static List<Word> of(String sql, SqlMode mode, int serverVersion) {
        SqlWords cutting = new SqlWords(sql, mode, serverVersion);
        while (cutting.at < sql.length()) {
            cutting.one();
        }
        return cutting.words;
    }

    private void one() {
        char first = sql.charAt(at);
        if (isSpace(first)) {
            at++;
        } else if (sql.startsWith("/*!", at)) {
            versionComment();
        } else if (sql.startsWith("*/", at)) {
            at += 2; // the end of a version comment, whose inside is part of the statement
        } else if (sql.startsWith("/*", at)) {
            skipPast("*/", at + 2);
        } else if (first == '#' || startsComment()) {
            skipPast("\n", at);
        } else if (first == '`' || first == '"' || first == '\'') {
            quoted(first);
        } else if (isPartOfWord(first)) {
            int from = at;
            while (at < sql.length() && isPartOfWord(sql.charAt(at))) {
                at++;
            }
            words.add(new Word(Kind.BARE, sql.substring(from, at), from, at));
        } else {
            words.add(new Word(Kind.SYMBOL, String.valueOf(first), at, at + 1));
            at++;
        }
    }

    /** What stands in it is part of the statement from the version on that may be named; a plain comment for older servers, with others inside. */
    private void versionComment() {
        at += 3;
        int digits = 0;
        while (digits < MOST_VERSION_DIGITS && at + digits < sql.length() && isDigit(sql.charAt(at + digits))) {
            digits++;
        }
        if (digits < LEAST_VERSION_DIGITS) {
            return;
        }
        int from = Integer.parseInt(sql.substring(at, at + digits));
        at += digits;
        if (from > serverVersion) {
            int inner = sql.indexOf("/*", at);
            int end = sql.indexOf("*/", at);
            while (inner >= 0 && inner < end) {
                end = sql.indexOf("*/", end + 2);
                inner = sql.indexOf("/*", inner + 2);
            }
            at = end < 0 ? sql.length() : end + 2;
        }
    }

    private boolean startsComment() {
        return sql.startsWith("--", at) && (at + 2 == sql.length() || sql.charAt(at + 2) <= ' ');
    }

    private void skipPast(String end, int from) {
        int found = sql.indexOf(end, from);
        at = found < 0 ? sql.length() : found + end.length();
    }

    /** Only ASCII's: to the server whatever lies beyond is part of a name. */
    private static boolean isSpace(char character) {
        return character == ' ' || (character >= '\t' && character <= '\r') || character == 0;
    }

    private static boolean isDigit(char character) {
        return character >= '0' && character <= '9';
    }

    private static boolean isPartOfWord(char character) {
        return (character >= 'a' && character <= 'z')
                || (character >= 'A' && character <= 'Z')
                || isDigit(character)
                || character == '_'
                || character == '$'
                || character >= FIRST_FOREIGN;
    }

    /** A quote is written twice within its like; in texts, but not in names, a backslash may hide what follows. */
    private void quoted(char quote) {
        boolean isName = quote == '`' || (quote == '"' && mode.has(SqlMode.ANSI_QUOTES));
        boolean escapes = !isName && !mode.has(SqlMode.NO_BACKSLASH_ESCAPES);
        StringBuilder text = new StringBuilder();
        int from = at;
        at++;
        while (at < sql.length()) {
            char character = sql.charAt(at);
            if (character == '\\' && escapes && at + 1 < sql.length()) {
                at++;
                text.append(escaped(sql.charAt(at)));
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
        words.add(new Word(isName ? Kind.NAME : Kind.TEXT, text.toString(), from, at));
    }

    /** What a character behind a backslash stands for. */
    private static String escaped(char character) {
        return switch (character) {
            case '0' -> "\0";
            case 'b' -> "\b";
            case 'n' -> "\n";
            case 'r' -> "\r";
            case 't' -> "\t";
            case 'Z' -> "\u001A";
            case '%', '_' -> "\\" + character;
            default -> String.valueOf(character);
        };
    }
}
