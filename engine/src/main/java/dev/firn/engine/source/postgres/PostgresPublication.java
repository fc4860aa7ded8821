package dev.firn.engine.source.postgres;

import dev.firn.engine.source.SourceCatalog.Refusal;
import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import dev.firn.engine.source.jdbc.Session;
import dev.firn.schema.source.TableId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pipeline's publication: which tables' changes leave the server. Firn keeps it to exactly the tables it replicates where the
 * user may; a publication that an administrator made is used as it is, if it covers them.
 */
final class PostgresPublication {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresPublication.class);
    private static final int ROW_FILTERS_SINCE = 150_000;

    private static final String OPTIONS =
            "publish = 'insert, update, delete, truncate', publish_via_partition_root = true";

    private static final String PUBLICATION = """
            SELECT p.puballtables, p.pubinsert AND p.pubupdate AND p.pubdelete AND p.pubtruncate AND p.pubviaroot,
                   pg_has_role(p.pubowner, 'USAGE')
            FROM pg_publication p WHERE p.pubname = ?
            """;

    private static final String LISTED = """
            SELECT n.nspname, c.relname, %s
            FROM pg_publication p
            JOIN pg_publication_rel r ON r.prpubid = p.oid
            JOIN pg_class c ON c.oid = r.prrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE p.pubname = ?
            """;

    private static final String NOT_MINE = """
            SELECT n.nspname, c.relname
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND NOT pg_has_role(c.relowner, 'USAGE')
            """;

    private final String name;
    private final PostgresTasks tasks;

    PostgresPublication(String name, PostgresTasks tasks) {
        this.name = name;
        this.tasks = tasks;
    }

    String name() {
        return name;
    }

    /**
     * What the server has.
     *
     * @param allTables whether it is for all tables, also those to come
     * @param whole whether it publishes every kind of change, and partitions as their root
     * @param mine whether the user may alter it
     * @param covered the tables whose changes it publishes, partitions as their root
     * @param listed the tables that it names one by one
     * @param narrowed the tables of which it publishes only some rows or columns
     */
    private record Existing(
            boolean allTables,
            boolean whole,
            boolean mine,
            Set<TableId> covered,
            Set<TableId> listed,
            Set<TableId> narrowed) {}

    /**
     * What is to be done so that the publication has the wanted tables.
     *
     * @param statements what Firn runs itself, so that the log carries the changes
     * @param narrowing what Firn runs itself when it owns the pipeline, so that the log carries no others
     * @param refused the tables that only somebody else can add
     * @param blocked why the publication as a whole cannot be used; nothing is run then
     */
    record Plan(
            List<String> statements,
            List<String> narrowing,
            Map<TableId, Refusal> refused,
            Optional<Refusal> blocked) {}

    /** Compares what is wanted with what is there; changes nothing. */
    Plan plan(Session session, Collection<TableId> wanted) {
        Optional<Existing> existing = read(session);
        return existing.isPresent() ? alter(session, existing.get(), wanted) : create(session, wanted);
    }

    private Plan create(Session session, Collection<TableId> wanted) {
        if (!session.one("SELECT has_database_privilege(current_database(), 'CREATE')", row -> row.getBoolean(1))) {
            return new Plan(
                    List.of(),
                    List.of(),
                    Map.of(),
                    Optional.of(new Refusal(
                            "The publication " + name + " does not exist, and the user may not create it",
                            createStatement(wanted))));
        }
        Set<TableId> foreign = notMine(session);
        List<TableId> own =
                wanted.stream().filter(table -> !foreign.contains(table)).toList();
        Map<TableId, Refusal> refused = new TreeMap<>();
        for (TableId table : wanted) {
            if (foreign.contains(table)) {
                refused.put(table, notOwned(table, createStatement(wanted)));
            }
        }
        return new Plan(List.of(createStatement(own)), List.of(), refused, Optional.empty());
    }

    private Plan alter(Session session, Existing existing, Collection<TableId> wanted) {
        List<String> statements = new ArrayList<>();
        if (!existing.whole) {
            String mend = "ALTER PUBLICATION " + PostgresSql.quote(name) + " SET (" + OPTIONS + ");";
            if (!existing.mine) {
                return new Plan(
                        List.of(),
                        List.of(),
                        Map.of(),
                        Optional.of(new Refusal(
                                "The publication " + name
                                        + " leaves out kinds of changes, or publishes partitions by their own names",
                                mend)));
            }
            statements.add(mend);
        }
        Map<TableId, Refusal> refused = new TreeMap<>();
        Set<TableId> add = new TreeSet<>();
        Set<TableId> foreign = notMine(session);
        for (TableId table : wanted) {
            if (existing.narrowed.contains(table)) {
                refused.put(table, narrowed(table));
            } else if (!existing.allTables && !existing.covered.contains(table)) {
                if (existing.mine && !foreign.contains(table)) {
                    add.add(table);
                } else {
                    refused.put(table, notOwned(table, addStatement(Set.of(table))));
                }
            }
        }
        Set<TableId> drop = new TreeSet<>(existing.listed);
        drop.removeAll(new HashSet<>(wanted));
        List<String> narrowing = new ArrayList<>();
        if (!drop.isEmpty() && existing.mine) {
            narrowing.add("ALTER PUBLICATION " + PostgresSql.quote(name) + " DROP TABLE "
                    + PostgresSql.publicationList(drop) + ";");
        }
        if (!add.isEmpty()) {
            statements.add(addStatement(add));
        }
        return new Plan(statements, narrowing, refused, Optional.empty());
    }

    private Refusal notOwned(TableId table, String remedy) {
        return new Refusal(
                "Table " + table + " cannot be replicated: it is not in the publication " + name
                        + ", and only a user who owns both can add it",
                remedy);
    }

    private Refusal narrowed(TableId table) {
        String publication = "ALTER PUBLICATION " + PostgresSql.quote(name);
        return new Refusal(
                "Table " + table + " cannot be replicated: the publication " + name
                        + " has a row filter or a column list for it, which would silently leave out changes",
                publication + " DROP TABLE ONLY " + PostgresSql.quote(table) + "; " + addStatement(Set.of(table)));
    }

    private String createStatement(Collection<TableId> tables) {
        String list = tables.isEmpty() ? "" : " FOR TABLE " + PostgresSql.publicationList(tables);
        return "CREATE PUBLICATION " + PostgresSql.quote(name) + list + " WITH (" + OPTIONS + ");";
    }

    private String addStatement(Collection<TableId> tables) {
        return "ALTER PUBLICATION " + PostgresSql.quote(name) + " ADD TABLE " + PostgresSql.publicationList(tables)
                + ";";
    }

    private Optional<Existing> read(Session session) {
        Set<TableId> listed = new HashSet<>();
        Set<TableId> narrowed = new HashSet<>();
        boolean filters = PostgresSql.version(session) >= ROW_FILTERS_SINCE;
        String narrow = filters ? "r.prqual IS NOT NULL OR r.prattrs IS NOT NULL" : "false";
        session.list(
                LISTED.replace("%s", narrow),
                row -> {
                    TableId table = table(row);
                    if (row.getBoolean(3)) {
                        narrowed.add(table);
                    }
                    return listed.add(table);
                },
                name);
        Set<TableId> covered = new HashSet<>(session.list(
                "SELECT schemaname, tablename FROM pg_publication_tables WHERE pubname = ?",
                PostgresPublication::table,
                name));
        return session.first(
                PUBLICATION,
                row -> new Existing(row.getBoolean(1), row.getBoolean(2), row.getBoolean(3), covered, listed, narrowed),
                name);
    }

    private static Set<TableId> notMine(Session session) {
        return new HashSet<>(session.list(NOT_MINE, PostgresPublication::table));
    }

    private static TableId table(ResultSet row) throws SQLException {
        return new TableId(row.getString(1), row.getString(2));
    }

    boolean exists(Session session) {
        return session.first("SELECT 1 FROM pg_publication WHERE pubname = ?", row -> row.getInt(1), name)
                .isPresent();
    }

    /**
     * Makes the publication have the wanted tables that the user may publish.
     *
     * @return whether anything was changed
     * @throws SourceException if the publication as a whole cannot be used
     */
    boolean prepare(Session session, Collection<TableId> wanted) {
        Plan plan = plan(session, wanted);
        if (plan.blocked().isPresent()) {
            Refusal blocked = plan.blocked().get();
            throw new SourceException(
                    Cure.OPERATOR,
                    "Cannot replicate from " + tasks.address() + ": " + blocked.reason()
                            + "; let an administrator run: " + blocked.remedy(),
                    null);
        }
        run(session, plan.statements());
        return !plan.statements().isEmpty();
    }

    /**
     * Takes tables out that are not wanted. Only for the owner of the pipeline: another process that is about to be fenced may be told to
     * replicate other tables.
     */
    void narrow(Session session, Collection<TableId> wanted) {
        run(session, plan(session, wanted).narrowing());
    }

    private static void run(Session session, List<String> statements) {
        for (String statement : statements) {
            LOG.info("{}", statement);
            session.execute(statement);
        }
    }
}
