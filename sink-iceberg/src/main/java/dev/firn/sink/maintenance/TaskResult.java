package dev.firn.sink.maintenance;

import java.time.Duration;
import java.util.Optional;

/**
 * What a task of maintenance did to a table, or would do.
 *
 * @param task the task
 * @param files how many files it took away or wrote anew; snapshots for expiry, lists for manifests
 * @param bytes how many bytes of the store it took away or wrote anew
 * @param debt what readers of the table pay for behind it; empty if it was not looked at
 * @param note what a user should know, such as why nothing was done; empty for nothing
 * @param duration how long it took
 */
public record TaskResult(
        Task task, long files, long bytes, Optional<Debt> debt, Optional<String> note, Duration duration) {

    /** What maintenance does, in this order. */
    public enum Task {
        CLEAN_BRANCH,
        COMPACT,
        REMOVE_DELETES,
        REWRITE_MANIFESTS,
        REMOVE_HISTORY,
        EXPIRE_SNAPSHOTS,
        REMOVE_ORPHANS
    }

    private static final String FAILED = "failed: ";

    /** What a task that failed says of it. */
    static Optional<String> failure(String finding) {
        return Optional.of(FAILED + finding);
    }

    public boolean hasFailed() {
        return note.filter(text -> text.startsWith(FAILED)).isPresent();
    }

    /** Whether anything was done or is to be said. */
    public boolean isWorthTelling() {
        return files > 0 || note.isPresent();
    }
}
