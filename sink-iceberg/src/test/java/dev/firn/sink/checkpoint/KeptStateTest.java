package dev.firn.sink.checkpoint;

import static dev.firn.sink.support.TestLake.owner;
import static dev.firn.sink.support.TestLake.prepared;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firn.engine.lake.LakeException;
import dev.firn.engine.lake.Owner;
import dev.firn.engine.lake.PrepareOutcome;
import dev.firn.engine.lake.StateLost;
import dev.firn.sink.support.TestLake;
import dev.firn.sink.table.TableCreation;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.ManifestFile;
import org.apache.iceberg.ManifestFiles;
import org.apache.iceberg.ManifestReader;
import org.apache.iceberg.ReachableFileUtil;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.exceptions.ValidationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What other tools do to the checkpoint table, and what is left of the state. */
class KeptStateTest {

    private static final PrepareOutcome PREPARED = new PrepareOutcome.Prepared();
    private static final Owner ANNA = owner("anna");

    @TempDir
    private Path folder;

    private TestLake lake;

    @BeforeEach
    void prepareTwo() {
        lake = TestLake.in(folder);
        log().newest();
        assertThat(log().prepare(prepared(1, ANNA))).isEqualTo(PREPARED);
        assertThat(log().prepare(prepared(2, ANNA))).isEqualTo(PREPARED);
    }

    @AfterEach
    void close() {
        lake.close();
    }

    private IcebergCheckpointLog log() {
        return lake.lake().checkpoints();
    }

    private Table table() {
        return lake.lake().checkpointTable().orElseThrow();
    }

    private static Path path(String location) {
        return Path.of(location.replaceFirst("^file:/*", "/"));
    }

    private Path stateFile() {
        return path(table().properties().get("firn.state"));
    }

    private void assertNewestIs(long checkpoint) {
        try (TestLake next = TestLake.in(folder)) {
            assertThat(next.lake().checkpoints().newest()).hasValue(prepared(checkpoint, ANNA));
        }
    }

    /** As Spark's and Trino's remove_orphan_files do, without sparing what is young. */
    @Test
    void I4_removingEveryFileThatIcebergDoesNotReachTakesNoState() throws IOException {
        Table table = table();
        Set<Path> reached = new HashSet<>();
        ReachableFileUtil.metadataFileLocations(table, true).forEach(file -> reached.add(path(file)));
        reached.add(path(((HasTableOperations) table).operations().current().metadataFileLocation()));
        for (Snapshot snapshot : table.snapshots()) {
            reached.add(path(snapshot.manifestListLocation()));
            for (ManifestFile manifest : snapshot.allManifests(table.io())) {
                reached.add(path(manifest.path()));
                try (ManifestReader<DataFile> files = ManifestFiles.read(manifest, table.io(), table.specs())) {
                    files.forEach(file -> reached.add(path(file.location())));
                }
            }
        }
        for (Path file : TestLake.files(path(table.location()))) {
            if (!reached.contains(file)) {
                Files.delete(file);
            }
        }
        assertThat(stateFile()).exists();
        assertNewestIs(2);
        assertThat(log().prepare(prepared(3, ANNA))).isEqualTo(PREPARED);
    }

    @Test
    void I4_nobodyElseExpiresSnapshotsAndWhoInsistsTakesNoState() {
        assertThatThrownBy(() -> table().expireSnapshots()).isInstanceOf(ValidationException.class);

        Table table = table();
        table.updateProperties().set("gc.enabled", "true").commit();
        table.newAppend().commit();
        table.expireSnapshots()
                .expireOlderThan(System.currentTimeMillis() + 1)
                .retainLast(1)
                .commit();

        assertNewestIs(2);
        assertThat(log().prepare(prepared(3, ANNA))).isEqualTo(PREPARED);
        assertThat(table().properties()).containsEntry("gc.enabled", "false");
    }

    @Test
    void theStateIsNoPartOfTheHistory() {
        assertThat(TestLake.contents(table())).isEmpty();
        assertThat(table().refs()).containsOnlyKeys("main", StateBranch.NAME);
    }

    /** Nessie's, for one. */
    @Test
    void aCatalogThatKeepsNoBranchesStillHasTheState() {
        table().manageSnapshots().removeBranch(StateBranch.NAME).commit();
        for (long checkpoint = 3; checkpoint <= 9; checkpoint++) {
            assertThat(log().prepare(prepared(checkpoint, ANNA))).isEqualTo(PREPARED);
        }
        assertNewestIs(9);
        assertThat(table().refs()).containsOnlyKeys("main");
        assertThat(TestLake.files(path(table().location())))
                .filteredOn(file -> file.toString().contains("firn-state-"))
                .as("outdated states are deleted")
                .hasSizeLessThanOrEqualTo(StateBranch.KEPT + 2);
    }

    /** As Firn wrote it before states had a branch: text that nothing lists, and a table without a column for it. */
    @Test
    void aStateOfAnOlderVersionIsGoneOnWith(@TempDir Path elsewhere) throws IOException {
        try (TestLake old = TestLake.in(elsewhere)) {
            new TableCreation(old.catalog(), TestLake.settings(elsewhere))
                    .create(old.lake().names().checkpoints(), HistoryRows.SCHEMA, Map.of("firn.pipeline", "shop"));
            Table table = old.lake().checkpointTable().orElseThrow();
            Path file = path(table.location()).resolve("metadata/firn-state-7-x.json.gz");
            try (OutputStream output = new GZIPOutputStream(Files.newOutputStream(file))) {
                output.write(prepared(7, ANNA).state().getBytes(java.nio.charset.StandardCharsets.UTF_8));
            }
            var properties = table.updateProperties();
            new Entry(prepared(7, ANNA).id(), ANNA, file.toString(), List.of())
                    .properties()
                    .forEach(properties::set);
            properties.commit();
            table.newAppend().commit();

            IcebergCheckpointLog log = old.lake().checkpoints();
            assertThat(log.newest()).hasValue(prepared(7, ANNA));
            for (long checkpoint = 8; checkpoint <= 12; checkpoint++) {
                assertThat(log.prepare(prepared(checkpoint, ANNA))).isEqualTo(PREPARED);
            }
            assertThat(log.newest()).hasValue(prepared(12, ANNA));
            assertThat(file).doesNotExist();
            assertThat(old.lake().checkpointTable().orElseThrow().refs()).containsKey(StateBranch.NAME);
        }
    }

    @Test
    void whoseStateIsGoneIsToldWhichFileAndMayGoOnBehindIt() throws IOException {
        Path file = stateFile();
        Files.delete(file);
        assertLost(file, "gone");
    }

    @Test
    void soIsWhoseStateIsDamaged() throws IOException {
        Path file = stateFile();
        Files.write(file, "PAR1 is not enough".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertLost(file, "damaged");
    }

    private void assertLost(Path file, String how) {
        try (TestLake next = TestLake.in(folder)) {
            IcebergCheckpointLog log = next.lake().checkpoints();
            StateLost lost = catchThrowableOfType(StateLost.class, log::newest);
            assertThat(lost)
                    .hasMessageContaining(String.valueOf(file.getFileName()))
                    .hasMessageContaining(how);
            assertThat(lost.checkpoint().number()).isEqualTo(2);
            assertThat(lost.owner()).isEqualTo(ANNA);
            assertThatThrownBy(log::peek)
                    .isInstanceOf(LakeException.class)
                    .hasMessageContaining(String.valueOf(file.getFileName()));

            log.setAsideIfBroken();
            assertThat(log.prepare(prepared(3, ANNA))).isEqualTo(PREPARED);
            assertNewestIs(3);
        }
    }

    @Test
    void aTableWhoseListsAreGoneIsSetAside() throws IOException {
        Files.delete(path(table().currentSnapshot().manifestListLocation()));
        assertSetAside();
    }

    @Test
    void aTableWhoseMetadataIsGoneIsSetAside() throws IOException {
        Files.delete(path(((HasTableOperations) table()).operations().current().metadataFileLocation()));
        assertSetAside();
    }

    private void assertSetAside() {
        try (TestLake next = TestLake.in(folder)) {
            IcebergCheckpointLog log = next.lake().checkpoints();
            log.setAsideIfBroken();
            assertThat(log.newest()).isEmpty();
            assertThat(log.prepare(prepared(1, ANNA))).isEqualTo(PREPARED);
            assertNewestIs(1);
        }
    }

    @Test
    void aTableThatIsWellIsNot() {
        log().setAsideIfBroken();
        assertNewestIs(2);
    }
}
