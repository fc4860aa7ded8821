package dev.firn.schema.change;

import dev.firn.schema.source.TableId;
import java.util.Map;

/**
 * Each table's {@link ColumnPolicy}.
 *
 * @param byDefault that of every table that has none of its own
 * @param own those of the others
 */
public record ColumnPolicies(ColumnPolicy byDefault, Map<TableId, ColumnPolicy> own) {

    public ColumnPolicies {
        own = Map.copyOf(own);
    }

    /** The same policy for all tables. */
    public static ColumnPolicies all(ColumnPolicy policy) {
        return new ColumnPolicies(policy, Map.of());
    }

    public ColumnPolicy of(TableId table) {
        return own.getOrDefault(table, byDefault);
    }
}
