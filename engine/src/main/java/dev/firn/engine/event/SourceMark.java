package dev.firn.engine.event;

import dev.firn.schema.source.TableId;
import java.time.Instant;
import java.util.Map;

/**
 * A place between two source transactions to which the stream can go back. Cheap to make for every transaction: what is
 * costly is computed when it is asked for.
 */
public interface SourceMark {

    /** Where it is in the source's log. */
    SourcePosition position();

    /** When the source committed the last transaction before it; for an idle source, when it was last heard. */
    Instant sourceTimestamp();

    /**
     * Which columns the log has shown of a table up to here, by their names; empty where it tells of columns otherwise, or has shown none of the
     * table.
     */
    default Map<String, Integer> columnNumbers(TableId table) {
        return Map.of();
    }
}
