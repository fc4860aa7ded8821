package dev.firn.schema.mapping;

import dev.firn.schema.layout.TableLayout;
import java.util.List;

/** What a source table's rules and types lead to. */
public sealed interface LayoutResult {

    /** The table can be replicated. */
    record Replicable(TableLayout layout) implements LayoutResult {}

    /**
     * The table cannot be replicated as it is configured.
     *
     * @param problems every reason, each a sentence that names the column and the remedy
     */
    record Refused(List<String> problems) implements LayoutResult {
        public Refused {
            problems = List.copyOf(problems);
        }
    }
}
