package dev.firn.engine.source.postgres;

import dev.firn.engine.source.Finding;
import dev.firn.engine.source.NumberedColumns;
import dev.firn.engine.source.NumberedColumns.Standing;
import dev.firn.engine.source.SilentChange;
import dev.firn.engine.source.SourceCatalog;
import dev.firn.engine.source.TableIdentity;
import dev.firn.engine.source.TableSelection;
import dev.firn.engine.source.UnreadableNames;
import dev.firn.engine.source.jdbc.Connections;
import dev.firn.engine.source.jdbc.Session;
import dev.firn.engine.source.jdbc.Task;
import dev.firn.schema.change.ColumnLineage.OldRows;
import dev.firn.schema.source.SourceColumn;
import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.TableDefinition;
import dev.firn.schema.source.TableDefinition.ColumnDefinition;
import dev.firn.schema.source.TableId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * PostgreSQL's catalog: ordinary tables, and partitioned ones by their root. Generated columns that the log does not have are left out.
 *
 * <p>The number of queries does not depend on the number of tables.
 */
final class PostgresCatalog implements SourceCatalog {

    private static final char QUOTE = '"';

    private static final String TABLES = """
            SELECT c.oid::int8, n.nspname, c.relname
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
              AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
            """;

    private static final String COLUMNS = """
            SELECT a.attrelid::int8, a.attname, a.attnotnull OR (t.typtype = 'd' AND t.typnotnull),
                   a.atttypid::int8, a.atttypmod,
                   format_type(a.atttypid, a.atttypmod) || coalesce(' collate ' || l.collname, ''),
                   coalesce(col_description(a.attrelid, a.attnum), ''), pg_get_expr(d.adbin, d.adrelid)
            FROM pg_attribute a JOIN pg_type t ON t.oid = a.atttypid
            LEFT JOIN pg_collation l ON l.oid = a.attcollation AND a.attcollation <> t.typcollation
            LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
            WHERE a.attrelid = ANY (?::oid[]) AND a.attnum > 0 AND NOT a.attisdropped AND %s
            ORDER BY a.attrelid, a.attnum
            """;

    private static final String COMMENTS = """
            SELECT objoid::int8, description FROM pg_description
            WHERE classoid = 'pg_class'::regclass AND objsubid = 0 AND objoid = ANY (?::oid[])
            """;

    /** Unique indexes that can tell rows apart at any moment, columns in the index's order: within a transaction a deferrable one cannot. */
    private static final String KEYS = """
            SELECT i.indrelid::int8, ic.relname, i.indisprimary, i.indisreplident,
                   (SELECT array_agg(a.attname::text ORDER BY k.ordinal)
                    FROM unnest((i.indkey::int2[])[0:i.indnkeyatts - 1]) WITH ORDINALITY k(number, ordinal)
                    JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number)
            FROM pg_index i JOIN pg_class ic ON ic.oid = i.indexrelid
            WHERE i.indrelid = ANY (?::oid[]) AND i.indisunique AND i.indisvalid AND i.indimmediate
              AND i.indpred IS NULL AND i.indexprs IS NULL
              AND NOT EXISTS (
                SELECT FROM pg_attribute a
                WHERE a.attrelid = i.indrelid AND a.attnum = ANY ((i.indkey::int2[])[0:i.indnkeyatts - 1])
                  AND NOT (a.attnotnull AND %s))
            """;

    /** What rows have in a column that was added after them shows while the column has its default. */
    private static final String NUMBERED_COLUMNS = """
            SELECT n.nspname, c.relname, c.oid::text, a.attnum, a.attname, a.attisdropped, NOT (%s),
                   a.atthasmissing, (a.attmissingval::text::text[])[1],
                   a.atthasdef OR a.attidentity <> '' OR a.attnotnull OR coalesce(t.typdefault IS NOT NULL OR t.typnotnull, false),
                   a.xmin::text::int8, c.xmin::text::int8, n.xmin::text::int8
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0
            LEFT JOIN pg_type t ON t.oid = a.atttypid
            WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
              AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
            """;

    private final Connections connections;
    private final Task task;
    private final TableSelection selection;
    private final PostgresPublication publication;
    private final AtomicReference<Map<TableId, NumberedColumns>> lately = new AtomicReference<>(Map.of());

    PostgresCatalog(
            Connections connections, PostgresTasks tasks, TableSelection selection, PostgresPublication publication) {
        this.connections = connections;
        this.task = tasks.readCatalog();
        this.selection = selection;
        this.publication = publication;
    }

    /**
     * A unique index that can be the key. The primary key comes first; then the index that the replica identity uses, which the log
     * carries; then the one of fewest columns; the name settles the rest.
     */
    private record Candidate(String index, boolean primary, boolean identity, List<String> columns) {

        static final Comparator<Candidate> BEST_FIRST = Comparator.comparing((Candidate key) -> !key.primary)
                .thenComparing(key -> !key.identity)
                .thenComparing(key -> key.columns.size())
                .thenComparing(Candidate::index);

        static Candidate read(ResultSet row) throws SQLException {
            return new Candidate(row.getString(2), row.getBoolean(3), row.getBoolean(4), Arrays.asList((String[])
                    row.getArray(5).getArray()));
        }
    }

    @Override
    public List<SourceTable> tables() {
        return atOneMoment(session -> List.copyOf(
                describe(session, generated(session), selected(session)).values()));
    }

    @Override
    public Optional<SourceTable> table(TableId table) {
        return atOneMoment(session -> {
            Map<Long, TableId> found = new HashMap<>();
            session.list(
                    TABLES + " AND n.nspname = ? AND c.relname = ?",
                    row -> found.put(row.getLong(1), table),
                    table.schema(),
                    table.name());
            return describe(session, generated(session), found).values().stream()
                    .findFirst();
        });
    }

    @Override
    public Optional<Map<TableId, TableIdentity>> identities() {
        try (Session session = connections.open(task)) {
            return Optional.of(PostgresIdentities.read(session, publication.name()));
        }
    }

    @Override
    public Optional<SilentChange> silentChange(TableIdentity earlier, TableIdentity later) {
        if (earlier.contents().isEmpty() || earlier.contents().equals(later.contents())) {
            return Optional.empty();
        }
        return TableContents.parse(later.contents()).since(TableContents.parse(earlier.contents()));
    }

    @Override
    public Map<TableId, NumberedColumns> numberedColumns() {
        return numberedColumns(NUMBERED_COLUMNS).entrySet().stream()
                .filter(entry -> selection.selects(entry.getKey()))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** Tables were published: their columns are remembered for whoever reads the log. */
    void published() {
        lately.set(numberedColumns());
    }

    @Override
    public Map<TableId, NumberedColumns> latelyNumberedColumns() {
        return lately.getAndSet(Map.of());
    }

    @Override
    public Optional<NumberedColumns> numberedColumns(TableId table) {
        return Optional.ofNullable(
                numberedColumns(NUMBERED_COLUMNS + " AND n.nspname = ? AND c.relname = ?", table.schema(), table.name())
                        .get(table));
    }

    private Map<TableId, NumberedColumns> numberedColumns(String query, Object... parameters) {
        Map<TableId, String> oids = new HashMap<>();
        Map<TableId, List<Long>> namedBy = new HashMap<>();
        Map<TableId, List<NumberedColumns.Column>> columns = new HashMap<>();
        PostgresPosition seenAt;
        try (Session session = connections.open(task)) {
            session.list(
                    generated(session).in(query) + " ORDER BY c.oid, a.attnum",
                    row -> {
                        TableId table = new TableId(row.getString(1), row.getString(2));
                        oids.put(table, row.getString(3));
                        namedBy.put(table, List.of(row.getLong(12), row.getLong(13)));
                        return columns.computeIfAbsent(table, id -> new ArrayList<>())
                                .add(numberedColumn(row));
                    },
                    parameters);
            seenAt = PostgresTableReader.position(session);
        }
        Map<TableId, NumberedColumns> tables = new HashMap<>();
        columns.forEach((table, list) -> tables.put(
                table,
                new NumberedColumns(
                        String.valueOf(oids.get(table)), namedBy.getOrDefault(table, List.of()), list, seenAt)));
        return tables;
    }

    private static NumberedColumns.Column numberedColumn(ResultSet row) throws SQLException {
        boolean generated = row.getBoolean(7);
        Standing standing = row.getBoolean(6) ? Standing.DROPPED : generated ? Standing.GENERATED : Standing.PLAIN;
        String constant = row.getString(9);
        OldRows oldRows;
        if (row.getBoolean(8) && constant != null) {
            oldRows = new OldRows.Constant(constant);
        } else {
            oldRows = generated || row.getBoolean(10) ? new OldRows.Computed() : new OldRows.Empty();
        }
        return new NumberedColumns.Column(row.getInt(4), row.getString(5), standing, oldRows, row.getLong(11));
    }

    @Override
    public Map<TableId, Refusal> refusals() {
        return atOneMoment(session -> {
            GeneratedColumns generated = generated(session);
            Map<Long, TableId> selected = selected(session);
            Map<TableId, Refusal> refusals =
                    identityRefusals(session, generated, selected, describe(session, generated, selected));
            List<TableId> publishable = selected.values().stream()
                    .filter(table -> !refusals.containsKey(table))
                    .toList();
            refusals.putAll(publication.plan(session, publishable).refused());
            return refusals;
        });
    }

    @Override
    public Map<TableId, List<Finding>> warnings() {
        return atOneMoment(session ->
                UntoldChanges.of(session, selected(session), selection, generated(session), publication.name()));
    }

    private <T> T atOneMoment(Function<Session, T> questions) {
        try (Session session = connections.open(task)) {
            session.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
            T answer = questions.apply(session);
            session.execute("COMMIT");
            return answer;
        }
    }

    /** The selected tables whose changes the log can tell, and which may therefore be published. */
    List<SourceTable> identifiable() {
        return atOneMoment(session -> {
            GeneratedColumns generated = generated(session);
            Map<Long, TableId> selected = selected(session);
            Map<TableId, SourceTable> tables = describe(session, generated, selected);
            Map<TableId, Refusal> refusals = identityRefusals(session, generated, selected, tables);
            return tables.values().stream()
                    .filter(table -> !refusals.containsKey(table.id()))
                    .toList();
        });
    }

    private Map<TableId, Refusal> identityRefusals(
            Session session,
            GeneratedColumns generated,
            Map<Long, TableId> selected,
            Map<TableId, SourceTable> tables) {
        Map<TableId, Refusal> refusals = new TreeMap<>();
        identities(session, generated, selected).forEach((id, identities) -> {
            SourceTable table = tables.get(id);
            if (table == null) {
                return; // dropped between two queries
            }
            List<String> configured = selection.rules(id).key();
            List<String> key = configured.isEmpty() ? table.key() : configured;
            for (ReplicaIdentity identity : identities) {
                identity.refusal(id, key, generated).ifPresent(refusal -> refusals.putIfAbsent(id, refusal));
            }
        });
        refusals.putAll(RowsElsewhere.refusals(session, selected));
        tables.forEach((id, table) -> UnreadableNames.ofTable(id, QUOTE)
                .or(() -> UnreadableNames.ofColumns(table))
                .ifPresent(refusal -> refusals.put(id, refusal)));
        return refusals;
    }

    /** The identities of the heaps of every selected table. */
    Map<TableId, List<ReplicaIdentity>> replicaIdentities() {
        return atOneMoment(session -> identities(session, generated(session), selected(session)));
    }

    private Map<TableId, List<ReplicaIdentity>> identities(
            Session session, GeneratedColumns generated, Map<Long, TableId> selected) {
        Map<TableId, List<ReplicaIdentity>> byTable = new TreeMap<>();
        ReplicaIdentity.of(session, List.copyOf(selected.keySet()), generated, publication.name())
                .forEach((oid, identities) -> {
                    TableId table = selected.get(oid);
                    if (table != null) {
                        byTable.put(table, identities);
                    }
                });
        return byTable;
    }

    private GeneratedColumns generated(Session session) {
        return GeneratedColumns.of(session, publication.name());
    }

    private record Named(long oid, TableId table) {}

    private Map<Long, TableId> selected(Session session) {
        return session
                .list(TABLES, row -> new Named(row.getLong(1), new TableId(row.getString(2), row.getString(3))))
                .stream()
                .filter(found -> selection.selects(found.table))
                .collect(Collectors.toMap(Named::oid, Named::table));
    }

    private static Map<TableId, SourceTable> describe(
            Session session, GeneratedColumns generated, Map<Long, TableId> names) {
        List<Long> oids = List.copyOf(names.keySet());
        Object parameter = oids.toArray(new Long[0]);
        NativeTypes types = NativeTypes.of(session, oids);
        Map<Long, List<SourceColumn>> columns = new HashMap<>();
        Map<Long, Map<String, ColumnDefinition>> definitions = new HashMap<>();
        session.list(
                generated.in(COLUMNS),
                row -> {
                    definitions
                            .computeIfAbsent(row.getLong(1), oid -> new HashMap<>())
                            .put(row.getString(2), definition(row));
                    return columns.computeIfAbsent(row.getLong(1), oid -> new ArrayList<>())
                            .add(new SourceColumn(
                                    row.getString(2),
                                    types.resolve(row.getLong(4), row.getInt(5)),
                                    !row.getBoolean(3)));
                },
                parameter);
        Map<Long, String> comments = new HashMap<>();
        session.list(COMMENTS, row -> comments.put(row.getLong(1), row.getString(2)), parameter);
        Map<Long, List<Candidate>> keys = new HashMap<>();
        session.list(
                generated.in(KEYS),
                row -> keys.computeIfAbsent(row.getLong(1), oid -> new ArrayList<>())
                        .add(Candidate.read(row)),
                parameter);
        Map<TableId, SourceTable> tables = new TreeMap<>();
        names.forEach((oid, id) -> {
            List<String> key = keys.getOrDefault(oid, List.of()).stream()
                    .min(Candidate.BEST_FIRST)
                    .map(Candidate::columns)
                    .orElse(List.of());
            TableDefinition definition =
                    new TableDefinition(comments.getOrDefault(oid, ""), definitions.getOrDefault(oid, Map.of()));
            tables.put(id, new SourceTable(id, columns.getOrDefault(oid, List.of()), key, definition));
        });
        return tables;
    }

    private static ColumnDefinition definition(ResultSet row) throws SQLException {
        String declaration = row.getString(6) + (row.getBoolean(3) ? " not null" : "");
        return ColumnDefinition.of(row.getString(7), declaration, row.getString(8));
    }

    /** Nothing to do: the connections belong to the database. */
    @Override
    public void close() {}
}
