package dev.firn.sink.maintenance;

import java.util.Comparator;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;

/**
 * A data file that may be worth writing anew.
 *
 * @param file the file
 * @param deletes the files of deletes that apply to it
 */
record Candidate(DataFile file, List<DeleteFile> deletes) {

    /** In the order in which the rows were written: each part of a file that is made of several has the order of its own. */
    static final Comparator<Candidate> IN_ORDER = Comparator.comparingLong(Candidate::sequenceNumber)
            .thenComparing(candidate -> candidate.file().location());

    Candidate {
        deletes = List.copyOf(deletes);
    }

    long sequenceNumber() {
        Long number = file.dataSequenceNumber();
        return number == null ? 0 : number;
    }

    long positionDeletes() {
        return deletes.stream()
                .filter(delete -> delete.content() == FileContent.POSITION_DELETES)
                .mapToLong(DeleteFile::recordCount)
                .sum();
    }
}
