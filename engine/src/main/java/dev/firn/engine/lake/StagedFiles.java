package dev.firn.engine.lake;

import java.util.List;
import java.util.stream.Stream;

/**
 * Files that are written and listed, and that no reader sees yet.
 *
 * @param dataManifests locations of the manifests that list data files
 * @param deleteManifests locations of the manifests that list equality delete files
 * @param rows rows in the data files
 * @param deletes rows in the delete files
 * @param files data and delete files
 * @param bytes bytes of the data and delete files
 * @param incomplete locations of files with rows that lack values; whoever prepares the checkpoint has them {@link LakeTables#complete completed} before
 */
public record StagedFiles(
        List<String> dataManifests,
        List<String> deleteManifests,
        long rows,
        long deletes,
        long files,
        long bytes,
        List<String> incomplete) {

    public static final StagedFiles NONE = new StagedFiles(List.of(), List.of(), 0, 0, 0, 0);

    public StagedFiles {
        dataManifests = List.copyOf(dataManifests);
        deleteManifests = List.copyOf(deleteManifests);
        incomplete = List.copyOf(incomplete);
    }

    /** Files whose rows have all their values. */
    public StagedFiles(
            List<String> dataManifests, List<String> deleteManifests, long rows, long deletes, long files, long bytes) {
        this(dataManifests, deleteManifests, rows, deletes, files, bytes, List.of());
    }

    /** The same with files of rows that lack values. */
    public StagedFiles with(List<String> locations) {
        return new StagedFiles(dataManifests, deleteManifests, rows, deletes, files, bytes, locations);
    }

    /**
     * The same when the rows that lacked values have them.
     *
     * @param completed the files that they are in
     */
    public StagedFiles completedBy(StagedFiles completed) {
        return new StagedFiles(
                joined(dataManifests, completed.dataManifests),
                joined(deleteManifests, completed.deleteManifests),
                rows + completed.rows,
                deletes + completed.deletes,
                files + completed.files,
                bytes + completed.bytes);
    }

    private static List<String> joined(List<String> one, List<String> other) {
        return Stream.concat(one.stream(), other.stream()).toList();
    }
}
