package dev.firn.app.demo.compare;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.schema.source.TableId;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChangelogReplayTest {

    private final Findings findings = new Findings();

    @Test
    void withoutKeyEqualRowsAreCounted() {
        ChangelogReplay replay = new ChangelogReplay(List.of(), findings);
        replay.add("d", "3", row(1, "a"));
        replay.add("r", "0", row(1, "a"));
        replay.add("r", "0", row(1, "a"));
        replay.add("c", "1", row(1, "a"));
        replay.add("c", "2", row(2, null));
        assertThat(replay.rows()).isEqualTo(Map.of(row(1, "a"), 2, row(2, null), 1));
        assertThat(differences()).isEmpty();
    }

    @Test
    void withAKeyTheLastImageRemains() {
        ChangelogReplay replay = new ChangelogReplay(List.of(0), findings);
        replay.add("r", "0", row(1, "a"));
        replay.add("u", "2", row(1, "c"));
        replay.add("u", "1", row(1, "b"));
        replay.add("c", "3", row(2, "x"));
        replay.add("d", "4", row(2, "x"));
        assertThat(replay.rows()).isEqualTo(Map.of(row(1, "c"), 1));
        assertThat(differences()).isEmpty();
    }

    @Test
    void aTruncateRemovesWhatCameBefore() {
        ChangelogReplay replay = new ChangelogReplay(List.of(), findings);
        replay.add("r", "0", row(1, "a"));
        replay.add("t", "1", row(null, null));
        replay.add("c", "2", row(2, "b"));
        assertThat(replay.rows()).isEqualTo(Map.of(row(2, "b"), 1));
        assertThat(differences()).isEmpty();
    }

    @Test
    void anEventThatIsThereTwiceIsFound() {
        ChangelogReplay replay = new ChangelogReplay(List.of(), findings);
        replay.add("c", "1", row(1, "a"));
        replay.add("c", "1", row(1, "a"));
        replay.rows();
        assertThat(differences()).containsExactly("position 1 is in the log more than once");
    }

    @Test
    void whatCannotHaveHappenedIsFound() {
        ChangelogReplay keyed = new ChangelogReplay(List.of(0), findings);
        keyed.add("c", "1", row(1, "a"));
        keyed.add("c", "2", row(1, "b"));
        keyed.add("u", "3", row(2, "b"));
        keyed.add("d", "4", row(3, "b"));
        keyed.add("x", "5", row(4, "b"));
        keyed.rows();
        ChangelogReplay keyless = new ChangelogReplay(List.of(), findings);
        keyless.add("u", "6", row(1, "a"));
        keyless.add("d", "7", row(1, "a"));
        keyless.rows();
        assertThat(differences())
                .containsExactly(
                        "position 2 inserts a row that is there: (1)",
                        "position 3 updates a row that is not there: (2)",
                        "position 4 deletes a row that is not there: (3)",
                        "at 5 stands the unknown operation 'x'",
                        "position 6 updates a row of a table without key: which one is not in the log: (1, 'a')",
                        "position 7 deletes a row that is not there: (1, 'a')");
    }

    private List<String> differences() {
        return findings.report(new TableId("shop", "events"), 0, 0).differences().stream()
                .map(Difference::toString)
                .toList();
    }

    private static List<Object> row(Object... values) {
        return Arrays.asList(values);
    }
}
