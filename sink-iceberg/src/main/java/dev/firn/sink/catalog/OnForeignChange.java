package dev.firn.sink.catalog;

/** What becomes of a table that somebody else has changed, so that it is not what Firn made of its source any more. */
public enum OnForeignChange {
    /** It is loaded again, while its readers see what is there. A changelog, whose rows no load brings back, stops instead. */
    RESYNC,
    /** It stops as it is, until an operator says so. */
    STOP_TABLE,
    /**
     * Rows that others add, change or delete are let stand. What Firn itself cannot do without, columns and what it committed, is
     * loaded again.
     */
    ACCEPT_ROWS
}
