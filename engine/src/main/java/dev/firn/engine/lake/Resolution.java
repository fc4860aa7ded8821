package dev.firn.engine.lake;

import java.util.List;

/**
 * Where the rows are that the deletes of a commit name by their keys: files that delete by position, written and listed before the checkpoint
 * was prepared. What the commit does to its table is the same with and without it.
 *
 * <p>It holds for the snapshot of the table that was looked at. On another one, the keys are looked up again.
 *
 * @param snapshotId that snapshot; {@link #NO_SNAPSHOT} if the table had none
 * @param sequenceNumber its sequence number, above which files are new
 * @param formatVersion the table's format version, which decides what the files are
 * @param runs one for each run of successive generations in the commit, in order
 */
public record Resolution(long snapshotId, long sequenceNumber, int formatVersion, List<Run> runs) {

    public static final long NO_SNAPSHOT = -1;

    public Resolution {
        runs = List.copyOf(runs);
    }

    /**
     * The deletes of generations that follow each other, with nothing that replaces the content between them.
     *
     * @param deletes the files that delete by position
     * @param replaced locations of the manifests that list the delete files of the table which these make needless
     */
    public record Run(StagedFiles deletes, List<String> replaced) {
        public Run {
            replaced = List.copyOf(replaced);
        }
    }
}
