package dev.firn.engine.pipeline;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.schema.change.PendingRenames;
import java.util.TreeMap;

/** A table's columns that have another name at the source, each with the checkpoint that renames them in the lake. Under the run's lock. */
final class WaitingRenames {

    private final TreeMap<CheckpointId, PendingRenames> byCheckpoint = new TreeMap<>();

    void add(PendingRenames renames, CheckpointId checkpoint) {
        if (!renames.isEmpty()) {
            byCheckpoint.merge(checkpoint, renames, PendingRenames::then);
        }
    }

    /** All of them, in their order. */
    PendingRenames all() {
        return byCheckpoint.values().stream().reduce(PendingRenames.NONE, PendingRenames::then);
    }

    /** The checkpoint has committed. */
    void committed(CheckpointId checkpoint) {
        byCheckpoint.headMap(checkpoint, true).clear();
    }

    void clear() {
        byCheckpoint.clear();
    }
}
