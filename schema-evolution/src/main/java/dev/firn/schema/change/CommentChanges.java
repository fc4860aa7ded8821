package dev.firn.schema.change;

import dev.firn.schema.source.TableDefinition;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Comments that the lake is to have as the source has them now. What somebody else wrote into the lake stays where the source neither says nor said
 * anything, until the table is loaded.
 *
 * @param table the table's comment; empty if it is gone, null if it did not change
 * @param columns the comments of columns that changed; empty where one is gone
 */
public record CommentChanges(@Nullable String table, Map<String, String> columns) {

    public static final CommentChanges NONE = new CommentChanges(null, Map.of());

    private static final int SHOWN = 60;

    public CommentChanges {
        columns = Collections.unmodifiableMap(new TreeMap<>(columns));
    }

    /**
     * All that a definition says and does not say, for a table whose rows are replaced and which may have been another before.
     *
     * @param now null if nobody knows what the source says
     * @param names the table's columns, of which some may have been called otherwise
     */
    public static CommentChanges all(@Nullable TableDefinition now, Collection<String> names) {
        Map<String, String> columns = new TreeMap<>();
        names.forEach(name -> columns.put(name, ""));
        if (now == null) {
            return new CommentChanges(null, columns);
        }
        now.columns().forEach((name, column) -> columns.put(name, column.comment()));
        return new CommentChanges(now.comment(), columns);
    }

    /** What a definition says differently from an earlier one. */
    static CommentChanges since(TableDefinition before, TableDefinition now) {
        Map<String, String> columns = new TreeMap<>();
        now.columns().forEach((name, column) -> {
            TableDefinition.ColumnDefinition former = before.columns().get(name);
            if (!column.comment().equals(former == null ? "" : former.comment())) {
                columns.put(name, column.comment());
            }
        });
        return new CommentChanges(now.comment().equals(before.comment()) ? null : now.comment(), columns);
    }

    public boolean isEmpty() {
        return table == null && columns.isEmpty();
    }

    /** These, and then others. */
    public CommentChanges then(CommentChanges later) {
        Map<String, String> all = new TreeMap<>(columns);
        all.putAll(later.columns);
        return new CommentChanges(later.table == null ? table : later.table, all);
    }

    /**
     * These, for columns that get other names in the same commit, before which nobody describes anything.
     *
     * @param names for each new name the old one
     */
    public CommentChanges renamed(Map<String, String> names) {
        Map<String, String> renamed = new TreeMap<>(columns);
        names.values().forEach(renamed::remove);
        names.forEach((to, from) -> {
            String comment = columns.get(from);
            if (comment != null) {
                renamed.put(to, comment);
            }
        });
        return new CommentChanges(table, renamed);
    }

    /** The changes as a few words for each, for people. */
    List<String> describe() {
        List<String> parts = new ArrayList<>();
        if (table != null) {
            parts.add(table.isEmpty() ? "no comment of the table any more" : "comment of the table: " + shown(table));
        }
        columns.forEach((name, comment) -> parts.add(
                comment.isEmpty()
                        ? "no comment of " + name + " any more"
                        : "comment of " + name + ": " + shown(comment)));
        return parts;
    }

    private static String shown(String comment) {
        String line = comment.replaceAll("\\s+", " ").trim();
        return "'" + (line.length() <= SHOWN ? line : line.substring(0, SHOWN - 1) + "…") + "'";
    }
}
