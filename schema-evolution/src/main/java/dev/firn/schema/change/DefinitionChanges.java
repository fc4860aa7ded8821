package dev.firn.schema.change;

import dev.firn.schema.source.TableDefinition;
import dev.firn.schema.source.TableDefinition.ColumnDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The difference between what a source says of a table now and what it said before.
 *
 * @param comments what the lake is to say
 * @param told the difference for people: comments, and what changes nothing in the lake, such as lengths, character sets, defaults
 */
public record DefinitionChanges(CommentChanges comments, List<String> told) {

    public DefinitionChanges {
        told = List.copyOf(told);
    }

    /**
     * Compares two definitions.
     *
     * @param layoutChanged columns that changed in the lake too, so that their change is told already
     */
    public static DefinitionChanges between(TableDefinition before, TableDefinition now, Set<String> layoutChanged) {
        CommentChanges comments = CommentChanges.since(before, now);
        List<String> told = new ArrayList<>(comments.describe());
        now.columns().forEach((name, column) -> {
            ColumnDefinition former = before.columns().get(name);
            if (former == null) {
                return;
            }
            if (!former.declaration().equals(column.declaration()) && !layoutChanged.contains(name)) {
                told.add("not applied: " + name + " " + former.declaration() + " -> " + column.declaration()
                        + " (its column in the lake is the same)");
            }
            if (!former.defaultMark().equals(column.defaultMark())) {
                told.add("not applied: another default of " + name + " (rows carry their values)");
            }
        });
        return new DefinitionChanges(comments, told);
    }

    /** The changes as one line for people; empty if there are none. */
    public String describe() {
        return String.join("; ", told);
    }
}
