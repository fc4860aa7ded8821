package dev.firn.app.demo.compare;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** One way in which a table of the lake is not what the source's is. Values are shown as they were compared. */
public sealed interface Difference {

    /** The source has a row that the lake lacks. */
    record MissingRow(List<@Nullable Object> key) implements Difference {
        @Override
        public String toString() {
            return "row " + Shown.of(key) + " is missing in the lake";
        }
    }

    /** The lake has a row that the source lacks. */
    record SurplusRow(List<@Nullable Object> key) implements Difference {
        @Override
        public String toString() {
            return "row " + Shown.of(key) + " is in the lake and not in the source";
        }
    }

    /** The lake has more than one row of a key. */
    record DuplicateKey(List<@Nullable Object> key) implements Difference {
        @Override
        public String toString() {
            return "row " + Shown.of(key) + " is in the lake more than once";
        }
    }

    /** A row has another value in the lake. */
    record DifferentValue(
            List<@Nullable Object> key,
            String column,
            @Nullable Object source,
            @Nullable Object lake) implements Difference {
        @Override
        public String toString() {
            return "row " + Shown.of(key) + " column " + column + ": source " + Shown.of(source) + ", lake "
                    + Shown.of(lake);
        }
    }

    /** A column is in one of them only. */
    record DifferentColumns(String column, String where) implements Difference {
        @Override
        public String toString() {
            return "column " + column + " is in the " + where + " only";
        }
    }

    /** The two cannot be compared at all. */
    record Incomparable(String why) implements Difference {
        @Override
        public String toString() {
            return why;
        }
    }

    /** The log of a changelog table contradicts itself. */
    record BrokenLog(String what) implements Difference {
        @Override
        public String toString() {
            return what;
        }
    }
}
