package dev.firn.app.it;

import dev.firn.schema.source.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What happens to the schema of one table, or of some that belong together, while rows are written.
 *
 * @param name for messages; the table's, where there is one
 * @param setUp statements from before the first load
 * @param rounds statements in the order of a run's rounds; a process is killed after each round
 * @param tables what must equal the source in the end
 * @param columns what the first of these tables has in the lake in the end, each as {@code name type} and in this order; empty where that is of no
 *     interest
 * @param comments what it says in the end, of columns by their names, of itself by none
 * @param told what the replication history tells of it, in parts
 * @param loads why the first of these tables is loaded again, in parts of the reasons: for each a reason, and no other reason; empty where that
 *     depends on the moment
 */
record SchemaStory(
        String name,
        List<String> setUp,
        List<List<String>> rounds,
        List<TableId> tables,
        List<String> columns,
        Map<String, String> comments,
        List<String> told,
        Optional<List<String>> loads) {

    /** A story of the table of its name, of which nothing happens yet. */
    static SchemaStory of(String name, String... setUp) {
        return new SchemaStory(
                name,
                List.of(setUp),
                List.of(),
                List.of(new TableId("shop", name)),
                List.of(),
                Map.of(),
                List.of(),
                Optional.empty());
    }

    /** The same of a table with five rows, which have nothing but their {@code id}. */
    static SchemaStory ofTable(String name, String columns) {
        return of(
                name,
                "CREATE TABLE shop." + name + " (id INT PRIMARY KEY, " + columns + ")",
                "INSERT INTO shop." + name + " (id) VALUES (1), (2), (3), (4), (5)");
    }

    /** What happens in the next round. */
    SchemaStory then(String... statements) {
        List<List<String>> more = new ArrayList<>(rounds);
        more.add(List.of(statements));
        return new SchemaStory(name, setUp, List.copyOf(more), tables, columns, comments, told, loads);
    }

    /** The columns that the lake has in the end. */
    SchemaStory endsWith(String... expected) {
        return new SchemaStory(name, setUp, rounds, tables, List.of(expected), comments, told, loads);
    }

    /** What the lake says in the end, of columns by their names, of the table by none. */
    SchemaStory says(Map<String, String> expected) {
        return new SchemaStory(name, setUp, rounds, tables, columns, Map.copyOf(expected), told, loads);
    }

    /** What the replication history tells. */
    SchemaStory isTold(String... parts) {
        return new SchemaStory(name, setUp, rounds, tables, columns, comments, List.of(parts), loads);
    }

    /** Why its table is loaded again, which no other step of the story may be the reason for. */
    SchemaStory isLoadedFor(String... reasons) {
        return new SchemaStory(name, setUp, rounds, tables, columns, comments, told, Optional.of(List.of(reasons)));
    }

    /** Its table keeps its rows. */
    SchemaStory isFollowedInPlace() {
        return isLoadedFor();
    }

    /** A story that ends with other tables. */
    SchemaStory endsInTables(String... names) {
        List<TableId> others = new ArrayList<>();
        for (String table : names) {
            others.add(new TableId("shop", table));
        }
        return new SchemaStory(name, setUp, rounds, List.copyOf(others), columns, comments, told, loads);
    }
}
