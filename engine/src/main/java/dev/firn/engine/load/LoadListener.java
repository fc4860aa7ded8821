package dev.firn.engine.load;

import dev.firn.engine.lake.StagedFiles;
import dev.firn.schema.change.ColumnNumbers;
import java.util.List;

/** Who hears how a load goes, under the run's lock. */
public interface LoadListener {

    /** The first row is about to be read; not by a load that goes on where an earlier run had come to. */
    void readingBegins();

    /** Which columns the names of the load's layout are, before the first row is read. */
    void columnsRead(ColumnNumbers columns);

    /** Some more of the table's rows are staged. */
    void loaded(StagedFiles files);

    /** All rows are staged; the load completes when the stream has passed what they saw. */
    void readingDone();

    /** The load must begin again; nothing is wrong with the table. */
    void mustRestart(String reason);

    /** Rows that were {@link #loaded} are read again. */
    void unwanted(StagedFiles files);

    /** The load must begin again under another layout, when the stream has passed the position: so it has announced what led to that. */
    void layoutChanged(LayoutCheck.Finding.Changed changed);

    /** The source has no such table any more. */
    void tableIsMissing();

    /** The table cannot be replicated as it is now. */
    void tableIsRefused(List<String> problems);

    /** Reading or writing failed in a way that time does not heal. */
    void loadFailed(Throwable failure);
}
