package dev.firn.schema.change;

import java.util.Map;
import java.util.Set;

/** How a table's columns came from those of the layout that was announced before. */
public sealed interface ColumnLineage {

    /** Columns of one name are one column, and what is new is null in the rows that were there before. */
    ColumnLineage BY_NAME = new Told(Map.of(), Set.of(), Map.of());

    /** Whether it says that columns are others than before, even where they look the same. */
    boolean changesMeaning();

    /** Nobody can say any more: a column may be another under the same name, or the same under another name. */
    record Unknown() implements ColumnLineage {

        @Override
        public boolean changesMeaning() {
            return true;
        }
    }

    /** Nobody has seen the columns before. Where they are called as they were when the table was loaded, they are those. */
    record FirstSight() implements ColumnLineage {

        @Override
        public boolean changesMeaning() {
            return false;
        }
    }

    /**
     * The source says it.
     *
     * @param renamed for each renamed column's new name its old one; a name may be one's new and another's old, as in a swap
     * @param remade columns that have the name of a former one and are another
     * @param added the new columns, with what the rows have in them that were there before
     * @param converted columns in which rows that were there before may have other values since, of which no event tells; each with what became
     *     of it, as the end of a sentence that begins with its name
     */
    record Told(
            Map<String, String> renamed, Set<String> remade, Map<String, OldRows> added, Map<String, String> converted)
            implements ColumnLineage {
        public Told {
            renamed = Map.copyOf(renamed);
            remade = Set.copyOf(remade);
            added = Map.copyOf(added);
            converted = Map.copyOf(converted);
        }

        /** A lineage of columns that keep their values. */
        public Told(Map<String, String> renamed, Set<String> remade, Map<String, OldRows> added) {
            this(renamed, remade, added, Map.of());
        }

        /** The same with other knowledge of what old rows have in the new columns. */
        public Told filling(Map<String, OldRows> oldRows) {
            return new Told(renamed, remade, oldRows, converted);
        }

        @Override
        public boolean changesMeaning() {
            return !renamed.isEmpty() || !remade.isEmpty() || !converted.isEmpty();
        }
    }

    /** What rows have in a column that was added after them. */
    sealed interface OldRows {

        /** Null. */
        record Empty() implements OldRows {}

        /**
         * One value, the same in all, of which only the source knows what it is in rows.
         *
         * @param text the value as the source writes it, without quotes
         */
        record Constant(String text) implements OldRows {}

        /**
         * One value, the same in all, in the form that it has in rows of the layout.
         *
         * @param value in Iceberg's internal representation, and masked where the column is
         */
        record Filled(Object value) implements OldRows {}

        /** A value of its own in each, or one that only the source knows: generated, drawn from a sequence, the time of the change. */
        record Computed() implements OldRows {}
    }
}
