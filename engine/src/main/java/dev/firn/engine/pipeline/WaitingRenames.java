package dev.firn.engine.pipeline;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.schema.change.PendingRenames;
import java.util.TreeMap;
import java.util.TreeSet;

/** A table's columns that have another name at the source, each with the checkpoint that renames them in the lake. Under the run's lock. */
final class WaitingRenames {

    private final TreeMap<CheckpointId, PendingRenames> byCheckpoint = new TreeMap<>();

    /** Checkpoints that may rename something when they commit, though nobody may want that any more. */
    private final TreeSet<CheckpointId> open = new TreeSet<>();

    void add(PendingRenames renames, CheckpointId checkpoint) {
        if (!renames.isEmpty()) {
            byCheckpoint.merge(checkpoint, renames, PendingRenames::then);
            open.add(checkpoint);
        }
    }

    /** All of them, in their order. */
    PendingRenames all() {
        return byCheckpoint.values().stream().reduce(PendingRenames.NONE, PendingRenames::then);
    }

    /** Whether one of the checkpoints before has not committed. */
    boolean isOpenBefore(CheckpointId checkpoint) {
        return open.lower(checkpoint) != null;
    }

    /** The checkpoint has committed. */
    void committed(CheckpointId checkpoint) {
        byCheckpoint.headMap(checkpoint, true).clear();
        open.headSet(checkpoint, true).clear();
    }

    /** The table goes another way; a checkpoint that is prepared commits all the same. */
    void clear() {
        byCheckpoint.clear();
    }
}
