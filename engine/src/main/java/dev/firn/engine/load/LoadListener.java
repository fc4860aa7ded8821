package dev.firn.engine.load;

import dev.firn.engine.event.SourcePosition;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.schema.layout.TableLayout;
import java.util.List;

/** Who hears how a load goes, under the run's lock. */
public interface LoadListener {

    /** Some more of the table's rows are staged. */
    void loaded(StagedFiles files);

    /** All rows are staged; the load completes when the stream has passed what they saw. */
    void readingDone();

    /** The load must begin again; nothing is wrong with the table. */
    void mustRestart(String reason);

    /**
     * The load must begin again under another layout.
     *
     * @param layout the layout that the catalog has
     * @param position the stream must have passed it before, so that it has announced what led to the layout
     */
    void layoutChanged(TableLayout layout, SourcePosition position);

    /** The source has no such table any more. */
    void tableIsMissing();

    /** The table cannot be replicated as it is now. */
    void tableIsRefused(List<String> problems);

    /** Reading or writing failed in a way that time does not heal. */
    void loadFailed(Throwable failure);
}
