package dev.firn.engine.lake;

import java.util.List;

/**
 * Files that are written and listed, and that no reader sees yet.
 *
 * @param dataManifests locations of the manifests that list data files
 * @param deleteManifests locations of the manifests that list equality delete files
 * @param rows rows in the data files
 * @param deletes rows in the delete files
 * @param files data and delete files
 * @param bytes bytes of the data and delete files
 */
public record StagedFiles(
        List<String> dataManifests, List<String> deleteManifests, long rows, long deletes, long files, long bytes) {

    public static final StagedFiles NONE = new StagedFiles(List.of(), List.of(), 0, 0, 0, 0);

    public StagedFiles {
        dataManifests = List.copyOf(dataManifests);
        deleteManifests = List.copyOf(deleteManifests);
    }
}
