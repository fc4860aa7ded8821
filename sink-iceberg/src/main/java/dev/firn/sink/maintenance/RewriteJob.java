package dev.firn.sink.maintenance;

import java.util.List;

/**
 * Files of one partition that are written anew together, in this order, and committed at once.
 *
 * @param files the files
 * @param keepsOrder whether the new file is sorted as the old one was; only for a single file
 */
record RewriteJob(List<Candidate> files, boolean keepsOrder) {

    RewriteJob {
        files = List.copyOf(files);
    }

    long bytes() {
        return files.stream()
                .mapToLong(candidate -> candidate.file().fileSizeInBytes())
                .sum();
    }

    long rows() {
        return files.stream()
                .mapToLong(candidate -> candidate.file().recordCount())
                .sum();
    }

    /** How many reads of deletes are spared. */
    long deleteDebt() {
        return files.stream().mapToLong(candidate -> candidate.deletes().size()).sum();
    }
}
