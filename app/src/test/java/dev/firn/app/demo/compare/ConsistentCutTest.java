package dev.firn.app.demo.compare;

import static dev.firn.app.demo.compare.LakeTable.field;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import org.apache.iceberg.types.Types;
import org.junit.jupiter.api.Test;

class ConsistentCutTest {

    private final LakeTable left = accounts();
    private final LakeTable right = accounts();

    @Test
    void transfersAtOneCheckpointKeepTheSum() {
        left.appendAt(3, "p3", row(1, "100.00"));
        right.appendAt(5, "p5", row(1, "100.00"));
        left.upsertAt(6, "p6", row(1, "60.00"));
        right.upsertAt(6, "p6", row(1, "140.00"));
        // Within the first table alone: two accounts, at a checkpoint that the other has no part in.
        left.appendAt(7, "p7", row(2, "-10.00")).upsertAt(7, "p7", row(1, "70.00"));
        ConsistentCut.Report report = check("200.00");
        assertThat(report.violations()).isEmpty();
        assertThat(report.checkpoints()).isEqualTo(3);
    }

    @Test
    void aTransferOfWhichOneSideIsMissingIsFound() {
        left.appendAt(1, "p1", row(1, "100.00"));
        right.appendAt(1, "p1", row(1, "100.00"));
        left.upsertAt(2, "p2", row(1, "60.00"));
        right.upsertAt(3, "p3", row(1, "140.00"));
        assertThat(check("200.00").violations())
                .containsExactly("checkpoint 2: the sum of balance over all tables is 160.00 instead of 200.00");
    }

    @Test
    void positionsThatDifferWithinACheckpointAreFound() {
        left.appendAt(1, "p1", row(1, "100.00"));
        right.appendAt(1, "p2", row(1, "100.00"));
        assertThat(check("200.00").violations())
                .containsExactly("checkpoint 1: tables stand at different source positions: [p1, p2]");
    }

    @Test
    void checkpointsOutOfOrderAreFound() {
        left.appendAt(2, "p2", row(1, "100.00")).appendAt(1, "p1", row(2, "0.00"));
        right.appendAt(1, "p1", row(1, "100.00"));
        assertThat(check("200.00").violations())
                .singleElement()
                .asString()
                .endsWith("checkpoint 2 was committed before checkpoint 1");
    }

    @Test
    void tablesWithoutACommonCheckpointAreNotLookedAt() {
        left.appendAt(1, "p1", row(1, "100.00"));
        assertThat(check("1.00").checkpoints()).isZero();
    }

    private ConsistentCut.Report check(String sum) {
        return ConsistentCut.check(List.of(left.table(), right.table()), "balance", new BigDecimal(sum));
    }

    private static LakeTable accounts() {
        return new LakeTable(field(1, "id", Types.IntegerType.get()), field(2, "balance", Types.DecimalType.of(12, 2)));
    }

    private static Object[] row(int id, String balance) {
        return new Object[] {id, new BigDecimal(balance)};
    }
}
