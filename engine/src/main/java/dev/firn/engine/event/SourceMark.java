package dev.firn.engine.event;

import dev.firn.schema.change.ColumnNumbers;
import dev.firn.schema.source.TableId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A place between two source transactions to which the stream can go back. Cheap to make for every transaction: what is
 * costly is computed when it is asked for.
 */
public interface SourceMark {

    /** Where it is in the source's log. */
    SourcePosition position();

    /** When the source committed the last transaction before it; for an idle source, when it was last heard. */
    Instant sourceTimestamp();

    /** Which columns the log has shown of a table up to here; null where it tells of columns otherwise, or has shown none of the table. */
    default @Nullable ColumnNumbers columnNumbers(TableId table) {
        return null;
    }
}
