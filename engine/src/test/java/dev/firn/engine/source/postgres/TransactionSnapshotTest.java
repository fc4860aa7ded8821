package dev.firn.engine.source.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class TransactionSnapshotTest {

    @Test
    void seesWhatHadEnded() {
        TransactionSnapshot snapshot = TransactionSnapshot.parse("10:20:10,14,15");
        assertThat(snapshot.sees(9)).isTrue();
        assertThat(snapshot.sees(10)).isFalse();
        assertThat(snapshot.sees(11)).isTrue();
        assertThat(snapshot.sees(14)).isFalse();
        assertThat(snapshot.sees(19)).isTrue();
        assertThat(snapshot.sees(20)).isFalse();
        assertThat(snapshot.sees(21)).isFalse();
        assertThat(snapshot.text()).isEqualTo("10:20:10,14,15");
    }

    @Test
    void comparesShortIdsAcrossTheWrap() {
        long epoch = 5L << 32;
        TransactionSnapshot afterWrap = TransactionSnapshot.parse((epoch - 3) + ":" + (epoch + 5) + ":" + (epoch - 3));
        assertThat(afterWrap.sees((1L << 32) - 3)).isFalse();
        assertThat(afterWrap.sees((1L << 32) - 4)).isTrue();
        assertThat(afterWrap.sees((1L << 32) - 1)).isTrue();
        assertThat(afterWrap.sees(4)).isTrue();
        assertThat(afterWrap.sees(5)).isFalse();

        TransactionSnapshot beforeWrap = TransactionSnapshot.parse((epoch - 5) + ":" + (epoch - 2) + ":");
        assertThat(beforeWrap.sees((1L << 32) - 3)).isTrue();
        assertThat(beforeWrap.sees((1L << 32) - 2)).isFalse();
        assertThat(beforeWrap.sees(3)).as("of the next epoch").isFalse();
    }

    @Test
    void aSnapshotWithoutRunningTransactions() {
        assertThat(TransactionSnapshot.parse("7:7:").inProgress()).isEmpty();
        assertThatThrownBy(() -> TransactionSnapshot.parse("7:7")).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void deliveredTransactionsThatASnapshotDoesNotSeeYet() {
        DeliveredTransactions delivered = new DeliveredTransactions();
        for (long xid = 1; xid < 200_000; xid++) {
            delivered.add(xid);
        }
        delivered.add(200_005);
        assertThat(delivered.unseenBy(TransactionSnapshot.parse("199990:200000:199990,199995")))
                .containsExactlyInAnyOrder(199_990L, 199_995L, 200_005L);
    }
}
