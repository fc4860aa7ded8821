package dev.firn.engine.source;

import dev.firn.schema.change.ColumnLineage.OldRows;
import java.util.List;

/**
 * A table's columns with what each of them keeps under every name that it gets; for sources whose log tells columns by their names alone.
 *
 * @param table the same under each name that the table gets, and never another table's
 * @param columns every column that the table ever had, in the order of their numbers
 */
public record NumberedColumns(String table, List<Column> columns) {

    public NumberedColumns {
        columns = List.copyOf(columns);
    }

    /**
     * A column.
     *
     * @param number its own, and above that of each column that was there before it
     * @param name its name now; of one that is gone it means nothing
     * @param standing whether it is there
     * @param oldRows what rows have in it that are older than it
     */
    public record Column(int number, String name, Standing standing, OldRows oldRows) {

        public boolean isPlain() {
            return standing == Standing.PLAIN;
        }

        public boolean isDropped() {
            return standing == Standing.DROPPED;
        }
    }

    /** Whether a column is there. */
    public enum Standing {
        PLAIN,
        /** Its values are made of others'; the log may lack it. */
        GENERATED,
        DROPPED
    }
}
