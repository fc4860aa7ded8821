package dev.firn.app.it.program;

import java.util.Set;
import java.util.function.Consumer;

/**
 * A change of a table's columns as a part of an {@code ALTER TABLE}.
 *
 * @param columns whose names it says
 * @param before a statement that must come first; empty if there is none
 * @param part what stands in the statement
 * @param effect what the table is afterwards
 */
record ColumnChange(Set<String> columns, String before, String part, Consumer<RandomTable> effect) {

    ColumnChange(String column, String part, Consumer<RandomTable> effect) {
        this(Set.of(column), "", part, effect);
    }
}
