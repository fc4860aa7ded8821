package dev.firn.sink.commit;

import static dev.firn.sink.support.TestLake.keys;
import static dev.firn.sink.support.TestLake.row;
import static dev.firn.sink.support.TestLake.rows;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.lake.CommitOutcome;
import dev.firn.engine.lake.TableCommit.Step;
import dev.firn.schema.change.PendingRenames;
import dev.firn.sink.support.FaultyCatalog.Fault;
import dev.firn.sink.support.TestLake;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.types.Types.NestedField;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Columns of {@code orders (id, status, total)} get other names with a checkpoint, and keep what they hold. */
class ColumnRenamesTest {

    private static final CommitOutcome COMMITTED = new CommitOutcome.Committed();

    @TempDir
    private Path folder;

    private TestLake lake;

    @BeforeEach
    void open() {
        lake = TestLake.in(folder);
        lake.openOrders();
        lake.apply(1, rows(row(1L, "open", 10)), keys());
    }

    @AfterEach
    void close() {
        lake.close();
    }

    private List<String> columns() {
        return lake.table().schema().columns().stream().map(NestedField::name).toList();
    }

    private static Step rename(Map<Integer, String> names, Integer... removed) {
        return new Step.Rename(new PendingRenames(names, Set.of(removed)));
    }

    @Test
    void aSwapLeavesValuesWithTheirFields() {
        var changes = lake.stage(2, rows(row(2L, "paid", 20)), keys());

        assertThat(lake.commit(2, rename(Map.of(2, "total", 3, "status")), new Step.Apply(changes)))
                .isEqualTo(COMMITTED);

        assertThat(columns()).containsExactly("id", "total", "status");
        assertThat(lake.contents()).containsExactly("[1, open, 10]", "[2, paid, 20]");
    }

    @Test
    void theKeyKeepsItsField() {
        lake.commit(2, rename(Map.of(1, "order_id")));

        assertThat(columns()).containsExactly("order_id", "status", "total");
        assertThat(lake.table().schema().identifierFieldNames()).containsExactly("order_id");
    }

    @Test
    void keyAndColumnSwapTheirNames() {
        lake.commit(2, rename(Map.of(1, "total", 3, "id")));

        assertThat(columns()).containsExactly("total", "status", "id");
        assertThat(lake.table().schema().identifierFieldIds()).containsExactly(1);
    }

    @Test
    void aColumnTakesTheNameOfOneThatGoes() {
        lake.commit(2, rename(Map.of(3, "status"), 2));

        assertThat(columns()).containsExactly("id", "status");
        assertThat(lake.contents()).containsExactly("[1, 10]");
    }

    @Test
    void renamingAloneIsDoneOnce() {
        lake.commit(2, rename(Map.of(2, "state")));
        lake.commit(3, rename(Map.of(2, "phase")));

        assertThat(lake.commit(2, rename(Map.of(2, "old")))).isEqualTo(COMMITTED);

        assertThat(columns()).as("the table has had that checkpoint").containsExactly("id", "phase", "total");
        assertThat(lake.table().properties()).containsEntry("firn.checkpoint", "3");
    }

    @Test
    void anUnknownOutcomeIsLookedAt() {
        lake.catalog().failNext(Fault.UNKNOWN_AFTER);

        lake.commit(2, rename(Map.of(2, "state")));

        assertThat(lake.commit(2, rename(Map.of(2, "state")))).isEqualTo(COMMITTED);
        assertThat(columns()).containsExactly("id", "state", "total");
    }
}
