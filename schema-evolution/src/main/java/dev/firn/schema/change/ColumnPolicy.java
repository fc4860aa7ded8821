package dev.firn.schema.change;

/**
 * Which changes of a table's columns the lake follows, and how.
 *
 * <p>Widenings and relaxations are followed in any case: without them the source's rows would have no place in the table. A key that
 * is widened is an incompatible change.
 *
 * @param follow whether the set of columns follows the source
 * @param onColumnDrop what becomes of a column that the source drops, where the set follows
 * @param onIncompatibleChange what becomes of a table whose rows have no place in it any more
 * @param backfill when a table is loaded again because a column was added
 */
public record ColumnPolicy(
        Follow follow, OnColumnDrop onColumnDrop, OnIncompatibleChange onIncompatibleChange, Backfill backfill) {

    /** The lake's columns are the source's. */
    public static final ColumnPolicy DEFAULT = new ColumnPolicy(Follow.COLUMNS, OnColumnDrop.DROP);

    /** A policy under which rows are always the source's. */
    public ColumnPolicy(Follow follow, OnColumnDrop onColumnDrop) {
        this(follow, onColumnDrop, OnIncompatibleChange.RESYNC, Backfill.WHEN_DEFAULTED);
    }

    /** Whether the set of columns follows the source. */
    public enum Follow {
        /** New columns are added, renamed ones renamed, dropped ones treated as {@link OnColumnDrop} says. */
        COLUMNS,
        /** The set of columns stays as it is: new ones are left out, dropped ones stay and are no longer filled. */
        NONE
    }

    /** What becomes of a column that the source drops. */
    public enum OnColumnDrop {
        /** It is dropped in the lake. */
        DROP,
        /** It stays, and rows from then on have null in it. */
        KEEP
    }

    /** What becomes of a table whose rows have no place in it any more: a type that does not grow to the new one, another key, a key of a wider type. */
    public enum OnIncompatibleChange {
        /** It is loaded again under the new layout, while its readers see the old content. */
        RESYNC,
        /** It stops as it is, until an operator says so. */
        STOP_TABLE
    }

    /** When a table is loaded again because a column was added: the rows that were there before may have values in it. */
    public enum Backfill {
        /** Whenever a column is added. */
        ALWAYS,
        /** When rows that were there before have a value in the column. */
        WHEN_DEFAULTED,
        /** Never: those rows have null. */
        NEVER
    }
}
