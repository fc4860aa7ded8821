package dev.firn.engine.source.mysql;

import dev.firn.engine.source.Finding;
import dev.firn.engine.source.TableSelection;
import dev.firn.engine.source.jdbc.Session;
import dev.firn.schema.source.TableId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What MySQL's log does not tell of the selected tables, or tells in a way that misleads: each a warning that names the table. */
final class UntoldChanges {

    /** From this version on the server itself, and no longer its storage engine, does what a foreign key asks for. */
    private static final int TELLS_CASCADES_MAJOR = 9;

    private static final int TELLS_CASCADES_MINOR = 6;

    private static final String CASCADES = """
            SELECT constraint_schema, table_name, constraint_name, unique_constraint_schema, referenced_table_name,
                   delete_rule, update_rule
            FROM information_schema.referential_constraints
            WHERE delete_rule IN ('CASCADE', 'SET NULL', 'SET DEFAULT') OR update_rule IN ('CASCADE', 'SET NULL', 'SET DEFAULT')
            ORDER BY 1, 2, 3
            """;

    private static final Set<String> TOLD = Set.of("RESTRICT", "NO ACTION");

    private final Session session;
    private final TableSelection selection;

    private UntoldChanges(Session session, TableSelection selection) {
        this.session = session;
        this.selection = selection;
    }

    /** A warning for each; the number of queries does not depend on the number of tables. */
    static Map<TableId, List<Finding>> of(
            Session session, Collection<MysqlCatalog.IndexedTable> tables, TableSelection selection) {
        UntoldChanges untold = new UntoldChanges(session, selection);
        Map<TableId, List<Finding>> findings = new TreeMap<>(untold.cascades());
        tables.forEach(indexed -> untold.configuredKey(indexed)
                .ifPresent(finding -> findings.computeIfAbsent(indexed.table().id(), id -> new ArrayList<>())
                        .add(finding)));
        return findings;
    }

    /** What a foreign key does to the rows of a child table when one of its parent goes or gets another key. */
    private record Cascade(TableId child, String name, TableId parent, String onDelete, String onUpdate) {

        String effects() {
            List<String> effects = new ArrayList<>();
            if (!TOLD.contains(onDelete)) {
                effects.add("ON DELETE " + onDelete);
            }
            if (!TOLD.contains(onUpdate)) {
                effects.add("ON UPDATE " + onUpdate);
            }
            return name + " to " + parent + ", " + String.join(" and ", effects);
        }
    }

    private Map<TableId, List<Finding>> cascades() {
        if (tellsCascades()) {
            return Map.of();
        }
        Map<TableId, List<Cascade>> byChild = session
                .list(
                        CASCADES,
                        row -> new Cascade(
                                new TableId(row.getString(1), row.getString(2)),
                                row.getString(3),
                                new TableId(row.getString(4), row.getString(5)),
                                row.getString(6),
                                row.getString(7)))
                .stream()
                .filter(cascade -> selection.selects(cascade.child))
                .collect(Collectors.groupingBy(Cascade::child));
        Map<TableId, List<Finding>> warnings = new TreeMap<>();
        byChild.forEach((child, cascades) -> warnings.put(child, new ArrayList<>(List.of(warning(child, cascades)))));
        return warnings;
    }

    private static Finding warning(TableId child, List<Cascade> cascades) {
        return Finding.warning(
                child + ": foreign keys",
                "the log does not tell what these do to the table's rows, which the lake keeps as they were: "
                        + cascades.stream().map(Cascade::effects).collect(Collectors.joining("; ")),
                "make them ON DELETE RESTRICT ON UPDATE RESTRICT and let the application change the rows, or run 'firn resync "
                        + child + "' from time to time");
    }

    private boolean tellsCascades() {
        String[] version = session.text("SELECT VERSION()").split("\\.");
        int major = Integer.parseInt(version[0]);
        return major > TELLS_CASCADES_MAJOR
                || (major == TELLS_CASCADES_MAJOR && Integer.parseInt(version[1]) >= TELLS_CASCADES_MINOR);
    }

    private Optional<Finding> configuredKey(MysqlCatalog.IndexedTable indexed) {
        TableId table = indexed.table().id();
        List<String> key = selection.rules(table).key();
        boolean isUnique = indexed.uniqueIndexes().stream().anyMatch(index -> key.containsAll(index.columns()));
        if (key.isEmpty() || isUnique) {
            return Optional.empty();
        }
        return Optional.of(Finding.warning(
                table + ": configured key",
                "no unique index backs the key (" + String.join(", ", key)
                        + "): of rows that share it the lake keeps the last, and loses it when one of them is deleted",
                "CREATE UNIQUE INDEX firn_key ON " + MysqlSql.quote(table) + " ("
                        + key.stream().map(MysqlSql::quote).collect(Collectors.joining(", ")) + ");"));
    }
}
