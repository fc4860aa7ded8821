package dev.firn.sink.commit;

import static dev.firn.sink.support.TestLake.keys;
import static dev.firn.sink.support.TestLake.row;
import static dev.firn.sink.support.TestLake.rows;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.lake.CommitOutcome;
import dev.firn.engine.lake.TableCommit.Step;
import dev.firn.schema.change.CommentChanges;
import dev.firn.schema.change.PendingRenames;
import dev.firn.sink.support.TestLake;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The table {@code orders (id, status, total)} and its columns are said to be for something, with a checkpoint. */
class TableDescriptionTest {

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

    private void describe(int checkpoint, @Nullable String table, Map<String, String> columns) {
        assertThat(lake.commit(checkpoint, new Step.Describe(new CommentChanges(table, columns))))
                .isEqualTo(COMMITTED);
    }

    private Map<String, String> docs() {
        Map<String, String> docs = new HashMap<>();
        for (NestedField field : lake.table().schema().columns()) {
            if (field.doc() != null) {
                docs.put(field.name(), field.doc());
            }
        }
        return docs;
    }

    @Test
    void commentsComeAndGo() {
        describe(2, "what was sold", Map.of("id", "the number", "gone", "of no column", "total", ""));
        assertThat(docs()).containsExactly(Map.entry("id", "the number"));
        assertThat(lake.table().properties()).containsEntry("comment", "what was sold");
        assertThat(lake.contents()).containsExactly("[1, open, 10]");

        describe(3, null, Map.of("id", "", "status", "how far it is"));
        assertThat(docs()).containsExactly(Map.entry("status", "how far it is"));
        assertThat(lake.table().properties()).containsEntry("comment", "what was sold");

        describe(4, "", Map.of());
        assertThat(lake.table().properties()).containsEntry("comment", "");
    }

    @Test
    void whatIsSaidAlreadyChangesNothing() {
        describe(2, "what was sold", Map.of("id", "the number"));
        int schemas = lake.table().schemas().size();

        describe(3, "what was sold", Map.of("id", "the number"));

        assertThat(lake.table().schemas()).hasSize(schemas);
    }

    @Test
    void columnsAreDescribedByTheirNewNames() {
        lake.commit(
                2,
                new Step.Rename(new PendingRenames(Map.of(2, "total", 3, "status"), Set.of())),
                new Step.Describe(new CommentChanges(null, Map.of("total", "was the status"))));

        assertThat(lake.table().schema().findField(2).doc()).isEqualTo("was the status");
    }

    /** Glue would refuse the whole table. */
    @Test
    void longAndOddTextsAreCutToWhatGlueTakes() {
        describe(2, "ü\n".repeat(2_000), Map.of("id", "🌊".repeat(300), "status", " two\r\n  lines\u0000\tand more "));

        assertThat(docs()).containsEntry("id", "🌊".repeat(63) + "…").containsEntry("status", "two lines\tand more");
        assertThat(lake.table().properties().get("comment").getBytes(UTF_8)).hasSizeLessThanOrEqualTo(2_048);
        assertThat(lake.table().properties().get("comment"))
                .startsWith("ü\nü\n")
                .endsWith("…");
    }
}
