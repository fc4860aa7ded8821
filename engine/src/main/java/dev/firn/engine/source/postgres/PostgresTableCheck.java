package dev.firn.engine.source.postgres;

import dev.firn.engine.source.Finding;
import dev.firn.engine.source.SourceCatalog.Refusal;
import dev.firn.engine.source.TableSelection;
import dev.firn.engine.source.jdbc.Session;
import dev.firn.schema.layout.TableMode;
import dev.firn.schema.layout.TableRules;
import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.TableId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What must be so for each table. */
final class PostgresTableCheck {

    /** Every heap of every table in reach, with what the user may do there. */
    private static final String HEAPS = """
            SELECT rn.nspname, root.relname, n.nspname, heap.relname,
                   has_schema_privilege(n.oid, 'USAGE') AND has_table_privilege(heap.oid, 'SELECT'),
                   row_security_active(heap.oid),
                   heap.relreplident <> 'f' AND heap.reltoastrelid <> 0 AND EXISTS (
                     SELECT FROM pg_attribute a
                     WHERE a.attrelid = heap.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attlen = -1
                       AND a.attstorage IN ('x', 'e'))
            FROM pg_class root JOIN pg_namespace rn ON rn.oid = root.relnamespace
            CROSS JOIN LATERAL (
                SELECT root.oid AS oid
              UNION ALL
                SELECT p.relid FROM pg_partition_tree(root.oid) p WHERE root.relkind = 'p' AND p.isleaf) part
            JOIN pg_class heap ON heap.oid = part.oid
            JOIN pg_namespace n ON n.oid = heap.relnamespace
            WHERE root.relkind IN ('r', 'p') AND NOT root.relispartition
              AND rn.nspname !~ '^pg_' AND rn.nspname <> 'information_schema'
            ORDER BY rn.nspname, root.relname, n.nspname, heap.relname
            """;

    private static final Set<String> FLOATING = Set.of("float4", "float8");

    private final Session session;
    private final PostgresTasks tasks;
    private final GeneratedColumns generated;
    private final TableSelection selection;

    PostgresTableCheck(Session session, PostgresTasks tasks, GeneratedColumns generated, TableSelection selection) {
        this.session = session;
        this.tasks = tasks;
        this.generated = generated;
        this.selection = selection;
    }

    private record Heap(TableId name, boolean readable, boolean hidden, boolean toasted) {}

    List<Finding> findings(
            List<SourceTable> tables,
            Map<TableId, Refusal> refusals,
            Map<TableId, List<ReplicaIdentity>> replicaIdentities) {
        if (tables.isEmpty()) {
            return List.of(Finding.failure(
                    "tables",
                    "no table matches the patterns of tables.include and tables.exclude",
                    "correct the patterns; case counts, and * stands for any characters"));
        }
        Map<TableId, List<Heap>> heaps = heaps();
        List<Finding> findings = new ArrayList<>();
        for (SourceTable table : tables) {
            List<Finding> problems = new ArrayList<>();
            Refusal refusal = refusals.get(table.id());
            if (refusal != null) {
                problems.add(Finding.failure(table.id() + ": replication", refusal.reason(), refusal.remedy()));
            }
            problems.addAll(privileges(table.id(), heaps.getOrDefault(table.id(), List.of())));
            problems.addAll(limits(
                    table,
                    heaps.getOrDefault(table.id(), List.of()),
                    replicaIdentities.getOrDefault(table.id(), List.of()),
                    refusal != null));
            findings.addAll(
                    problems.isEmpty()
                            ? List.of(Finding.ok(table.id().toString(), "key (" + String.join(", ", table.key()) + ")"))
                            : problems);
        }
        return findings;
    }

    private Map<TableId, List<Heap>> heaps() {
        Map<TableId, List<Heap>> heaps = new HashMap<>();
        session.list(
                HEAPS,
                row -> heaps.computeIfAbsent(
                                new TableId(row.getString(1), row.getString(2)), table -> new ArrayList<>())
                        .add(new Heap(
                                new TableId(row.getString(3), row.getString(4)),
                                row.getBoolean(5),
                                row.getBoolean(6),
                                row.getBoolean(7))));
        return heaps;
    }

    private List<Finding> privileges(TableId table, List<Heap> heaps) {
        List<Finding> findings = new ArrayList<>();
        Set<String> grants = new LinkedHashSet<>();
        for (Heap heap : heaps) {
            if (!heap.readable) {
                grants.add(tasks.grantSelect(heap.name));
            }
        }
        if (!grants.isEmpty()) {
            findings.add(Finding.failure(
                    table + ": privilege",
                    "user " + tasks.user() + " may not read the table"
                            + (heaps.size() > 1 ? " and each of its partitions" : ""),
                    String.join(" ", grants)));
        }
        if (heaps.stream().anyMatch(Heap::hidden)) {
            findings.add(Finding.failure(
                    table + ": row-level security",
                    "policies hide rows from user " + tasks.user(),
                    "ALTER ROLE " + tasks.user() + " BYPASSRLS;"));
        }
        return findings;
    }

    private List<Finding> limits(
            SourceTable table, List<Heap> heaps, List<ReplicaIdentity> identities, boolean refused) {
        List<Finding> findings = new ArrayList<>();
        if (table.key().isEmpty()) {
            findings.add(Finding.warning(
                    table.id() + ": key",
                    "the table has no primary key and no unique index over columns that are not null, and becomes a changelog",
                    "add a primary key to the table, or name its key in the configuration (key:)"));
        }
        Set<TableId> toasted =
                heaps.stream().filter(Heap::toasted).map(Heap::name).collect(Collectors.toSet());
        wholeRows(identities, identity -> toasted.contains(identity.heap()))
                .map(remedy -> Finding.warning(
                        table.id() + ": large values",
                        "an update that leaves a large value unchanged does not log it; Firn then reads it from the table, where it"
                                + " may already be newer (under sink.deletes: resolved only while the table is loaded)",
                        remedy))
                .ifPresent(findings::add);
        if (!refused) {
            changelog(table, identities).ifPresent(findings::add);
            newerServer(table, identities).ifPresent(findings::add);
        }
        return findings;
    }

    /** What a changelog lacks of the rows that are gone. */
    private Optional<Finding> changelog(SourceTable table, List<ReplicaIdentity> identities) {
        TableRules rules = selection.rules(table.id());
        List<String> key = rules.key().isEmpty() ? table.key() : rules.key();
        if (rules.mode() != TableMode.CHANGELOG && !key.isEmpty()) {
            return Optional.empty();
        }
        boolean floating = table.columns().stream()
                .filter(column -> key.contains(column.name()))
                .anyMatch(column -> FLOATING.contains(column.type().name()));
        return wholeRows(identities, identity -> !identity.full())
                .map(remedy -> Finding.warning(
                        table.id() + ": old rows",
                        "the changelog has of a deleted row only its replica identity, everything else is null"
                                + (floating
                                        ? "; the key is a floating point number, and the database takes 0 and -0 for the same:"
                                                + " the log has the key as it was stored, but a reader that compares it otherwise"
                                                + " than the database may not tell which row went"
                                        : ""),
                        remedy));
    }

    /** What makes the log say the whole old row of some heaps; empty if there are none. */
    private static Optional<String> wholeRows(List<ReplicaIdentity> identities, Predicate<ReplicaIdentity> which) {
        List<ReplicaIdentity> concerned = identities.stream().filter(which).toList();
        if (concerned.isEmpty()) {
            return Optional.empty();
        }
        String statements = concerned.stream()
                .map(identity -> identity.remedies().wholeRows())
                .filter(statement -> !statement.isEmpty())
                .distinct()
                .collect(Collectors.joining(" "));
        return Optional.of(
                statements.isEmpty()
                        ? "nothing at the table: with its generated columns, REPLICA IDENTITY FULL would make UPDATE and DELETE fail"
                                + " from PostgreSQL 18 on"
                        : statements);
    }

    private Optional<Finding> newerServer(SourceTable table, List<ReplicaIdentity> identities) {
        String remedies = identities.stream()
                .filter(identity -> identity.breaksAt18(generated))
                .map(identity -> identity.remedies().of(table.key()))
                .collect(Collectors.joining(" "));
        return remedies.isEmpty()
                ? Optional.empty()
                : Optional.of(Finding.warning(
                        table.id() + ": PostgreSQL 18",
                        "its replica identity has generated columns: after an upgrade to PostgreSQL 18 the server refuses the"
                                + " application's UPDATE and DELETE on it as long as it is published",
                        "before the upgrade: " + remedies));
    }
}
