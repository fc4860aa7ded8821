package dev.firn.sink.maintenance;

import java.time.Duration;
import java.util.Optional;

/**
 * What a task of maintenance did to a table, or would do.
 *
 * @param task the task
 * @param files how many files it took away or wrote anew; snapshots for expiry, lists for manifests
 * @param bytes how many bytes of the store it took away or wrote anew
 * @param note what a user should know, such as why nothing was done; empty for nothing
 * @param duration how long it took
 */
public record TaskResult(Task task, long files, long bytes, Optional<String> note, Duration duration) {

    /** What maintenance does, in this order. */
    public enum Task {
        COMPACT,
        REMOVE_DELETES,
        CLEAN_BRANCH,
        REWRITE_MANIFESTS,
        REMOVE_HISTORY,
        EXPIRE_SNAPSHOTS,
        REMOVE_ORPHANS
    }

    /** Whether anything was done or is to be said. */
    public boolean isWorthTelling() {
        return files > 0 || note.isPresent();
    }
}
