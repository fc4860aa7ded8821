package dev.firn.sink.commit;

import static dev.firn.sink.support.TestLake.row;
import static dev.firn.sink.support.TestLake.rows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.lake.CommitOutcome;
import dev.firn.engine.lake.Generation;
import dev.firn.engine.lake.LakeTables;
import dev.firn.engine.lake.StagedFiles;
import dev.firn.engine.lake.TableCommit;
import dev.firn.engine.lake.TableCommit.Step;
import dev.firn.schema.layout.LakeSchemas;
import dev.firn.schema.layout.TableLayout;
import dev.firn.schema.layout.TableMode;
import dev.firn.schema.source.TableId;
import dev.firn.sink.support.TestLake;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tables are opened, staged and committed by several threads at a time. */
class ManyTablesTest {

    @TempDir
    private Path folder;

    @Test
    void tablesDoNotDisturbOneAnother() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(6);
        try (TestLake lake = TestLake.in(folder)) {
            List<Future<Long>> done = new ArrayList<>();
            for (int index = 0; index < 12; index++) {
                TableId table = new TableId("public", "t" + index);
                done.add(threads.submit(() -> replicate(lake.lake().tables(), table)));
            }
            for (int index = 0; index < done.size(); index++) {
                assertThat(done.get(index).get()).isEqualTo(3);
                TableId table = new TableId("public", "t" + index);
                assertThat(TestLake.contents(lake.lake().table(table).orElseThrow()))
                        .containsExactly("[1, t" + index + ", 3]");
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private static long replicate(LakeTables tables, TableId table) {
        TableLayout layout = new TableLayout(table, TestLake.ordersLayout().columns(), List.of(0), TableMode.UPSERT);
        Schema schema = tables.open(layout);
        List<Integer> key = LakeSchemas.keyFieldIds(layout, schema);
        long committed = 0;
        for (int checkpoint = 1; checkpoint <= 3; checkpoint++) {
            CheckpointId id = new CheckpointId(checkpoint);
            StagedFiles staged = tables.stage(
                    id, new Generation(table, schema, key, rows(row(1L, table.name(), checkpoint)), TestLake.keys(1L)));
            Step first = new Step.Replace(List.of());
            List<Step> steps =
                    checkpoint == 1 ? List.of(first, new Step.Apply(staged)) : List.of(new Step.Apply(staged));
            TableCommit commit = new TableCommit(table, id, "0/" + checkpoint, TestLake.SOURCE_TIME, steps);
            if (tables.commit(commit) instanceof CommitOutcome.Committed) {
                committed++;
            }
        }
        return committed;
    }
}
