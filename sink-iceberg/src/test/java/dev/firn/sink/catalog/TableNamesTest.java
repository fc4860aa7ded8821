package dev.firn.sink.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.schema.source.TableId;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableNamesTest {

    private static final TableId ORDERS = new TableId("public", "orders");

    private static TableNames names(String template) {
        return new TableNames("shop", template, "Shop-EU");
    }

    @Test
    void aTableKeepsItsNameInTheNamespace() {
        assertThat(names(TableNames.DEFAULT_TEMPLATE).of(ORDERS)).hasToString("shop.orders");
        assertThat(names("{schema}_{table}").of(ORDERS)).hasToString("shop.public_orders");
        assertThat(names("raw_{table}").of(ORDERS)).hasToString("shop.raw_orders");
    }

    @Test
    void whatGlueRefusesBecomesAnUnderscore() {
        assertThat(names("{table}").of(new TableId("public", "Order Lines.2024-É")))
                .hasToString("shop.order_lines_2024__");
        assertThat(names("{table}").checkpoints()).hasToString("shop.firn_shop_eu_checkpoints");
    }

    @Test
    void aNamespaceMayHaveLevels() {
        assertThat(new TableNames("lake.shop", "{table}", "shop").of(ORDERS)).hasToString("lake.shop.orders");
    }

    @Test
    void tablesThatComeToOneNameAreNamedWithTheRemedy() {
        List<TableNames.Collision> collisions = names("{table}")
                .collisions(List.of(
                        ORDERS,
                        new TableId("archive", "ORDERS"),
                        new TableId("public", "lines"),
                        new TableId("public", "firn_shop_eu_checkpoints")));

        assertThat(collisions)
                .extracting(TableNames.Collision::message)
                .containsExactly(
                        "The source table public.firn_shop_eu_checkpoints would be replicated to shop.firn_shop_eu_checkpoints, which is the"
                                + " pipeline's own checkpoint table: give another table-name template or exclude it",
                        "The source tables archive.ORDERS and public.orders would all be replicated to shop.orders: set table-name to"
                                + " '{schema}_{table}', or exclude all but one");
        assertThat(names("{schema}_{table}").collisions(List.of(ORDERS, new TableId("archive", "ORDERS"))))
                .isEmpty();
    }

    @Test
    void aTemplateMustTellTablesApart() {
        assertThatThrownBy(() -> names("{schema}")).hasMessageContaining("lacks {table}");
        assertThatThrownBy(() -> names("{table}_{day}"))
                .hasMessageContaining("{day}")
                .hasMessageContaining("{schema}");
    }
}
