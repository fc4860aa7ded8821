package dev.firn.sink.commit;

import static dev.firn.sink.support.TestLake.keys;
import static dev.firn.sink.support.TestLake.row;
import static dev.firn.sink.support.TestLake.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import dev.firn.engine.lake.CommitOutcome;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.lake.TableCommit.Step;
import dev.firn.sink.support.TestLake;
import dev.firn.sink.write.StagedManifests;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Staged files that somebody deletes before they are committed: no snapshot lists them, so they pass for orphans. */
class VanishedFilesTest {

    @TempDir
    private Path folder;

    private TestLake former;
    private TestLake successor;
    private StagedFiles chunk;
    private StagedFiles changes;

    @BeforeEach
    void stage() {
        former = TestLake.in(folder);
        former.openOrders();
        former.apply(1, rows(row(1L, "old", 1)), keys());
        chunk = former.stage(2, rows(row(1L, "loaded", 10), row(2L, "loaded", 20)), keys());
        changes = former.stage(2, rows(row(2L, "changed", 21)), keys(2L, 3L));
        successor = TestLake.in(folder);
    }

    @AfterEach
    void close() {
        successor.close();
        former.close();
    }

    private CommitOutcome commit(TestLake lake) {
        return lake.commit(2, new Step.Replace(List.of(chunk)), new Step.Apply(changes));
    }

    private Path dataFile() {
        List<String> locations = new ArrayList<>();
        StagedManifests.readData(
                chunk.dataManifests(),
                former.table().io(),
                former.table().specs(),
                file -> locations.add(file.location()));
        return path(locations.get(0));
    }

    private Path deleteFile() {
        List<String> locations = new ArrayList<>();
        StagedManifests.readDeletes(
                changes.deleteManifests(),
                former.table().io(),
                former.table().specs(),
                file -> locations.add(file.location()));
        return path(locations.get(0));
    }

    private static Path path(String location) {
        return Path.of(location.replaceFirst("^file:/*", "/"));
    }

    private void assertNotCommitted(Path missing) {
        assertThat(commit(successor))
                .asInstanceOf(type(CommitOutcome.FilesGone.class))
                .extracting(CommitOutcome.FilesGone::finding)
                .asString()
                .contains(missing.getFileName().toString(), "checkpoint 2", "orphan file removal");
        assertThat(successor.contents()).containsExactly("[1, old, 1]");
        assertThat(successor.checkpointsOfSnapshots()).containsExactly("1");
    }

    @Test
    void aTableThatCannotBeReadIsNeverCommitted() throws IOException {
        Path missing = dataFile();
        Files.delete(missing);
        assertNotCommitted(missing);
    }

    @Test
    void norOneWhoseDeletesAreGone() throws IOException {
        Path missing = deleteFile();
        Files.delete(missing);
        assertNotCommitted(missing);
    }

    @Test
    void norOneWhoseFileWasCutOff() throws IOException {
        Path cut = dataFile();
        Files.write(cut, new byte[] {1});
        assertNotCommitted(cut);
    }

    @Test
    void norOneWhoseListIsGone() throws IOException {
        Path missing = path(changes.dataManifests().get(0));
        Files.delete(missing);
        assertNotCommitted(missing);
    }

    /** Its lists are gone, since it has all that they listed. */
    @Test
    void I1_whatIsThereAlreadyNeedsNoStagedFile() {
        assertThat(commit(former)).isEqualTo(new CommitOutcome.Committed());
        assertThat(commit(successor)).isEqualTo(new CommitOutcome.Committed());
        assertThat(successor.contents()).containsExactly("[1, loaded, 10]", "[2, changed, 21]");
    }

    @Test
    void I1_whatIsCompleteIsCommittedByWhoeverComes() {
        assertThat(commit(successor)).isEqualTo(new CommitOutcome.Committed());
        assertThat(successor.contents()).containsExactly("[1, loaded, 10]", "[2, changed, 21]");
    }
}
