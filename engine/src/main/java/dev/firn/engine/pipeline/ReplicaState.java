package dev.firn.engine.pipeline;

import dev.firn.engine.checkpoint.CarriedColumns;
import dev.firn.engine.checkpoint.LoadProgress;
import dev.firn.engine.checkpoint.TableOrigin;
import dev.firn.engine.checkpoint.TableState;
import dev.firn.schema.change.PendingRenames;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.source.TableId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a table's standing reads in a checkpoint, and is read from there. */
final class ReplicaState {

    private ReplicaState() {}

    /** Where a checkpoint left the table; one that was being loaded gets its load afterwards. */
    static Standing withoutLoad(TableState state) {
        if (state instanceof TableState.Stopped stopped) {
            return new Standing.Stopped(stopped.reason(), stopped.remedy(), stopped.since());
        }
        return state instanceof TableState.Gone gone
                ? new Standing.Gone(gone.since(), gone.renamedTo())
                : new Standing.Streaming();
    }

    /** The table as it stands before any event of this run. */
    static TableState before(
            TableId table,
            Standing standing,
            @Nullable TableLayout layout,
            PendingDrops drops,
            PendingRenames renames,
            TableOrigin origin) {
        if (standing instanceof Standing.Streaming && layout != null) {
            return new TableState.Streaming(layout, drops.columns(), origin);
        }
        if (standing instanceof Standing.Loading loading) {
            LoadProgress kept = carrying(loading.load().capture().apply(List.of()), drops.carried(renames));
            return new TableState.Loading(loading.load().layout(), kept, origin);
        }
        return resting(table, standing, layout, origin);
    }

    /** What a checkpoint says of a load, with what is to become of its table's columns. */
    static LoadProgress carrying(LoadProgress progress, CarriedColumns columns) {
        return progress instanceof LoadProgress.Chunks chunks ? chunks.carrying(columns) : progress;
    }

    /** The table when it takes no part in a checkpoint: stopped, gone, or to be loaded from the first row. */
    static TableState resting(TableId table, Standing standing, @Nullable TableLayout layout, TableOrigin origin) {
        if (standing instanceof Standing.Stopped stopped) {
            return new TableState.Stopped(layout, stopped.reason(), stopped.remedy(), stopped.since(), origin);
        }
        if (layout == null) {
            throw new IllegalStateException("Table " + table + " is followed without a layout");
        }
        return standing instanceof Standing.Gone gone
                ? new TableState.Gone(layout, gone.since(), gone.renamedTo(), origin)
                : new TableState.Loading(layout, new LoadProgress.Queued(), origin);
    }
}
