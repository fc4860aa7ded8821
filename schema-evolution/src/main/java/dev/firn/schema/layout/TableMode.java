package dev.firn.schema.layout;

/** How a table's changes become rows. */
public enum TableMode {
    /** The table equals the source: one row per key. */
    UPSERT,
    /** Append only: every change event is a row, with {@link ChangelogColumn its operation, timestamp and position}. */
    CHANGELOG
}
