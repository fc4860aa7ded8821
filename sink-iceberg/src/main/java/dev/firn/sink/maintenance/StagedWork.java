package dev.firn.sink.maintenance;

import dev.firn.engine.lake.PreparedCheckpoint;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.schema.source.TableId;
import java.util.List;
import java.util.Map;

/** Knows what a checkpoint's state says of files that are written and listed by no snapshot yet. The engine does; here it is text. */
@FunctionalInterface
public interface StagedWork {

    /** The staged files of each table: those of a commit that is prepared, and those of a running load, its chunks and its changes. */
    Map<TableId, List<StagedFiles>> of(PreparedCheckpoint checkpoint);
}
