package dev.firn.engine.source.debezium;

import dev.firn.schema.source.TableId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The tables of which a statement of MySQL takes rows or gives them some, without a word in the log about any row: by a partition that is dropped,
 * emptied or exchanged, or by a file that is put in the place of another.
 */
final class RowsMoved {

    private final List<SqlWords.Word> words;
    private final String database;
    private int next;

    private RowsMoved(List<SqlWords.Word> words, String database) {
        this.words = words;
        this.database = database;
    }

    /**
     * Reads a statement.
     *
     * @param database what a name without a database belongs to
     */
    static Set<TableId> by(String statement, String database) {
        RowsMoved reading = new RowsMoved(SqlWords.of(statement), database);
        return reading.is("ALTER") ? reading.tables() : Set.of();
    }

    private Set<TableId> tables() {
        while (next < words.size() && !is("TABLE")) {
            next++;
        }
        next++;
        Set<TableId> moved = new LinkedHashSet<>();
        TableId altered = name();
        for (; next + 1 < words.size(); next++) {
            if (isPartitions("EXCHANGE")) {
                moved.add(altered);
                while (next < words.size() && !is("TABLE")) {
                    next++;
                }
                next++;
                moved.add(name());
            } else if (isPartitions("DROP") || isPartitions("TRUNCATE") || isPartitions("IMPORT") || isImport()) {
                moved.add(altered);
            }
        }
        return moved;
    }

    private boolean isPartitions(String verb) {
        return keyword(next, verb) && keyword(next + 1, "PARTITION");
    }

    private boolean isImport() {
        return keyword(next, "IMPORT") && keyword(next + 1, "TABLESPACE");
    }

    private TableId name() {
        String first = word();
        if (next < words.size()
                && !words.get(next).quoted()
                && words.get(next).text().equals(".")) {
            next++;
            return new TableId(first, word());
        }
        return new TableId(database, first);
    }

    private String word() {
        return next < words.size() ? words.get(next++).text() : "?";
    }

    private boolean is(String keyword) {
        return keyword(next, keyword);
    }

    private boolean keyword(int at, String keyword) {
        return at < words.size()
                && !words.get(at).quoted()
                && words.get(at).text().equalsIgnoreCase(keyword);
    }
}
