package dev.firn.sink.commit;

import dev.firn.engine.lake.StagedFiles;
import dev.firn.sink.write.StagedManifests;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.Table;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.util.Tasks;

/**
 * Looks whether staged files are still there, as long as they were written: one request to the store a file, several at a time.
 *
 * <p>No snapshot lists them, so to any tool that removes orphans they are some, once they are old enough.
 */
final class StagedFilesLook {

    private static final int REQUESTS_AT_A_TIME = 32;

    private final Table table;
    private final FileIO io;
    private final Queue<String> findings = new ConcurrentLinkedQueue<>();

    private StagedFilesLook(Table table) {
        this.table = table;
        this.io = table.io();
    }

    /** What is missing, in words, in no order; throws what Iceberg throws where the store does not answer. */
    static List<String> findings(Table table, List<StagedFiles> staged) {
        StagedFilesLook look = new StagedFilesLook(table);
        ExecutorService requests = Executors.newFixedThreadPool(REQUESTS_AT_A_TIME);
        try {
            Tasks.foreach(staged)
                    .executeWith(requests)
                    .throwFailureWhenFinished()
                    .stopOnFailure()
                    .run(look::lookAt);
        } finally {
            requests.shutdownNow();
        }
        return new ArrayList<>(look.findings);
    }

    private void lookAt(StagedFiles staged) {
        for (String manifest : staged.dataManifests()) {
            if (isThere(manifest)) {
                StagedManifests.readData(List.of(manifest), io, table.specs(), this::lookAt);
            }
        }
        for (String manifest : staged.deleteManifests()) {
            if (isThere(manifest)) {
                StagedManifests.readDeletes(List.of(manifest), io, table.specs(), this::lookAt);
            }
        }
    }

    private boolean isThere(String manifest) {
        boolean exists = io.newInputFile(manifest).exists();
        if (!exists) {
            findings.add(manifest + " is gone");
        }
        return exists;
    }

    private void lookAt(ContentFile<?> file) {
        InputFile input = io.newInputFile(file.location());
        if (!input.exists()) {
            findings.add(file.location() + " is gone");
        } else if (input.getLength() != file.fileSizeInBytes()) {
            findings.add(file.location() + " has " + input.getLength() + " bytes instead of " + file.fileSizeInBytes());
        }
    }
}
