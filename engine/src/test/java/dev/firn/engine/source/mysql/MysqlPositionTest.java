package dev.firn.engine.source.mysql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;

class MysqlPositionTest {

    private static final String A = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
    private static final String B = "4e11fa47-71ca-11e1-9e33-c80aa9429562";

    @Test
    void filesAreOrderedByNumberNotByText() {
        MysqlPosition later = new MysqlPosition("binlog.1000000", 4, "");
        MysqlPosition earlier = new MysqlPosition("binlog.999999", 900, "");
        assertThat(later.reached(earlier)).isTrue();
        assertThat(earlier.reached(later)).isFalse();
        assertThat(earlier.reached(earlier)).isTrue();
        assertThat(earlier.reached(new MysqlPosition("binlog.999999", 901, ""))).isFalse();
    }

    @Test
    void transactionsDecideWhereBothHaveThem() {
        MysqlPosition onReplica = new MysqlPosition("binlog.000001", 4, A + ":1-10");
        MysqlPosition onPrimary = new MysqlPosition("binlog.000099", 4, A + ":1-9");
        assertThat(onReplica.reached(onPrimary)).isTrue();
        assertThat(onPrimary.reached(onReplica)).isFalse();
        assertThat(onReplica.reached(new MysqlPosition("binlog.000000", 9, ""))).isTrue();
    }

    @Test
    void aSetGrowsByOneTransactionAndClosesGaps() {
        GtidSet set = GtidSet.parse(A.toUpperCase(Locale.ROOT) + ":1-5:7,\n" + B + ":1");
        assertThat(set.plus(A + ":6")).isEqualTo(GtidSet.parse(A + ":1-7," + B + ":1"));
        assertThat(set.plus(A + ":9")).hasToString(A + ":1-5:7:9," + B + ":1");
        assertThat(GtidSet.EMPTY.plus(A + ":1")).hasToString(A + ":1");
        assertThat(set.containsAll(GtidSet.parse(A + ":2-3:7"))).isTrue();
        assertThat(set.containsAll(GtidSet.parse(A + ":5-7"))).isFalse();
        assertThat(set.containsAll(GtidSet.EMPTY)).isTrue();
    }

    @Test
    void tagsAreSourcesOfTheirOwn() {
        GtidSet set = GtidSet.parse(A + ":1-3:blue:1-2");
        assertThat(set.containsAll(GtidSet.parse(A + ":blue:2"))).isTrue();
        assertThat(set.containsAll(GtidSet.parse(A + ":blue:3"))).isFalse();
        assertThat(set.plus(A + ":blue:3")).isEqualTo(GtidSet.parse(A + ":1-3," + A + ":blue:1-3"));
    }

    @Test
    void whatIsNoSetIsRefused() {
        assertThatThrownBy(() -> GtidSet.parse(A)).hasMessageContaining("no transaction number");
        assertThatThrownBy(() -> GtidSet.parse(A + ":1-x")).hasMessageContaining("no interval");
    }
}
