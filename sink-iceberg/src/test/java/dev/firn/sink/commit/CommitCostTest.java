package dev.firn.sink.commit;

import static dev.firn.sink.support.TestLake.keys;
import static dev.firn.sink.support.TestLake.owner;
import static dev.firn.sink.support.TestLake.prepared;
import static dev.firn.sink.support.TestLake.row;
import static dev.firn.sink.support.TestLake.rows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.lake.TableCommit.Step;
import dev.firn.sink.support.CountingFileIO;
import dev.firn.sink.support.TestLake;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a checkpoint costs, exactly: calls of the catalog and files of the store, which is what users pay for. */
class CommitCostTest {

    @TempDir
    private Path folder;

    private TestLake lake;

    @BeforeEach
    void warmUp() {
        lake = TestLake.counting(folder);
        lake.openOrders();
        lake.apply(1, rows(row(1L, "new", 1)), keys());
        lake.lake().checkpoints().newest();
        lake.lake().checkpoints().prepare(prepared(1, owner("anna")));
        forget();
    }

    @AfterEach
    void close() {
        lake.close();
    }

    private void forget() {
        lake.catalog().takeCalls();
        CountingFileIO.takeWrites();
        CountingFileIO.takeDeletes();
    }

    @Test
    void stagingAGenerationWritesItsFilesAndTheirLists() {
        lake.table();
        forget();
        StagedFiles staged = lake.stage(2, rows(row(1L, "paid", 1)), keys(1L));

        assertThat(lake.catalog().takeCalls()).isEmpty();
        assertThat(kinds(CountingFileIO.takeWrites())).isEqualTo(Map.of("data or deletes", 2, "staged manifest", 2));
        assertThat(staged.files()).isEqualTo(2);
    }

    @Test
    void committingATableIsOneCommitAndTwoLooks() {
        StagedFiles first = lake.stage(2, rows(row(1L, "paid", 1)), keys(1L));
        StagedFiles second = lake.stage(2, rows(row(1L, "sent", 1)), keys(1L));
        forget();

        lake.commit(2, new Step.Apply(first), new Step.Apply(second));

        assertThat(lake.catalog().takeCalls()).containsExactly("refresh", "refresh", "commit");
        assertThat(kinds(CountingFileIO.takeWrites()))
                .isEqualTo(Map.of("manifest", 4, "manifest list", 2, "table metadata", 1));
        assertThat(kinds(CountingFileIO.takeDeletes())).isEqualTo(Map.of("staged manifest", 4));
    }

    @Test
    void preparingACheckpointIsOneCommitAndTwoLooks() {
        lake.lake().checkpoints().prepare(prepared(2, owner("anna")));

        assertThat(lake.catalog().takeCalls()).containsExactly("refresh", "refresh", "commit");
        assertThat(kinds(CountingFileIO.takeWrites()))
                .isEqualTo(Map.of("state", 1, "manifest", 2, "manifest list", 2, "table metadata", 1));
        assertThat(CountingFileIO.takeDeletes()).isEmpty();
    }

    private static Map<String, Integer> kinds(List<String> locations) {
        return locations.stream()
                .map(CommitCostTest::kind)
                .collect(Collectors.toMap(kind -> kind, kind -> 1, Integer::sum, TreeMap::new));
    }

    private static String kind(String location) {
        String name = location.substring(location.lastIndexOf('/') + 1);
        if (name.startsWith("firn-state-")) {
            return "state";
        }
        if (name.endsWith(".parquet")) {
            return "data or deletes";
        }
        if (name.startsWith("firn-")) {
            return "staged manifest";
        }
        if (name.startsWith("snap-")) {
            return "manifest list";
        }
        return name.endsWith(".json") ? "table metadata" : "manifest";
    }
}
