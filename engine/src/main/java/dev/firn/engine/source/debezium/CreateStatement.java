package dev.firn.engine.source.debezium;

import dev.firn.engine.source.debezium.AlterStatement.Named;
import dev.firn.engine.source.debezium.SqlWords.Word;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code CREATE TABLE} of MySQL says of columns, as far as the connector does not tell it.
 *
 * @param columns whether each of them is made of others, by its name in lower case; those that a query gives the table are not among them
 * @param like the table that it copies; null if it defines columns itself
 */
record CreateStatement(
        Map<String, Boolean> columns, @Nullable Named like) {

    CreateStatement {
        columns = Map.copyOf(columns);
    }

    /** Reads a statement; empty if it is another one. */
    static Optional<CreateStatement> read(String statement) {
        return statement.stripLeading().regionMatches(true, 0, "CREATE", 0, 6)
                ? new Reading(SqlWords.of(statement)).read()
                : Optional.empty();
    }

    /** The way through the words. */
    private static final class Reading {

        private final List<Word> words;
        private int next;

        Reading(List<Word> words) {
            this.words = words;
        }

        Optional<CreateStatement> read() {
            take("CREATE");
            take("TEMPORARY");
            if (!take("TABLE")) {
                return Optional.empty();
            }
            if (take("IF")) {
                take("NOT");
                take("EXISTS");
            }
            tableName();
            boolean opened = take("(");
            if (take("LIKE")) {
                return Optional.of(new CreateStatement(Map.of(), tableName()));
            }
            return Optional.of(new CreateStatement(opened ? columns() : Map.of(), null));
        }

        private Map<String, Boolean> columns() {
            Map<String, Boolean> columns = new HashMap<>();
            do {
                Word name = next < words.size() ? words.get(next++) : null;
                int from = next;
                skipDefinition();
                if (name != null && !AlterStatement.isOtherThing(name)) {
                    columns.put(
                            name.text().toLowerCase(Locale.ROOT),
                            GeneratedColumns.isGenerated(words.subList(from, next)));
                }
            } while (take(","));
            return columns;
        }

        /** Up to the comma or the closing bracket that belongs to the list. */
        private void skipDefinition() {
            int depth = 0;
            while (next < words.size() && (depth > 0 || !(is(",") || is(")")))) {
                depth += is("(") ? 1 : is(")") ? -1 : 0;
                next++;
            }
        }

        private Named tableName() {
            String first = word();
            return take(".") ? new Named(first, word()) : new Named("", first);
        }

        private String word() {
            return next < words.size() ? words.get(next++).text() : "";
        }

        private boolean take(String text) {
            boolean there = is(text);
            if (there) {
                next++;
            }
            return there;
        }

        private boolean is(String text) {
            return next < words.size()
                    && !words.get(next).quoted()
                    && words.get(next).text().equalsIgnoreCase(text);
        }
    }
}
