package dev.firn.engine.source.debezium;

import dev.firn.engine.source.debezium.SqlWords.Word;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** What the {@code DEFAULT} in a column's definition says. */
sealed interface DefaultClause {

    Pattern NUMBER = Pattern.compile("[+-]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][+-]?\\d+)?");

    /** There is none. */
    record Unsaid() implements DefaultClause {}

    /** There can be none: the column is made of others. */
    record Generated() implements DefaultClause {}

    /** {@code NULL}. */
    record Null() implements DefaultClause {}

    /** A text in quotes. */
    record Text(String text) implements DefaultClause {}

    /** A number, or a truth value as one. */
    record Numeral(String text) implements DefaultClause {}

    /** What only the server can tell: an expression, or a constant in another notation. */
    record Other() implements DefaultClause {}

    /**
     * Reads a definition.
     *
     * @param definition the words behind the column's name, up to the end of the definition
     */
    static DefaultClause in(String statement, List<Word> definition) {
        if (GeneratedColumns.isGenerated(definition)) {
            return new Generated();
        }
        int depth = 0;
        for (int i = 0; i < definition.size(); i++) {
            Word word = definition.get(i);
            if (word.quoted()) {
                continue;
            }
            depth += word.text().equals("(") ? 1 : word.text().equals(")") ? -1 : 0;
            if (depth == 0 && word.text().equalsIgnoreCase("DEFAULT")) {
                return said(statement, definition.subList(i + 1, definition.size()));
            }
        }
        return new Unsaid();
    }

    private static DefaultClause said(String statement, List<Word> behind) {
        if (behind.isEmpty()) {
            return new Other();
        }
        Word first = behind.get(0);
        if (first.quoted()) {
            boolean joined = behind.size() > 1 && behind.get(1).quoted();
            return joined ? new Other() : new Text(first.text());
        }
        String unbroken = unbroken(statement, behind);
        if (NUMBER.matcher(unbroken).matches()) {
            return new Numeral(unbroken);
        }
        return switch (unbroken.toUpperCase(Locale.ROOT)) {
            case "NULL" -> new Null();
            case "TRUE" -> new Numeral("1");
            case "FALSE" -> new Numeral("0");
            default -> new Other();
        };
    }

    /** The first words as far as nothing stands between them. */
    private static String unbroken(String statement, List<Word> words) {
        int end = words.get(0).ends();
        for (Word word : words.subList(1, words.size())) {
            if (word.starts() != end) {
                break;
            }
            end = word.ends();
        }
        return statement.substring(words.get(0).starts(), end);
    }
}
