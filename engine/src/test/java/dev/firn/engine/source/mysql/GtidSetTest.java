package dev.firn.engine.source.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class GtidSetTest {

    private static final String A = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
    private static final String B = "4e11fa47-71ca-11e1-9e33-c80aa9429562";

    @Test
    void oneMoreTransactionClosesAGap() {
        assertThat(GtidSet.parse(A + ":1-3:5-7").plus(A + ":4")).hasToString(A + ":1-7");
    }

    @Test
    void twoSetsHaveTheTransactionsOfBoth() {
        GtidSet written = GtidSet.parse(A + ":1-9");
        GtidSet committed = GtidSet.parse(A + ":1-7," + B + ":1-2");
        assertThat(written.plus(committed)).hasToString(A + ":1-9," + B + ":1-2");
        assertThat(written.plus(committed)).isEqualTo(committed.plus(written));
        assertThat(GtidSet.EMPTY.plus(written)).isEqualTo(written);
    }

    @Test
    void aSetContainsWhatLiesInItsIntervals() {
        assertThat(GtidSet.parse(A + ":1-9").containsAll(GtidSet.parse(A + ":2-3:9")))
                .isTrue();
        assertThat(GtidSet.parse(A + ":1-9").containsAll(GtidSet.parse(A + ":9-10")))
                .isFalse();
        assertThat(GtidSet.parse(A + ":1-9").containsAll(GtidSet.parse(B + ":1")))
                .isFalse();
    }
}
