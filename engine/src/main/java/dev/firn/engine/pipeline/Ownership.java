package dev.firn.engine.pipeline;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.Owner;
import dev.firn.engine.lake.PreparedCheckpoint;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a process knows, over all its runs, of who owns the pipeline (I10). The checkpoint that it finds at its start may be anybody's, who
 * is taken to be gone. One that another process prepared since shows that two are at work, also where the source itself
 * keeps them apart: a PostgreSQL slot serves one at a time, and the other would wait for it for ever.
 */
final class Ownership {

    private @Nullable Found atStart;

    /** A checkpoint of whichever process; no owner before the first one. */
    private record Found(Optional<CheckpointId> checkpoint, Optional<Owner> owner) {}

    /** The process that took the pipeline over while this one was at work. */
    synchronized Optional<Owner> rivalBehind(Optional<PreparedCheckpoint> newest, Owner self) {
        Found found = new Found(newest.map(PreparedCheckpoint::id), newest.map(PreparedCheckpoint::owner));
        if (atStart == null) {
            atStart = found;
        }
        return found.equals(atStart) ? Optional.empty() : found.owner().filter(owner -> !owner.isSameProcess(self));
    }
}
