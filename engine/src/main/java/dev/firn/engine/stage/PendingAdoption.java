package dev.firn.engine.stage;

import dev.firn.engine.lake.CheckpointId;

/** A change of layout on its way to the Iceberg table. Under the run's lock. */
public final class PendingAdoption {

    private final CheckpointId checkpoint;
    private String changes = "";
    private boolean done;

    PendingAdoption(CheckpointId checkpoint) {
        this.checkpoint = checkpoint;
    }

    void adopted(String described) {
        changes = described;
        done = true;
    }

    /** The checkpoint that carries the last row of the layout before. */
    public CheckpointId checkpoint() {
        return checkpoint;
    }

    public boolean isDone() {
        return done;
    }

    /** What changed, for people; empty if nothing did. */
    public String changes() {
        return changes;
    }
}
