package dev.firn.engine.source;

import dev.firn.engine.event.SourcePosition;
import dev.firn.schema.change.ColumnLineage.OldRows;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A table's columns with what each of them keeps under every name that it gets; for sources whose log tells columns by their names alone.
 *
 * @param table the same under each name that the table gets, and never another table's
 * @param namedBy the transactions, by their numbers of 32 bits, of which one gave the table its name, or none that began to change something later
 * @param columns every column that the table ever had, in the order of their numbers
 * @param seenAt a place in the log behind everything that led to them; null if it is of no interest
 */
public record NumberedColumns(
        String table,
        List<Long> namedBy,
        List<Column> columns,
        @Nullable SourcePosition seenAt) {

    /** Those below are in no order with others: the server gave them to what it had from the first. */
    private static final long FIRST_TRANSACTION = 3;

    public NumberedColumns {
        namedBy = List.copyOf(namedBy);
        columns = List.copyOf(columns);
    }

    /**
     * Whether a transaction has changed the columns that may have come behind another: transactions get their numbers in the order in which they begin to
     * change something.
     */
    public boolean mayBeAheadOf(long transaction) {
        return columns.stream().anyMatch(column -> isBehind(column.writtenBy, transaction));
    }

    /** Whether the table may have got its name behind what a transaction did, to which it was another's. */
    public boolean mayHaveTakenNameFrom(long transaction) {
        return namedBy.stream().anyMatch(by -> by >= FIRST_TRANSACTION && isBehind(by, transaction));
    }

    private static boolean isBehind(long one, long other) {
        return (int) (one - other) >= 0;
    }

    /**
     * A column.
     *
     * @param number its own, and above that of each column that was there before it
     * @param name its name now; of one that is gone it means nothing
     * @param standing whether it is there
     * @param oldRows what rows have in it that are older than it
     * @param writtenBy the transaction that changed it last, by its number of 32 bits
     */
    public record Column(int number, String name, Standing standing, OldRows oldRows, long writtenBy) {

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
