package dev.firn.engine.source.postgres;

import dev.firn.engine.source.Finding;
import dev.firn.engine.source.SourceCatalog.Refusal;
import dev.firn.engine.source.TableSelection;
import dev.firn.engine.source.jdbc.Session;
import dev.firn.schema.source.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Relations of which the log tells nothing by their own name, because their rows are elsewhere: each would be an empty table in the lake for good. */
final class RowsElsewhere {

    private static final String HYPERTABLES = "_timescaledb_catalog.hypertable";

    private static final String HAS_HYPERTABLES = """
            SELECT CASE WHEN to_regclass(?) IS NULL THEN false ELSE has_table_privilege(to_regclass(?)::oid, 'SELECT') END
            """;

    /**
     * Parents whose children have all rows, as tables were partitioned before PostgreSQL 10: a trigger or a rule sends every new row to a child. One of
     * which no child has rows may be filled itself yet.
     */
    private static final String REDIRECTED = """
            SELECT c.oid::int8
            FROM pg_class c
            WHERE c.oid = ANY (?::oid[]) AND c.relkind = 'r'
              AND (EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal
                     AND t.tgenabled <> 'D' AND t.tgtype & 7 = 7)
                   OR EXISTS (SELECT FROM pg_rewrite r WHERE r.ev_class = c.oid AND r.ev_type = '3' AND r.is_instead))
              AND EXISTS (SELECT FROM pg_inherits h WHERE h.inhparent = c.oid AND pg_relation_size(h.inhrelid) > 0)
              AND pg_relation_size(c.oid) = 0
            """;

    private static final String NO_TABLES = """
            SELECT n.nspname, c.relname,
                   CASE c.relkind WHEN 'v' THEN 'a view' WHEN 'm' THEN 'a materialized view' ELSE 'a foreign table' END
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('v', 'm', 'f') AND NOT c.relispartition
              AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
            """;

    private RowsElsewhere() {}

    /** Those of some tables. */
    static Map<TableId, Refusal> refusals(Session session, Map<Long, TableId> tables) {
        Map<TableId, Refusal> refusals = new HashMap<>();
        session.list(REDIRECTED, row -> row.getLong(1), (Object) tables.keySet().toArray(new Long[0])).stream()
                .map(tables::get)
                .forEach(table -> refusals.put(
                        table,
                        refusal(
                                table,
                                "all its rows are in the tables that inherit from it, to which a trigger or a rule sends"
                                        + " every new one",
                                "select those in its place")));
        if (session.one(HAS_HYPERTABLES, row -> row.getBoolean(1), HYPERTABLES, HYPERTABLES)) {
            session
                    .list(
                            "SELECT schema_name, table_name FROM " + HYPERTABLES,
                            row -> new TableId(row.getString(1), row.getString(2)))
                    .stream()
                    .filter(tables::containsValue)
                    .forEach(
                            table -> refusals.put(
                                    table,
                                    refusal(
                                            table,
                                            "it is a hypertable of TimescaleDB, whose rows are in chunks, which are tables of their own",
                                            "keep what is to be replicated in a table that PostgreSQL itself partitions (PARTITION BY)")));
        }
        return refusals;
    }

    private static Refusal refusal(TableId table, String reason, String instead) {
        return new Refusal(
                "Table " + table + " cannot be replicated: " + reason
                        + ", so that the log tells nothing of it by its name",
                "name it in tables.exclude, and " + instead);
    }

    /** What the configuration names that is no table. */
    static List<Finding> named(Session session, TableSelection selection) {
        List<Finding> findings = new ArrayList<>();
        session.list(NO_TABLES, row -> {
            TableId relation = new TableId(row.getString(1), row.getString(2));
            if (selection.names(relation)) {
                findings.add(Finding.failure(
                        relation + ": replication",
                        "it is " + row.getString(3) + ", and the log tells of tables only",
                        "remove it from tables.include, and replicate the tables that it reads, where they are"));
            }
            return relation;
        });
        return findings;
    }
}
