package dev.firn.engine.pipeline;

/** Why an event was not applied (I7). Events that a coming load has in its rows are applied, by the load. */
public enum SkipCause {
    /** Its table is stopped. */
    TABLE_STOPPED,
    /** Its table was dropped at the source before. */
    TABLE_GONE,
    /** Its table is not selected, or no layout was announced for it. */
    TABLE_UNKNOWN
}
