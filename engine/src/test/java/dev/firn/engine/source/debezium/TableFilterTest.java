package dev.firn.engine.source.debezium;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.source.TablePattern;
import dev.firn.engine.source.TableSelection;
import dev.firn.schema.source.TableId;
import io.debezium.function.Predicates;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The connector must take exactly the tables that the selection does, by its own way of reading its list. */
class TableFilterTest {

    @Test
    void theConnectorTakesWhatTheSelectionTakes() {
        TableSelection selection = new TableSelection(
                List.of(
                        pattern("public.*"),
                        pattern("a,b.c d"),
                        pattern("x.[y]$"),
                        pattern("q.\\E1"),
                        pattern("*.log")),
                List.of(pattern("public.audit_*"), pattern("public.Skip")),
                Map.of());
        Predicate<TableId> connector =
                Predicates.includes(TableFilter.regex(selection, '`'), table -> table.schema() + "." + table.name());
        List<TableId> tables = Stream.of(
                        "public.orders",
                        "public.Orders",
                        "Public.orders",
                        "public.audit_1",
                        "public.audit",
                        "public.AUDIT_1",
                        "public.Skip",
                        "public.skip",
                        "public.Skip2",
                        "publicXorders.t",
                        "a,b.c d",
                        "a,b.c",
                        "x.[y]$",
                        "x.y",
                        "q.\\E1",
                        "other.log",
                        "other.logs",
                        "public.ünï cødé")
                .map(TableId::parse)
                .toList();
        assertThat(tables.stream().filter(connector))
                .containsExactlyElementsOf(
                        tables.stream().filter(selection::selects).toList());
        assertThat(tables.stream().filter(selection::selects)).hasSizeBetween(8, 16);
    }

    private static TablePattern pattern(String text) {
        return new TablePattern(text);
    }
}
