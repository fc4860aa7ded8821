package dev.firn.schema.change;

/**
 * Which changes of a table's set of columns the lake follows.
 *
 * <p>Widenings and relaxations are followed in any case: without them the source's rows would have no place in the table.
 *
 * @param follow whether the set of columns follows the source
 * @param onColumnDrop what becomes of a column that the source drops, where the set follows
 */
public record ColumnPolicy(Follow follow, OnColumnDrop onColumnDrop) {

    /** The lake's columns are the source's. */
    public static final ColumnPolicy DEFAULT = new ColumnPolicy(Follow.COLUMNS, OnColumnDrop.DROP);

    /** Whether the set of columns follows the source. */
    public enum Follow {
        /** New columns are added, dropped ones treated as {@link OnColumnDrop} says. */
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
}
