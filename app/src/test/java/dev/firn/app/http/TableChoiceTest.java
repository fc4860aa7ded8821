package dev.firn.app.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.schema.source.TableId;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableChoiceTest {

    private static final List<TableId> KNOWN = List.of(
            new TableId("public", "orders"),
            new TableId("public", "order_lines"),
            new TableId("audit", "orders"),
            new TableId("public", "st*r"));

    @Test
    void names() {
        assertThat(TableChoice.of(List.of("public.orders", "public.orders"), KNOWN)
                        .tables())
                .containsExactly(new TableId("public", "orders"));
    }

    @Test
    void patterns() {
        assertThat(TableChoice.of(List.of("public.order*"), KNOWN).tables())
                .containsExactly(new TableId("public", "order_lines"), new TableId("public", "orders"));
        assertThat(TableChoice.of(List.of("*.orders"), KNOWN).tables())
                .containsExactly(new TableId("audit", "orders"), new TableId("public", "orders"));
    }

    @Test
    void aNameWithAStar() {
        assertThat(TableChoice.of(List.of("public.st*r"), KNOWN).tables())
                .containsExactly(new TableId("public", "st*r"));
    }

    @Test
    void problems() {
        TableChoice choice = TableChoice.of(List.of("public.ordres", "order_lines", "x", "y.*", "*", "public."), KNOWN);
        assertThat(choice.tables()).isEmpty();
        assertThat(choice.problems())
                .containsExactly(
                        "This pipeline has no table 'public.ordres'; did you mean 'public.orders'?",
                        "This pipeline has no table 'order_lines'; did you mean 'public.order_lines'?",
                        "This pipeline has no table 'x'; firn status lists its tables",
                        "No table of this pipeline matches 'y.*'; write schema.table, * for any characters",
                        "No table of this pipeline matches '*'; write schema.table, * for any characters",
                        "This pipeline has no table 'public.'; firn status lists its tables");
    }
}
