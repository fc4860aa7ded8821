package dev.firn.engine.source.debezium;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an {@code ALTER TABLE} of MySQL says of columns: which are added, dropped, renamed or defined anew. The definition that comes with it in the
 * log says how the table is afterwards, and no more.
 *
 * <p>Only as much of the statement is understood as that needs: words, names in their quotes, brackets and commas.
 */
final class AlterStatement {

    /** What a column is not called, where the word is not quoted. */
    private static final Set<String> OTHER_THINGS = Set.of(
            "INDEX",
            "KEY",
            "PRIMARY",
            "UNIQUE",
            "FULLTEXT",
            "SPATIAL",
            "CONSTRAINT",
            "FOREIGN",
            "CHECK",
            "PARTITION",
            "DEFAULT");

    /** One thing that it does to a column, in the statement's order. */
    sealed interface Change {

        /**
         * A new column.
         *
         * @param filling the value of rows that are there already
         */
        record Added(String column, DefaultClause filling) implements Change {}

        record Dropped(String column) implements Change {}

        /**
         * A column gets another name.
         *
         * @param toStarts where the new name begins in the statement
         * @param toEnds where it ends there
         */
        record Renamed(String column, String to, int toStarts, int toEnds) implements Change {}

        /**
         * A column gets a definition anew.
         *
         * @param column by the name that it has then
         * @param generated whether its values are made of others from then on
         */
        record Redefined(String column, boolean generated) implements Change {}
    }

    /**
     * A table as a statement names it.
     *
     * @param schema empty if the statement leaves it to the session
     */
    record Named(String schema, String name) {}

    /** The table gets another name. */
    record TableRename(Named from, Named to) {}

    private final String statement;
    private final List<SqlWords.Word> words;
    private final List<Change> changes = new ArrayList<>();
    private Named table = new Named("", "");
    private @Nullable Named renamedTo;
    private int next;

    private AlterStatement(String statement) {
        this.statement = statement;
        this.words = SqlWords.of(statement);
    }

    /** Reads a statement; empty if it is another one. */
    static Optional<List<Change>> read(String statement) {
        AlterStatement reading = new AlterStatement(statement);
        return reading.isAlterTable() ? Optional.of(reading.changes()) : Optional.empty();
    }

    /** The table's other name, where a statement gives it one. */
    static Optional<TableRename> tableRename(String statement) {
        AlterStatement reading = new AlterStatement(statement);
        if (!reading.isAlterTable()) {
            return Optional.empty();
        }
        reading.changes();
        return Optional.ofNullable(reading.renamedTo).map(to -> new TableRename(reading.table, to));
    }

    private boolean isAlterTable() {
        if (!take("ALTER")) {
            return false;
        }
        take("ONLINE");
        take("IGNORE");
        if (!take("TABLE")) {
            return false;
        }
        table = tableName();
        return true;
    }

    private List<Change> changes() {
        while (next < words.size()) {
            if (take("ADD")) {
                added();
            } else if (take("DROP")) {
                dropped();
            } else if (take("MODIFY")) {
                take("COLUMN");
                redefined(name());
            } else if (take("CHANGE")) {
                take("COLUMN");
                redefined(renamed(name()));
            } else if (take("RENAME")) {
                renamed();
            }
            skipToNextChange();
        }
        return changes;
    }

    /** A column, an index, or the table itself. */
    private void renamed() {
        if (take("COLUMN")) {
            String from = name();
            take("TO");
            renamed(from);
        } else if (!take("INDEX") && !take("KEY")) {
            if (!take("TO") && !take("AS")) {
                takeSymbol('=');
            }
            renamedTo = tableName();
        }
    }

    private Named tableName() {
        String first = name();
        return takeSymbol('.') ? new Named(first, name()) : new Named("", first);
    }

    private void added() {
        boolean column = take("COLUMN");
        if (takeSymbol('(')) {
            do {
                addedOne(false);
                skipWithinBrackets();
            } while (takeSymbol(','));
        } else {
            addedOne(column);
        }
    }

    private void addedOne(boolean surely) {
        take("IF");
        take("NOT");
        take("EXISTS");
        if (next < words.size() && (surely || !isOtherThing())) {
            changes.add(new Change.Added(name(), DefaultClause.in(statement, definition())));
        }
    }

    private void dropped() {
        boolean column = take("COLUMN");
        take("IF");
        take("EXISTS");
        if (next < words.size() && (column || !isOtherThing())) {
            changes.add(new Change.Dropped(name()));
        }
    }

    private void redefined(String column) {
        changes.add(new Change.Redefined(column, GeneratedColumns.isGenerated(definition())));
    }

    /** Gives the name that follows, which is the column's from then on. */
    private String renamed(String from) {
        if (next < words.size() && !words.get(next).text().equals(from)) {
            SqlWords.Word to = words.get(next);
            changes.add(new Change.Renamed(from, to.text(), to.starts(), to.ends()));
        }
        return name();
    }

    private boolean isOtherThing() {
        return isOtherThing(words.get(next));
    }

    /** Whether the word stands at a column's place and begins something else. */
    static boolean isOtherThing(SqlWords.Word word) {
        return !word.quoted() && OTHER_THINGS.contains(word.text().toUpperCase(Locale.ROOT));
    }

    private String name() {
        return next < words.size() ? words.get(next++).text() : "";
    }

    /** The words up to the end of a column's definition. */
    private List<SqlWords.Word> definition() {
        int from = next;
        skipWithinBrackets();
        List<SqlWords.Word> definition = words.subList(from, next);
        next = from;
        return definition;
    }

    private boolean take(String keyword) {
        boolean there = next < words.size() && words.get(next).is(keyword);
        if (there) {
            next++;
        }
        return there;
    }

    private boolean takeSymbol(char symbol) {
        boolean there = isSymbol(symbol);
        if (there) {
            next++;
        }
        return there;
    }

    private boolean isSymbol(char symbol) {
        return next < words.size() && words.get(next).isSymbol(symbol);
    }

    private void skipToNextChange() {
        skipWithinBrackets();
        while (isSymbol(')')) {
            next++;
            skipWithinBrackets();
        }
        takeSymbol(',');
    }

    /** Up to the comma or the closing bracket that belongs to what is read. */
    private void skipWithinBrackets() {
        int depth = 0;
        while (next < words.size()) {
            if (depth == 0 && (isSymbol(',') || isSymbol(')'))) {
                return;
            }
            depth += isSymbol('(') ? 1 : isSymbol(')') ? -1 : 0;
            next++;
        }
    }
}
