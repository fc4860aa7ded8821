package dev.firn.schema.mapping;

import dev.firn.schema.layout.TableRules;
import dev.firn.schema.source.SourceColumn;
import dev.firn.schema.source.SourceTable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What is wrong with the names in a table's rules, each as a sentence with the remedy. */
final class RuleProblems {

    private final SourceTable table;
    private final TableRules rules;
    private final List<String> problems = new ArrayList<>();

    private RuleProblems(SourceTable table, TableRules rules) {
        this.table = table;
        this.rules = rules;
    }

    /** Compares the rules with the table; {@code key} is the key that the table shall have. */
    static List<String> of(SourceTable table, TableRules rules, List<String> key) {
        RuleProblems found = new RuleProblems(table, rules);
        found.checkExclusions();
        found.checkMasks();
        found.checkColumnTypes();
        found.checkConfiguredKey();
        found.checkKeyIsKept(key);
        return found.problems;
    }

    private void checkExclusions() {
        for (String name : sorted(rules.excludedColumns())) {
            if (!exists(name)) {
                // Going on would publish the values of a renamed column.
                problems.add("Column " + name + " is to be excluded, but the source table has no such column"
                        + hint(name) + "; name it in exclude-columns as the source does, or remove it there");
            } else if (rules.masks().containsKey(name)) {
                problems.add("Column " + name
                        + " is both excluded and masked; remove it from exclude-columns or mask-columns");
            }
        }
    }

    private void checkMasks() {
        for (String name : sorted(rules.masks().keySet())) {
            if (!exists(name)) {
                problems.add("Column " + name + " is to be masked, but the source table has no such column" + hint(name)
                        + "; name it in mask-columns as the source does, or remove it there");
            }
        }
    }

    private void checkColumnTypes() {
        for (String name : sorted(rules.columnTypes().keySet())) {
            if (!exists(name)) {
                problems.add("Column " + name + " is given a type, but the source table has no such column" + hint(name)
                        + "; name it in column-types as the source does, or remove it there");
            } else if (rules.masks().containsKey(name)
                    || rules.excludedColumns().contains(name)) {
                problems.add("Column " + name + " is given a type, but is "
                        + (rules.masks().containsKey(name) ? "masked" : "excluded")
                        + " as well; remove it from column-types");
            }
        }
    }

    private void checkConfiguredKey() {
        Set<String> seen = new HashSet<>();
        var columns = table.columns().stream().collect(Collectors.toMap(SourceColumn::name, Function.identity()));
        for (String name : rules.key()) {
            SourceColumn column = columns.get(name);
            if (column == null) {
                problems.add("The configured key names column " + name + ", which the source table does not have"
                        + hint(name) + "; name columns of the table that allow no null");
            } else if (column.nullable()) {
                problems.add("The configured key names column " + name
                        + ", which allows null, and a row is not found by null;"
                        + " forbid null in it at the source, or configure a key of columns that allow none");
            }
            if (!seen.add(name)) {
                problems.add("The configured key names column " + name + " twice; name it once");
            }
        }
    }

    private void checkKeyIsKept(List<String> key) {
        for (String name : Set.copyOf(key).stream().sorted().toList()) {
            if (rules.excludedColumns().contains(name)) {
                problems.add(hidden(name, "excluded", "exclude-columns"));
            }
            if (rules.masks().containsKey(name)) {
                problems.add(hidden(name, "masked", "mask-columns"));
            }
        }
    }

    private String hidden(String name, String how, String setting) {
        return "Column " + name + " cannot be " + how + ": it belongs to the key "
                + (rules.key().isEmpty() ? "of the source table" : "that is configured")
                + ", by whose values rows are found again in the source and in the lake; configure a key without it, or remove it from "
                + setting;
    }

    private boolean exists(String name) {
        return table.columns().stream().anyMatch(column -> column.name().equals(name));
    }

    private String hint(String name) {
        return table.columns().stream()
                .map(SourceColumn::name)
                .filter(name::equalsIgnoreCase)
                .findFirst()
                .map(near -> " (it has " + near + "; case counts)")
                .orElse("");
    }

    private static List<String> sorted(Collection<String> names) {
        return names.stream().sorted().toList();
    }
}
