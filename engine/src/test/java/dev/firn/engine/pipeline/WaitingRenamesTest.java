package dev.firn.engine.pipeline;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.schema.change.PendingRenames;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class WaitingRenamesTest {

    private static final PendingRenames TO_TOTAL = new PendingRenames(Map.of(2, "total"), Set.of());
    private static final PendingRenames TO_SUM = new PendingRenames(Map.of(2, "sum"), Set.of());

    private final WaitingRenames renames = new WaitingRenames();

    @Test
    void anotherLayoutWaitsForTheRenamesOfEarlierCheckpointsOnly() {
        renames.add(TO_TOTAL, new CheckpointId(7));
        renames.sealed(new CheckpointId(7));
        assertThat(renames.isOpenBefore(new CheckpointId(7))).isFalse();
        assertThat(renames.isOpenBefore(new CheckpointId(8))).isTrue();
        renames.committed(new CheckpointId(7));
        assertThat(renames.isOpenBefore(new CheckpointId(8))).isFalse();
    }

    @Test
    void noLayoutWaitsForItsOwnCheckpointThoughARecordTookTheNumber() {
        renames.add(TO_TOTAL, new CheckpointId(7));
        assertThat(renames.isOpenBefore(new CheckpointId(8))).isFalse();
        renames.sealed(new CheckpointId(8));
        assertThat(renames.isOpenBefore(new CheckpointId(8))).isFalse();
        assertThat(renames.isOpenBefore(new CheckpointId(9))).isTrue();
    }

    @Test
    void aPreparedCheckpointRenamesThoughTheTableIsLoadedAgain() {
        renames.add(TO_TOTAL, new CheckpointId(7));
        renames.sealed(new CheckpointId(7));
        renames.clear();
        assertThat(renames.all().isEmpty()).isTrue();
        assertThat(renames.isOpenBefore(new CheckpointId(8))).isTrue();
    }

    @Test
    void renamesWaitForTheLoadThatCarriesThem() {
        renames.recall(TO_TOTAL, new CheckpointId(7));
        assertThat(renames.until(new CheckpointId(8))).isEqualTo(TO_TOTAL);
        assertThat(renames.isOpenBefore(new CheckpointId(9))).isFalse();
        renames.kept(new CheckpointId(8));
        renames.add(TO_SUM, new CheckpointId(9));
        assertThat(renames.until(new CheckpointId(8))).isEqualTo(TO_TOTAL);
        assertThat(renames.until(new CheckpointId(9))).isEqualTo(TO_SUM);
        assertThat(renames.isOpenBefore(new CheckpointId(9))).isFalse();
        renames.sealed(new CheckpointId(9));
        assertThat(renames.isOpenBefore(new CheckpointId(10))).isTrue();
        renames.committed(new CheckpointId(9));
        assertThat(renames.all().isEmpty()).isTrue();
        assertThat(renames.isOpenBefore(new CheckpointId(10))).isFalse();
    }

    @Test
    void theLastNameCounts() {
        renames.add(TO_TOTAL, new CheckpointId(7));
        renames.add(TO_SUM, new CheckpointId(8));
        assertThat(renames.all()).isEqualTo(TO_SUM);
        renames.committed(new CheckpointId(7));
        assertThat(renames.all()).isEqualTo(TO_SUM);
    }
}
