package dev.firn.engine.source.debezium;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.schema.source.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class BinlogRefusalsTest {

    private final BinlogRefusals refusals = new BinlogRefusals();

    @Test
    void nothingIsTakenFromTheConnectorsOwnReader() {
        assertThatThrownBy(refusals::requireReader)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("debezium-connector-mysql");
        refusals.readerIsInPlace();
        assertThatCode(refusals::requireReader).doesNotThrowAnyException();
    }

    @Test
    void eachIsHandedOnOnce() {
        List<String> heard = new ArrayList<>();
        refusals.add(new TableId("shop", "orders"), "parts are missing");
        refusals.drain((table, reason) -> heard.add(table + ": " + reason));
        refusals.drain((table, reason) -> heard.add(table + ": " + reason));
        assertThat(heard).containsExactly("shop.orders: parts are missing");
    }

    @Test
    void whatATransactionsEndSaysIsHeardThere() {
        List<String> heard = new ArrayList<>();
        refusals.addAt("binlog.000002", 400, Set.of(new TableId("shop", "orders")), "it is only prepared");
        refusals.drain((table, reason) -> heard.add("early"));
        refusals.drainAt("binlog.000001", 400, (table, reason) -> heard.add("elsewhere"));
        refusals.drainAt("binlog.000002", 400, (table, reason) -> heard.add(table + ": " + reason));
        refusals.drainAt("binlog.000002", 400, (table, reason) -> heard.add("twice"));
        assertThat(heard).containsExactly("shop.orders: it is only prepared");
    }
}
