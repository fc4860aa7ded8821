package dev.firn.engine.stage;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.schema.change.PendingRenames;

/** A change of layout on its way to the Iceberg table. Under the run's lock. */
public final class PendingAdoption {

    private final CheckpointId checkpoint;
    private String changes = "";
    private PendingRenames renames = PendingRenames.NONE;
    private boolean done;

    PendingAdoption(CheckpointId checkpoint) {
        this.checkpoint = checkpoint;
    }

    void adopted(String described, PendingRenames toRename) {
        renames = toRename;
        changes = described;
        done = true;
    }

    /** The checkpoint that carries the last row of the layout before. */
    public CheckpointId checkpoint() {
        return checkpoint;
    }

    /** The columns that the checkpoint renames. */
    public PendingRenames renames() {
        return renames;
    }

    public boolean isDone() {
        return done;
    }

    /** What changed, for people; empty if nothing did. */
    public String changes() {
        return changes;
    }
}
