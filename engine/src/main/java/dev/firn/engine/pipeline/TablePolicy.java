package dev.firn.engine.pipeline;

import dev.firn.schema.source.TableId;
import java.time.Duration;
import java.util.Map;

/**
 * What becomes of tables that come, go, or change their names or rules.
 *
 * @param newTables whether tables that appear after the first start are followed
 * @param onRename what becomes of a table under its new name
 * @param lookEvery how often the catalog of a source is looked at whose log does not tell of tables
 * @param rules for each table that has rules of its own an opaque text, equal for equal rules
 * @param defaultRules the text for all others
 */
public record TablePolicy(
        NewTables newTables, OnRename onRename, Duration lookEvery, Map<TableId, String> rules, String defaultRules) {

    public static final TablePolicy DEFAULT =
            new TablePolicy(NewTables.FOLLOW, OnRename.FOLLOW, Duration.ofSeconds(30), Map.of(), "");

    /** Whether tables that appear after the first start are followed. */
    public enum NewTables {
        FOLLOW,
        /** Only those that a pattern without wildcard names: somebody wanted just these. */
        ONLY_NAMED
    }

    /** What becomes of a table under its new name. */
    public enum OnRename {
        /** It is a new table. */
        FOLLOW,
        /** It is not followed before an operator says so. */
        STOP
    }

    public TablePolicy {
        rules = Map.copyOf(rules);
        if (lookEvery.isNegative() || lookEvery.isZero()) {
            throw new IllegalArgumentException("The time between two looks at the catalog must be positive");
        }
    }

    String rulesOf(TableId table) {
        return rules.getOrDefault(table, defaultRules);
    }
}
