package dev.firn.engine.source.postgres;

import dev.firn.engine.source.Finding;
import dev.firn.engine.source.TableSelection;
import dev.firn.engine.source.jdbc.Session;
import dev.firn.schema.layout.TableRules;
import dev.firn.schema.source.TableId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What PostgreSQL's log does not tell of the selected tables, or tells in a way that misleads: each a warning that names table and column. */
final class UntoldChanges {

    private static final String GENERATED = """
            SELECT a.attrelid::int8, array_agg(a.attname::text ORDER BY a.attnum)
            FROM pg_attribute a
            WHERE a.attrelid = ANY (?::oid[]) AND a.attnum > 0 AND NOT a.attisdropped AND NOT (%s)
            GROUP BY a.attrelid
            """;

    private static final String DEFERRABLE = """
            SELECT i.indrelid::int8, (
                SELECT array_agg(a.attname::text ORDER BY k.ordinal)
                FROM unnest((i.indkey::int2[])[0:i.indnkeyatts - 1]) WITH ORDINALITY k(number, ordinal)
                JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number)
            FROM pg_index i
            WHERE i.indrelid = ANY (?::oid[]) AND i.indisprimary AND NOT i.indimmediate
            """;

    /** Indexes that let no two rows share their columns at any moment. */
    private static final String UNIQUE = """
            SELECT i.indrelid::int8, (
                SELECT array_agg(a.attname::text)
                FROM pg_attribute a
                WHERE a.attrelid = i.indrelid AND a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1]))
            FROM pg_index i
            WHERE i.indrelid = ANY (?::oid[]) AND i.indisunique AND i.indisvalid AND i.indimmediate
              AND i.indpred IS NULL AND i.indexprs IS NULL
            """;

    private static final String CHILDREN = """
            SELECT h.inhparent::int8, array_agg(n.nspname || '.' || c.relname ORDER BY n.nspname, c.relname)
            FROM pg_inherits h
            JOIN pg_class parent ON parent.oid = h.inhparent AND parent.relkind = 'r'
            JOIN pg_class c ON c.oid = h.inhrelid JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE h.inhparent = ANY (?::oid[])
            GROUP BY h.inhparent
            """;

    private final Session session;
    private final Map<Long, TableId> tables;
    private final TableSelection selection;
    private final Map<TableId, List<Finding>> findings = new TreeMap<>();

    private UntoldChanges(Session session, Map<Long, TableId> tables, TableSelection selection) {
        this.session = session;
        this.tables = tables;
        this.selection = selection;
    }

    /** A warning for each; the number of queries does not depend on the number of tables. */
    static Map<TableId, List<Finding>> of(
            Session session,
            Map<Long, TableId> tables,
            TableSelection selection,
            GeneratedColumns generated,
            String publication) {
        UntoldChanges untold = new UntoldChanges(session, tables, selection);
        untold.generated(generated, publication);
        untold.deferrable();
        untold.configuredKeys();
        untold.inherited();
        return untold.findings;
    }

    private record Names(long table, List<String> names) {
        static Names read(ResultSet row) throws SQLException {
            return new Names(
                    row.getLong(1), Arrays.asList((String[]) row.getArray(2).getArray()));
        }

        String joined() {
            return String.join(", ", names);
        }
    }

    private List<Names> ask(String query) {
        return session.list(query, Names::read, (Object) tables.keySet().toArray(new Long[0]));
    }

    private void generated(GeneratedColumns generated, String publication) {
        String publish = generated.storedCanBeLogged() && !generated.storedAreLogged()
                ? "; those that are stored are replicated after " + GeneratedColumns.publishStored(publication)
                : "";
        for (Names columns : ask(generated.in(GENERATED))) {
            Set<String> excluded = rules(columns).excludedColumns();
            List<String> left = columns.names().stream()
                    .filter(name -> !excluded.contains(name))
                    .toList();
            if (!left.isEmpty()) {
                warn(
                        columns,
                        "generated columns",
                        "not replicated, since the log does not carry them: " + String.join(", ", left),
                        "compute them where the lake is read, or exclude them (exclude-columns) to say that they are not wanted"
                                + publish);
            }
        }
    }

    private void deferrable() {
        for (Names key : ask(DEFERRABLE)) {
            warn(
                    key,
                    "deferrable key",
                    "the primary key (" + key.joined()
                            + ") is deferrable, so that two rows may share it within a transaction"
                            + " and the log cannot tell them apart by it; it is not used as key",
                    "ALTER TABLE " + PostgresSql.quote(table(key))
                            + " ALTER CONSTRAINT … NOT DEFERRABLE; (by dropping and adding it before PostgreSQL 18)");
        }
    }

    private void configuredKeys() {
        Map<Long, Set<Set<String>>> unique = new HashMap<>();
        ask(UNIQUE)
                .forEach(index -> unique.computeIfAbsent(index.table(), oid -> new HashSet<>())
                        .add(Set.copyOf(index.names())));
        tables.forEach((oid, table) -> {
            List<String> key = selection.rules(table).key();
            boolean isUnique = unique.getOrDefault(oid, Set.of()).stream().anyMatch(key::containsAll);
            if (!key.isEmpty() && !isUnique) {
                warn(
                        new Names(oid, key),
                        "configured key",
                        "no unique index backs the key (" + String.join(", ", key)
                                + "): of rows that share it the lake keeps the last, and loses it when one of them is deleted",
                        "CREATE UNIQUE INDEX ON " + PostgresSql.quote(table) + " ("
                                + key.stream().map(PostgresSql::quote).collect(Collectors.joining(", ")) + ");");
            }
        });
    }

    private void inherited() {
        for (Names children : ask(CHILDREN)) {
            warn(
                    children,
                    "inheritance",
                    "rows of its child tables are not its own here, but theirs: " + children.joined(),
                    "select the child tables as well (tables.include), and read them together in the lake");
        }
    }

    private TableRules rules(Names of) {
        return selection.rules(table(of));
    }

    private TableId table(Names of) {
        TableId table = tables.get(of.table());
        if (table == null) {
            throw new IllegalStateException("Asked for some tables, PostgreSQL answers for another: " + of);
        }
        return table;
    }

    private void warn(Names of, String subject, String message, String remedy) {
        findings.computeIfAbsent(table(of), id -> new ArrayList<>())
                .add(Finding.warning(table(of) + ": " + subject, message, remedy));
    }
}
