package dev.firn.engine.source.debezium;

/** What {@link BinlogDates} gives for a date that no calendar has. */
enum NoDate {
    /** A day beyond its month's last, such as February 31st, which a server stores under {@code ALLOW_INVALID_DATES}. */
    INVALID
}
