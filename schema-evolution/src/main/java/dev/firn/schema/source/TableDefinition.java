package dev.firn.schema.source;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a source says of a table and of its columns that no row shows: comments, and how the columns are declared.
 *
 * @param comment of the table; empty if it has none
 * @param columns by their names, and in the order of these
 */
public record TableDefinition(String comment, Map<String, ColumnDefinition> columns) {

    /** Longer comments are cut: they are written down with every checkpoint, and no lake shows more. */
    private static final int LONGEST_COMMENT = 2_048;

    /** Of a table of which nobody asked. */
    public static final TableDefinition NONE = new TableDefinition("", Map.of());

    /**
     * What a source says of a column.
     *
     * @param comment empty if it has none
     * @param declaration its type as the source writes it, with what belongs to that; only compared, and shown to people
     * @param defaultMark equal for equal defaults, and does not tell them; empty if it has none
     */
    public record ColumnDefinition(String comment, String declaration, String defaultMark) {

        /** Written down with every checkpoint: a list of a thousand labels is not worth that. */
        private static final int LONGEST_DECLARATION = 120;

        public ColumnDefinition {
            comment = cut(comment);
            if (declaration.length() > LONGEST_DECLARATION) {
                declaration = declaration.substring(0, LONGEST_DECLARATION - 16) + "… #"
                        + Integer.toHexString(declaration.hashCode());
            }
        }

        /** With the default that the source writes so; null if it has none. */
        public static ColumnDefinition of(String comment, String declaration, @Nullable String defaultText) {
            return new ColumnDefinition(
                    comment, declaration, defaultText == null ? "" : Integer.toHexString(defaultText.hashCode()));
        }

        public ColumnDefinition withoutDefault() {
            return new ColumnDefinition(comment, declaration, "");
        }
    }

    public TableDefinition {
        comment = cut(comment);
        columns = Collections.unmodifiableMap(new TreeMap<>(columns));
    }

    /** The same with the columns of some names alone; of those that this one does not know, what an earlier one said. */
    public TableDefinition of(Collection<String> names, TableDefinition earlier) {
        Map<String, ColumnDefinition> kept = new TreeMap<>(earlier.columns);
        kept.putAll(columns);
        kept.keySet().retainAll(names);
        return new TableDefinition(comment, kept);
    }

    /** The same after columns got other names: for each new one its old one. */
    public TableDefinition renamed(Map<String, String> names) {
        Map<String, ColumnDefinition> renamed = new TreeMap<>(columns);
        names.values().forEach(renamed::remove);
        names.forEach((to, from) -> {
            ColumnDefinition column = columns.get(from);
            if (column != null) {
                renamed.put(to, column);
            }
        });
        return new TableDefinition(comment, renamed);
    }

    private static String cut(String comment) {
        return comment.length() <= LONGEST_COMMENT ? comment : comment.substring(0, LONGEST_COMMENT);
    }
}
