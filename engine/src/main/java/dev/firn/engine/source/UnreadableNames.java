package dev.firn.engine.source;

import dev.firn.engine.source.SourceCatalog.Refusal;
import dev.firn.schema.source.SourceColumn;
import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.TableId;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Names by which the connectors that read the logs lose their way: one such table would end the stream of all. */
public final class UnreadableNames {

    private UnreadableNames() {}

    /** Of a table whose name contains the very character that the database quotes names with. */
    public static Optional<Refusal> ofTable(TableId table, char quote) {
        return table.schema().indexOf(quote) >= 0 || table.name().indexOf(quote) >= 0
                ? refusal("its name contains " + quote + ", which the connector that reads the log takes for its end")
                : Optional.empty();
    }

    /** Of columns that differ only in case, excluded ones too. */
    public static Optional<Refusal> ofColumns(SourceTable table) {
        Map<String, String> seen = new HashMap<>();
        for (SourceColumn column : table.columns()) {
            String other = seen.putIfAbsent(column.name().toLowerCase(Locale.ROOT), column.name());
            if (other != null) {
                return refusal("its columns " + other + " and " + column.name()
                        + " differ only in case, and the connector that reads the log keeps no two of them apart");
            }
        }
        return Optional.empty();
    }

    private static Optional<Refusal> refusal(String reason) {
        return Optional.of(new Refusal(reason, "rename it at the source, or name the table in tables.exclude"));
    }
}
