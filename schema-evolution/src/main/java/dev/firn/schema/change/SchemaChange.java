package dev.firn.schema.change;

import dev.firn.schema.layout.LakeColumn;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.iceberg.types.Type;
import org.jspecify.annotations.Nullable;

/** One difference between an Iceberg table's schema and the layout its source now asks for. */
public sealed interface SchemaChange {

    /** The column that changes, by its name in the lake. */
    String column();

    /** The change as a few words for people, such as {@code widen total int -> long}. */
    String describe();

    /** Several changes in their order, as one line for people; empty where there are none. */
    static String describe(List<? extends SchemaChange> changes) {
        return changes.stream().map(SchemaChange::describe).collect(Collectors.joining("; "));
    }

    /**
     * The source has a column that the table lacks; added as optional, since files are yet to come whose rows lack it.
     *
     * @param added the column
     * @param inOldRows what it has in all rows of such files, in Iceberg's internal representation; null for null. Only a table that {@link
     *     ColumnDefaults takes defaults} can have another
     */
    record AddColumn(LakeColumn added, @Nullable Object inOldRows) implements SchemaChange {

        /** A column that is null in all rows that are there before. */
        public AddColumn(LakeColumn added) {
            this(added, null);
        }

        @Override
        public String column() {
            return added.name();
        }

        /** Without the value, as with all values. */
        @Override
        public String describe() {
            return "add " + added.name() + " " + added.type()
                    + (inOldRows == null ? "" : " with its default in old rows");
        }
    }

    /** The column's type grows within what Iceberg promotes: int to long, float to double, decimal to more digits. */
    record WidenColumn(String column, Type from, Type to) implements SchemaChange {
        @Override
        public String describe() {
            return "widen " + column + " " + from + " -> " + to;
        }
    }

    /** The source allows null, or has no value at all, where the table requires one. */
    record RelaxColumn(String column) implements SchemaChange {
        @Override
        public String describe() {
            return "allow null in " + column;
        }
    }

    /** The table has a column that the source no longer has. */
    record DropColumn(String column) implements SchemaChange {
        @Override
        public String describe() {
            return "drop " + column;
        }
    }

    /** The source's column has another name; the lake's gets it, and keeps its field id and with that its values. */
    record RenameColumn(String column, String to) implements SchemaChange {
        @Override
        public String describe() {
            return "rename " + column + " to " + to;
        }
    }

    /**
     * The source has the column elsewhere among the others.
     *
     * @param after the column that it stands behind; null if it is the first
     */
    record MoveColumn(String column, @Nullable String after) implements SchemaChange {
        @Override
        public String describe() {
            return after == null ? "move " + column + " first" : "move " + column + " after " + after;
        }
    }

    /**
     * A change that no promotion covers: the table needs a new load.
     *
     * @param column the column that changes, or the first of several
     * @param reason what was found, as part of a sentence
     */
    record Incompatible(String column, String reason) implements SchemaChange {
        @Override
        public String describe() {
            return "load again: " + reason;
        }
    }
}
