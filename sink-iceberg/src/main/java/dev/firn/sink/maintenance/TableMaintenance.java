package dev.firn.sink.maintenance;

import dev.firn.sink.maintenance.TaskResult.Task;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * How maintenance stands to a table since the process began.
 *
 * @param lastAt when it was last looked at
 * @param lastTook how long that took
 * @param filesRewritten data files that were written anew
 * @param bytesRewritten their bytes
 * @param snapshotsExpired snapshots that expired
 * @param filesRemoved files that nobody listed and that went
 * @param debt what its readers pay for; empty before the first look
 * @param note what a user should know of the last look; empty for nothing
 */
public record TableMaintenance(
        Instant lastAt,
        Duration lastTook,
        long filesRewritten,
        long bytesRewritten,
        long snapshotsExpired,
        long filesRemoved,
        Optional<Debt> debt,
        Optional<String> note) {

    /** That of a table whose look begins. */
    public static TableMaintenance begun(Instant now, TableMaintenance before) {
        return new TableMaintenance(
                now,
                Duration.ZERO,
                before.filesRewritten,
                before.bytesRewritten,
                before.snapshotsExpired,
                before.filesRemoved,
                before.debt,
                Optional.empty());
    }

    public static TableMaintenance none(Instant now) {
        return new TableMaintenance(now, Duration.ZERO, 0, 0, 0, 0, Optional.empty(), Optional.empty());
    }

    /** The same after a task. */
    public TableMaintenance after(TaskResult result) {
        return new TableMaintenance(
                lastAt,
                lastTook.plus(result.duration()),
                filesRewritten + (result.task() == Task.COMPACT ? result.files() : 0),
                bytesRewritten + (result.task() == Task.COMPACT ? result.bytes() : 0),
                snapshotsExpired + (result.task() == Task.EXPIRE_SNAPSHOTS ? result.files() : 0),
                filesRemoved + (result.task() == Task.REMOVE_ORPHANS ? result.files() : 0),
                result.debt().or(() -> debt),
                result.note().map(text -> words(result.task()) + ": " + text).or(() -> note));
    }

    /** A task as people write it. */
    public static String words(Task task) {
        return task.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
