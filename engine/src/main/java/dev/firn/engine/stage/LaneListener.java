package dev.firn.engine.stage;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.schema.change.ColumnNumbers;
import dev.firn.schema.change.PendingRenames;
import dev.firn.schema.layout.TableLayout;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Who hears what a table's lane came to, under the run's lock. */
public interface LaneListener {

    /** Columns that still wait to be dropped. */
    Set<String> pendingDrops();

    /** Which columns the names of the newest layout are; null if nobody knows. */
    @Nullable
    ColumnNumbers columns();

    /** Columns that still wait to be renamed. */
    PendingRenames pendingRenames();

    /** Whether the table's rows are being loaded, or the load waits for its commit, and will replace those that the lake shows. */
    boolean isLoading();

    /** Whether the changes that are gathered are those of the rows which the table has in the lake at the checkpoint before; not while it is loaded. */
    boolean followsLake();

    /** Whether an earlier checkpoint renames columns when it commits, and has not done so. */
    boolean awaitsRenamesBefore(CheckpointId checkpoint);

    /** A generation has become files. */
    void staged(StagedFiles files);

    /** The table takes rows of its newest layout. */
    void adopted(Adoption.Result.Adopted adopted, PendingAdoption adoption);

    /** The table cannot take rows of its newest layout until it is loaded again. */
    void needsLoad(String reason);

    /** The table cannot take rows of its newest layout until it is loaded again, which its policy leaves to an operator. */
    void mustNotLoad(String reason);

    /** Somebody else changed the table in the lake, so that it does not equal its source any more. */
    void changedByOthers(String finding);

    /** Columns that the source no longer has are gone, or came back and stay. */
    void dropped(Set<String> columns);

    /**
     * Work failed in a way that time does not heal.
     *
     * @param layout the layout that it was done under, which need not be the newest
     * @param columns which columns its names are; null if nobody knows, or it does not matter
     */
    void laneFailed(TableLayout layout, @Nullable ColumnNumbers columns, Throwable failure);
}
