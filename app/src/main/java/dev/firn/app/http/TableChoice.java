package dev.firn.app.http;

import dev.firn.app.config.Spelling;
import dev.firn.engine.source.TablePattern;
import dev.firn.schema.source.TableId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Which of the known tables are meant by names and patterns.
 *
 * @param tables those that are
 * @param problems what is said of each name that means none
 */
public record TableChoice(SortedSet<TableId> tables, List<String> problems) {

    /** Looks names up, in which {@code *} stands for any characters. */
    public static TableChoice of(Collection<String> names, Collection<TableId> known) {
        SortedSet<TableId> tables = new TreeSet<>();
        List<String> problems = new ArrayList<>();
        for (String name : names) {
            List<TableId> meant = meant(name, known);
            tables.addAll(meant);
            if (meant.isEmpty()) {
                problems.add(problem(name, known));
            }
        }
        return new TableChoice(tables, problems);
    }

    private static List<TableId> meant(String name, Collection<TableId> known) {
        // An existing table whose name has a star is meant by it, whatever else it matches.
        List<TableId> exact =
                known.stream().filter(table -> table.toString().equals(name)).toList();
        if (!exact.isEmpty() || !isPattern(name) || name.indexOf('.') <= 0 || name.endsWith(".")) {
            return exact;
        }
        TablePattern pattern = new TablePattern(name);
        return known.stream().filter(pattern::matches).toList();
    }

    /** Whether a name may mean several tables. */
    public static boolean isPattern(String name) {
        return name.indexOf('*') >= 0;
    }

    private static String problem(String name, Collection<TableId> known) {
        if (isPattern(name)) {
            return "No table of this pipeline matches '" + name + "'; write schema.table, * for any characters";
        }
        List<String> names = known.stream().map(TableId::toString).toList();
        return "This pipeline has no table '" + name + "'"
                + Spelling.nearest(name, names)
                        .or(() -> withoutSchema(name, names))
                        .map(near -> "; did you mean '" + near + "'?")
                        .orElse("; firn status lists its tables");
    }

    private static Optional<String> withoutSchema(String name, List<String> known) {
        return known.stream().filter(table -> table.endsWith("." + name)).findFirst();
    }
}
