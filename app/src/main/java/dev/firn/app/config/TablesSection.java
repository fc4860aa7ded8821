package dev.firn.app.config;

import dev.firn.engine.pipeline.TablePolicy;
import dev.firn.engine.pipeline.TablePolicy.NewTables;
import dev.firn.engine.pipeline.TablePolicy.OnRename;
import dev.firn.engine.source.TablePattern;
import dev.firn.engine.source.TableSelection;
import dev.firn.schema.change.ColumnPolicies;
import dev.firn.schema.change.ColumnPolicy;
import dev.firn.schema.layout.OnUnrepresentableValue;
import dev.firn.schema.layout.TableRules;
import dev.firn.schema.source.TableId;
import dev.firn.sink.catalog.OnForeignChange;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * {@code tables}: what is replicated, and how.
 *
 * @param include patterns of which a table must match one
 * @param exclude patterns of which it may match none
 * @param follow what happens at the source that is followed without a human
 * @param onTableRename what becomes of a table under its new name
 * @param columnPolicies which changes of columns are followed, for each table
 * @param onUnrepresentableValue what becomes of values that their columns cannot hold
 * @param onForeignChange what becomes of a table that somebody else changes in the lake
 * @param overrides what is different for single tables, in the file's order
 */
public record TablesSection(
        List<TablePattern> include,
        List<TablePattern> exclude,
        Follow follow,
        OnRename onTableRename,
        ColumnPolicies columnPolicies,
        OnUnrepresentableValue onUnrepresentableValue,
        OnForeignChange onForeignChange,
        List<TableOverride> overrides) {

    private static final TablePattern STAND_IN = new TablePattern("*.*");

    public TablesSection {
        include = List.copyOf(include);
        exclude = List.copyOf(exclude);
        overrides = List.copyOf(overrides);
    }

    /** What is followed. */
    public enum Follow {
        /** New tables that match the patterns, and changes of columns. */
        TABLES_AND_COLUMNS,
        /** Changes of columns; the tables are those of the first start. */
        COLUMNS,
        /** Neither: the columns of a table stay those it has; only widenings and relaxations are followed, without which rows had no place. */
        NONE
    }

    static TablesSection read(Section section) {
        Entry include = section.entry("include");
        List<TablePattern> included = readPatterns(include);
        if (included.isEmpty()) {
            include.refuse("must name at least one table, such as [\"public.*\"]");
        }
        List<TablePattern> excluded = readPatterns(section.entry("exclude"));
        Follow follow = section.entry("follow").choice(Follow.class, Follow.TABLES_AND_COLUMNS);
        ColumnPolicy forAll = ColumnPolicySection.read(section, follow);
        OnUnrepresentableValue onUnrepresentableValue = section.entry("on-unrepresentable-value")
                .choice(OnUnrepresentableValue.class, OnUnrepresentableValue.STOP_TABLE);
        OnForeignChange onForeignChange =
                section.entry("on-foreign-change").choice(OnForeignChange.class, OnForeignChange.RESYNC);
        Map<TableId, ColumnPolicy> policies = new LinkedHashMap<>();
        List<TableOverride> overrides = readOverrides(
                section.entry("overrides"),
                new TableSelection(included, excluded, Map.of()),
                new TableOverride.Defaults(onUnrepresentableValue, onForeignChange),
                forAll,
                policies);
        TablesSection tables = new TablesSection(
                included,
                excluded,
                follow,
                section.entry("on-table-rename").choice(OnRename.class, OnRename.FOLLOW),
                new ColumnPolicies(forAll, policies),
                onUnrepresentableValue,
                onForeignChange,
                overrides);
        section.refuseUnknownKeys();
        return tables;
    }

    private static List<TablePattern> readPatterns(Entry list) {
        return list.elements().stream()
                .map(element -> element.parsed(STAND_IN, TablePattern::new))
                .toList();
    }

    private static List<TableOverride> readOverrides(
            Entry list,
            TableSelection selected,
            TableOverride.Defaults general,
            ColumnPolicy forAll,
            Map<TableId, ColumnPolicy> policies) {
        List<TableOverride> overrides = new ArrayList<>();
        for (Entry element : list.elements()) {
            Section section = element.section();
            ColumnPolicy policy = ColumnPolicySection.read(section, forAll);
            TableOverride override = TableOverride.read(section, general);
            policies.put(override.table(), policy);
            Entry name = section.entry("table");
            if (overrides.stream().anyMatch(other -> other.table().equals(override.table()))) {
                name.refuse(override.table() + " has an override already; put both into one");
            } else if (name.isPresent() && !selected.selects(override.table())) {
                name.refuse(override.table()
                        + " is not selected by tables.include and tables.exclude, so nothing can be overridden"
                        + " (case counts)");
            }
            overrides.add(override);
        }
        return overrides;
    }

    /** The selection as the engine takes it. */
    public TableSelection selection() {
        Map<TableId, TableRules> rules = new LinkedHashMap<>();
        overrides.forEach(override -> rules.put(override.table(), override.rules()));
        return new TableSelection(include, exclude, rules, TableRules.DEFAULT.with(onUnrepresentableValue));
    }

    /**
     * What the engine does about tables that come, go or change.
     *
     * @param maskSecret the key of {@code hmac-sha256} masks; null where no table has one
     * @param lookEvery how often the catalog of a source is looked at whose log does not tell of tables
     */
    TablePolicy tablePolicy(@Nullable Secret maskSecret, Duration lookEvery) {
        Map<TableId, String> rules = new LinkedHashMap<>();
        overrides.forEach(override -> rules.put(override.table(), RulesFingerprint.of(override, maskSecret)));
        return new TablePolicy(
                follow == Follow.TABLES_AND_COLUMNS ? NewTables.FOLLOW : NewTables.ONLY_NAMED,
                onTableRename,
                lookEvery,
                rules,
                RulesFingerprint.ofNoOverride(onUnrepresentableValue));
    }

    /** The override of a table, if it has one. */
    public Optional<TableOverride> override(TableId table) {
        return overrides.stream()
                .filter(override -> override.table().equals(table))
                .findFirst();
    }
}
