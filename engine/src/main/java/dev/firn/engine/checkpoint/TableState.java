package dev.firn.engine.checkpoint;

import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.source.TableId;
import java.time.Instant;
import java.util.Collections;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** How a table stood at a checkpoint. */
public sealed interface TableState {

    /** What the table's content was made from; while it is loaded, what the new content is made from. */
    TableOrigin origin();

    /** The layout that it has, or is to have; null if it never had one. */
    @Nullable
    TableLayout layout();

    /** The same state of a table whose content was made from something else. */
    TableState of(TableOrigin other);

    /**
     * The table equals the source at every checkpoint.
     *
     * @param layout the newest layout
     * @param pendingDrops columns that the source no longer has and that are dropped once this checkpoint has committed
     */
    record Streaming(TableLayout layout, Set<String> pendingDrops, TableOrigin origin) implements TableState {
        public Streaming {
            pendingDrops = Collections.unmodifiableSet(new TreeSet<>(pendingDrops));
        }

        @Override
        public TableState of(TableOrigin other) {
            return new Streaming(layout, pendingDrops, other);
        }
    }

    /**
     * The table is being loaded, and has its old content until that is complete.
     *
     * @param layout the layout it is loaded under
     */
    record Loading(TableLayout layout, LoadProgress progress, TableOrigin origin) implements TableState {

        @Override
        public TableState of(TableOrigin other) {
            return new Loading(layout, progress, other);
        }
    }

    /**
     * The table is not replicated until an operator acts (I6).
     *
     * @param layout its newest layout; null if it never had one
     * @param reason what was found
     * @param remedy what to do
     */
    record Stopped(@Nullable TableLayout layout, String reason, String remedy, Instant since, TableOrigin origin)
            implements TableState {

        @Override
        public TableState of(TableOrigin other) {
            return new Stopped(layout, reason, remedy, since, other);
        }
    }

    /**
     * The source has no table of the name any more; what was replicated stays.
     *
     * @param renamedTo what the table is called now; null if it was dropped
     */
    record Gone(TableLayout layout, Instant since, @Nullable TableId renamedTo, TableOrigin origin)
            implements TableState {

        @Override
        public TableState of(TableOrigin other) {
            return new Gone(layout, since, renamedTo, other);
        }
    }
}
