package dev.firn.engine.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.checkpoint.CarriedColumns;
import dev.firn.engine.lake.CheckpointId;
import dev.firn.schema.change.PendingRenames;
import dev.firn.schema.change.SchemaChange.DropColumn;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PendingDropsTest {

    private static final CheckpointId ONE = new CheckpointId(1);
    private static final CheckpointId TWO = new CheckpointId(2);

    private final PendingDrops drops = new PendingDrops();

    @Test
    void columnsThatALoadLeavesBehindGoButAreNotMissed() {
        drops.addUnwritten(Set.of("left"), ONE);
        drops.add(List.of(new DropColumn("dropped")), TWO);

        assertThat(drops.columns()).containsExactlyInAnyOrder("left", "dropped");
        assertThat(drops.written()).containsExactly("dropped");
        assertThat(drops.until(ONE)).containsExactly("left");
    }

    @Test
    void aColumnThatCameBackAndWentAgainWasWritten() {
        drops.addUnwritten(Set.of("left"), ONE);
        drops.add(List.of(new DropColumn("left")), TWO);

        assertThat(drops.written()).containsExactly("left");
        assertThat(drops.until(ONE)).isEmpty();
        drops.addUnwritten(Set.of("left"), TWO);
        assertThat(drops.written()).containsExactly("left");
    }

    @Test
    void aCheckpointKeepsWhatItKnowsOf() {
        drops.addUnwritten(Set.of("left"), ONE);
        drops.add(List.of(new DropColumn("dropped")), ONE);
        drops.add(List.of(new DropColumn("later")), TWO);

        assertThat(drops.carriedUntil(ONE, PendingRenames.NONE))
                .isEqualTo(new CarriedColumns(PendingRenames.NONE, Set.of("dropped"), Set.of("left")));
        assertThat(drops.carried(PendingRenames.NONE))
                .isEqualTo(new CarriedColumns(PendingRenames.NONE, Set.of("dropped", "later"), Set.of("left")));
    }
}
