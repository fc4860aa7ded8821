package dev.firn.engine.event;

/**
 * A place in the source's log that can be compared with others of the same source: an LSN, or a GTID set with binlog
 * coordinates.
 */
public interface SourcePosition {

    /** Whether everything up to {@code target} lies at or before this position. */
    boolean reached(SourcePosition target);

    /** The field's own notation, such as {@code 0/16B3748}; stable, and what snapshots record. */
    @Override
    String toString();
}
