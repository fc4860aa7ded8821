package dev.firn.engine.event;

import dev.firn.schema.change.ColumnLineage;
import dev.firn.schema.change.ColumnNumbers;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.source.TableDefinition;
import dev.firn.schema.source.TableId;
import java.util.BitSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One thing that the source's log says, in log order.
 *
 * <p>A table's {@link LayoutChanged} comes before the first row under that layout, in every stream. Rows are {@code
 * Object[]} in the order of the layout's columns, in Iceberg's internal representation; whoever receives an event owns its
 * arrays.
 */
public sealed interface ChangeEvent {

    /** An event that belongs to one table. */
    sealed interface TableEvent extends ChangeEvent {
        TableId table();
    }

    /** What happened to one row. */
    sealed interface RowEvent extends TableEvent {

        /** The layout that the row has. */
        TableLayout layout();

        @Override
        default TableId table() {
            return layout().table();
        }
    }

    /** A row that the source had no row of the same key for. */
    record Insert(TableLayout layout, @Nullable Object[] row) implements RowEvent {}

    /**
     * A new image of the row with the same key. An update that changes the key arrives as a delete and an insert.
     *
     * @param from where the row was; null if the log does not say
     */
    record Update(
            TableLayout layout,
            @Nullable Object[] row,
            @Nullable FormerPlace from) implements RowEvent {

        /** An update of a row of which nobody knows where it was. */
        public Update(TableLayout layout, @Nullable Object[] row) {
            this(layout, row, null);
        }
    }

    /**
     * A new image of the row with the same key, of which the log does not say every value (PostgreSQL's unchanged TOAST values).
     *
     * <p>Where the update changes the key, the {@link Delete} of the former one comes right before it.
     *
     * @param row the known values; null at the missing ones
     * @param missing the indexes of the columns whose values are not known
     * @param formerKey the key that the row had before, if it had another; else null
     */
    record PartialUpdate(
            TableLayout layout,
            @Nullable Object[] row,
            BitSet missing,
            @Nullable Object @Nullable [] formerKey) implements RowEvent {

        /** An update that leaves the key as it is. */
        public PartialUpdate(TableLayout layout, @Nullable Object[] row, BitSet missing) {
            this(layout, row, missing, null);
        }
    }

    /**
     * The row is gone.
     *
     * @param key the values of the layout's key columns, in key order
     * @param from where the row was; null if the log does not say
     */
    record Delete(
            TableLayout layout,
            @Nullable Object[] key,
            @Nullable FormerPlace from) implements RowEvent {

        /** A delete of a row of which nobody knows where it was. */
        public Delete(TableLayout layout, @Nullable Object[] key) {
            this(layout, key, null);
        }
    }

    /**
     * A finished row of a changelog table, its changelog columns included.
     *
     * @param transaction the source's name of the transaction, by which a consistent read tells whether it saw it already
     */
    record Append(TableLayout layout, @Nullable Object[] row, TransactionId transaction) implements RowEvent {}

    /** All rows of the table are gone. Of a changelog table it comes as an {@link Append}. */
    record Truncate(TableId table) implements TableEvent {}

    /**
     * The table is new to this stream or has another layout from here on.
     *
     * @param lineage how its columns came from those of the layout announced before, be it by an earlier stream
     * @param seenAt a place in the log behind all that the lineage was found out by: whoever reads the table because of it begins there, as what
     *     the log tells before may be of other columns; null if the log itself told it
     * @param numbers which columns they are, whatever was announced before; null where the source has no numbers, or nobody knows them
     */
    record LayoutChanged(
            TableLayout layout,
            ColumnLineage lineage,
            @Nullable SourcePosition seenAt,
            @Nullable ColumnNumbers numbers) implements TableEvent {

        /** A layout of which the log tells where its columns came from. */
        public LayoutChanged(TableLayout layout, ColumnLineage lineage) {
            this(layout, lineage, null, null);
        }

        /** A layout whose columns are those of the one before if their names are. */
        public LayoutChanged(TableLayout layout) {
            this(layout, ColumnLineage.BY_NAME);
        }

        /** The same event for whoever knows which columns the names were before. */
        public LayoutChanged since(@Nullable ColumnNumbers before) {
            return before == null || numbers == null
                    ? this
                    : new LayoutChanged(layout, numbers.since(before, lineage), seenAt, numbers);
        }

        @Override
        public TableId table() {
            return layout.table();
        }
    }

    /**
     * What the source's catalog says of the table now, which may be ahead of the log. Comes behind a {@link LayoutChanged}, where there is one.
     */
    record Described(
            TableId table,
            TableDefinition definition,
            @Nullable TableLayout there) implements TableEvent {}

    /** The table no longer exists at the source. */
    record Dropped(TableId table) implements TableEvent {}

    /**
     * The table has another name at the source from here on.
     *
     * @param table its name so far
     * @param to its new name, be it selected or not; if it is, a {@link LayoutChanged} for it follows
     */
    record Renamed(TableId table, TableId to) implements TableEvent {}

    /**
     * An event that cannot be turned into a row; its table must stop.
     *
     * @param reason what was found and what to do, as one sentence
     */
    record Unreadable(
            TableId table, String reason, @Nullable Throwable cause) implements TableEvent {}

    /**
     * A change was made under a definition that nobody knows any more, and cannot be told; the table has to be loaded again.
     *
     * @param columns those that the change had; empty if they are of no interest, since the table is known
     * @param reason why, as part of a sentence
     */
    record Untold(TableId table, Set<String> columns, String reason) implements TableEvent {
        public Untold {
            columns = Set.copyOf(columns);
        }

        /** Of a table that is known. */
        public Untold(TableId table, String reason) {
            this(table, Set.of(), reason);
        }
    }

    /** No source transaction is open here: a checkpoint may be taken. Also sent while the source is idle. */
    record Boundary(SourceMark mark) implements ChangeEvent {}
}
