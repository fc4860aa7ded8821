package dev.firn.engine.stage;

import dev.firn.engine.lake.PresentRows;
import dev.firn.engine.lake.StagedFiles;
import org.jspecify.annotations.Nullable;

/** A generation on its way to files: a place in the order of a table's steps, taken when the batch is sealed. Under the run's lock. */
public final class PendingGeneration {

    private final PresentRows present;
    private @Nullable StagedFiles files;

    PendingGeneration(PresentRows present) {
        this.present = present;
    }

    /** The source's rows, for what its rows lack and nobody else knows. */
    public PresentRows present() {
        return present;
    }

    void staged(StagedFiles staged) {
        files = staged;
    }

    public boolean isStaged() {
        return files != null;
    }

    /** The files; throws if they are not staged yet. */
    public StagedFiles files() {
        if (files == null) {
            throw new IllegalStateException("The generation is not staged yet");
        }
        return files;
    }
}
