package dev.firn.engine.load;

/** How far a load is. */
public enum LoadPhase {
    /** It waits for its turn. */
    QUEUED,
    /** The Iceberg table is brought to the layout. */
    PREPARING,
    /** It waits for a boundary of the stream. */
    PREPARED,
    /** Rows are read. */
    READING,
    /** All rows are staged; the stream must pass what they saw. */
    CATCHING_UP
}
