package dev.firn.engine.pipeline;

/**
 * How many events of each kind.
 *
 * @param partialUpdates updates of which the log did not say every value
 * @param appends rows of changelog tables
 */
public record EventCounts(
        long inserts,
        long updates,
        long partialUpdates,
        long deletes,
        long appends,
        long truncates,
        long layoutChanges) {

    public long total() {
        return inserts + updates + partialUpdates + deletes + appends + truncates + layoutChanges;
    }
}
