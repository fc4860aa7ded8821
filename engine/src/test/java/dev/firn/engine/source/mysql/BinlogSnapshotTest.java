package dev.firn.engine.source.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.event.TransactionId;
import org.junit.jupiter.api.Test;

class BinlogSnapshotTest {

    private static final String SERVER = "3e11fa47-71ca-11e1-9e33-c80aa9429562";

    @Test
    void byGtid() {
        BinlogSnapshot snapshot =
                BinlogSnapshot.parse(new BinlogSnapshot("binlog.000009", 1000, SERVER + ":1-5").text());
        assertThat(snapshot.sees(new TransactionId(SERVER + ":5"))).isTrue();
        assertThat(snapshot.sees(new TransactionId(SERVER + ":6"))).isFalse();
        assertThat(snapshot.sees(new TransactionId(SERVER + ":tag:1"))).isFalse();
    }

    @Test
    void byCoordinatesWhereATransactionThatBeginsAtTheSnapshotIsNew() {
        BinlogSnapshot snapshot = new BinlogSnapshot("binlog.000009", 1000, "");
        assertThat(snapshot.sees(new TransactionId("binlog.000009:999"))).isTrue();
        assertThat(snapshot.sees(new TransactionId("binlog.000009:1000"))).isFalse();
        assertThat(snapshot.sees(new TransactionId("binlog.000008:99999"))).isTrue();
        assertThat(snapshot.sees(new TransactionId("binlog.000010:4"))).isFalse();
    }
}
