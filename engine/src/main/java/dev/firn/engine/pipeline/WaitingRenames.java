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

    /** Checkpoints that the table has been sealed for, and that commit to it, until they have. */
    private final TreeSet<CheckpointId> sealed = new TreeSet<>();

    void add(PendingRenames renames, CheckpointId checkpoint) {
        if (!renames.isEmpty()) {
            byCheckpoint.merge(checkpoint, renames, PendingRenames::then);
            open.add(checkpoint);
        }
    }

    /** All of the table so far belongs to the checkpoint: also what was begun for an earlier number, which a record of loads took. */
    void sealed(CheckpointId checkpoint) {
        sealed.add(checkpoint);
    }

    /** Renames that a load carries, as a checkpoint knew them. */
    void recall(PendingRenames renames, CheckpointId recovered) {
        add(renames, recovered);
    }

    /** Those that come with the checkpoint, or with the load that it keeps. */
    PendingRenames until(CheckpointId checkpoint) {
        return byCheckpoint.headMap(checkpoint, true).values().stream()
                .reduce(PendingRenames.NONE, PendingRenames::then);
    }

    /** All of them, in their order. */
    PendingRenames all() {
        return byCheckpoint.values().stream().reduce(PendingRenames.NONE, PendingRenames::then);
    }

    /** Whether a sealed checkpoint, and not the one that the given number ends in, has not committed. */
    boolean isOpenBefore(CheckpointId checkpoint) {
        CheckpointId first = open.isEmpty() ? null : sealed.ceiling(open.first());
        return first != null && first.compareTo(checkpoint) < 0;
    }

    /** The checkpoint has committed. */
    void committed(CheckpointId checkpoint) {
        byCheckpoint.headMap(checkpoint, true).clear();
        open.headSet(checkpoint, true).clear();
        sealed.headSet(checkpoint, true).clear();
    }

    /** The checkpoint has committed without the table, whose load is not complete: the renames wait for it. */
    void kept(CheckpointId checkpoint) {
        sealed.headSet(checkpoint, true).clear();
    }

    /** The table goes another way; a checkpoint that is prepared commits all the same. */
    void clear() {
        byCheckpoint.clear();
    }
}
