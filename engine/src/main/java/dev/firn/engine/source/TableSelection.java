package dev.firn.engine.source;

import dev.firn.schema.layout.TableRules;
import dev.firn.schema.source.TableId;
import java.util.List;
import java.util.Map;

/**
 * Which tables the user wants, and how.
 *
 * @param include patterns of which one must match
 * @param exclude patterns of which none may match
 * @param overrides the rules of single tables
 * @param others the rules of all others
 */
public record TableSelection(
        List<TablePattern> include, List<TablePattern> exclude, Map<TableId, TableRules> overrides, TableRules others) {

    public TableSelection {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
        overrides = Map.copyOf(overrides);
    }

    /** A selection whose other tables have {@link TableRules#DEFAULT}. */
    public TableSelection(List<TablePattern> include, List<TablePattern> exclude, Map<TableId, TableRules> overrides) {
        this(include, exclude, overrides, TableRules.DEFAULT);
    }

    public boolean selects(TableId table) {
        return include.stream().anyMatch(pattern -> pattern.matches(table))
                && exclude.stream().noneMatch(pattern -> pattern.matches(table));
    }

    /** Whether a pattern that stands for one table alone includes it. */
    public boolean names(TableId table) {
        return include.stream().anyMatch(pattern -> pattern.text().equals(table.toString())) && selects(table);
    }

    public TableRules rules(TableId table) {
        return overrides.getOrDefault(table, others);
    }
}
