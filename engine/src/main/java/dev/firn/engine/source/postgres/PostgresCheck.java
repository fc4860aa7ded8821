package dev.firn.engine.source.postgres;

import dev.firn.engine.source.Finding;
import dev.firn.engine.source.SourceCatalog.Refusal;
import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.TableSelection;
import dev.firn.engine.source.jdbc.Connections;
import dev.firn.engine.source.jdbc.Session;
import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What must be so at a PostgreSQL server before Firn can replicate from it. Changes nothing. */
final class PostgresCheck {

    private static final String RESTART = PostgresSettingsCheck.RESTART;

    private final Connections connections;
    private final PostgresTasks tasks;
    private final TableSelection selection;
    private final PostgresCatalog catalog;
    private final PostgresPublication publication;
    private final PostgresSlot slot;

    /** Whether the address led to a primary before: if it leads to a standby now, that may be a failover under way. */
    private volatile boolean wasPrimary;

    PostgresCheck(
            Connections connections,
            PostgresTasks tasks,
            TableSelection selection,
            PostgresCatalog catalog,
            PostgresPublication publication,
            PostgresSlot slot) {
        this.connections = connections;
        this.tasks = tasks;
        this.selection = selection;
        this.catalog = catalog;
        this.publication = publication;
        this.slot = slot;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        try (Session session = connections.open(tasks.readCatalog())) {
            findings.add(Finding.ok("connection", "connected as " + tasks.address()));
            findings.addAll(server(session));
        } catch (SourceException e) {
            findings.add(Finding.failure("connection", message(e), "make the source reachable as configured"));
            return findings;
        }
        try {
            List<SourceTable> tables = catalog.tables();
            List<TableId> publishable =
                    catalog.identifiable().stream().map(SourceTable::id).toList();
            Map<TableId, Refusal> refusals = catalog.refusals();
            Map<TableId, List<ReplicaIdentity>> identities = catalog.replicaIdentities();
            try (Session session = connections.open(tasks.readCatalog())) {
                findings.add(publication(session, publishable));
                findings.addAll(new PostgresTableCheck(
                                session, tasks, GeneratedColumns.of(session, publication.name()), selection)
                        .findings(tables, refusals, identities));
                findings.addAll(RowsElsewhere.named(session, selection));
                catalog.warnings().values().forEach(findings::addAll);
            }
        } catch (SourceException e) {
            findings.add(Finding.failure("tables", message(e), "see the message"));
        }
        return findings;
    }

    /**
     * Makes sure, before anything else is asked, that the server is one whose log can be replicated.
     *
     * @throws SourceException if it is not
     */
    void requireReplicable() {
        try (Session session = connections.open(tasks.readCatalog())) {
            new PostgresSettingsCheck(session, tasks).requireReplicable(wasPrimary);
        }
        wasPrimary = true;
    }

    private static String message(SourceException e) {
        return String.valueOf(e.getMessage());
    }

    private List<Finding> server(Session session) {
        List<Finding> findings = new ArrayList<>();
        PostgresSettingsCheck settings = new PostgresSettingsCheck(session, tasks);
        findings.addAll(settings.findings());
        findings.add(replicationPrivilege(session));
        encoding(session).ifPresent(findings::add);
        Optional<PostgresSlot.Existing> existing = slot.read(session);
        findings.add(slot(existing));
        if (existing.isEmpty()) {
            findings.add(room(session, "max_replication_slots", "SELECT count(*) FROM pg_replication_slots"));
            openTransactions(session).ifPresent(findings::add);
        }
        findings.add(room(session, "max_wal_senders", "SELECT count(*) FROM pg_stat_replication"));
        findings.addAll(settings.retention(slot));
        standby(session).ifPresent(findings::add);
        return findings;
    }

    private static Optional<Finding> encoding(Session session) {
        return session.text("SHOW server_encoding").equals("SQL_ASCII")
                ? Optional.of(Finding.warning(
                        "encoding",
                        "the database has the encoding SQL_ASCII: the server takes any bytes for text, and a table with a text that is not"
                                + " UTF-8 stops (on-unrepresentable-value: null makes such a text null)",
                        "correct such texts at the source, or exclude their columns"))
                : Optional.empty();
    }

    private Finding replicationPrivilege(Session session) {
        boolean may = session.one("""
                SELECT r.rolsuper OR r.rolreplication OR EXISTS (
                    SELECT FROM pg_roles rds WHERE rds.rolname = 'rds_replication' AND pg_has_role(rds.oid, 'USAGE'))
                FROM pg_roles r WHERE r.rolname = current_user
                """, row -> row.getBoolean(1));
        return may
                ? Finding.ok("replication privilege", "user " + tasks.user() + " may replicate")
                : Finding.failure(
                        "replication privilege",
                        "user " + tasks.user() + " may not replicate",
                        tasks.grantReplication());
    }

    private Finding slot(Optional<PostgresSlot.Existing> existing) {
        String subject = "replication slot " + slot.name();
        if (existing.isEmpty()) {
            return Finding.ok(subject, "does not exist yet, is created at the first start");
        }
        try {
            slot.requireSound(existing.get());
            return Finding.ok(subject, "acknowledged up to " + existing.get().confirmed());
        } catch (SourceException e) {
            return Finding.failure(subject, message(e), slot.dropStatement());
        }
    }

    private static Finding room(Session session, String setting, String used) {
        int limit = Integer.parseInt(session.text("SHOW " + setting));
        int taken = session.one(used, row -> row.getInt(1));
        return taken < limit
                ? Finding.ok(setting, taken + " of " + limit + " in use")
                : Finding.failure(
                        setting,
                        "all " + limit + " are in use",
                        "ALTER SYSTEM SET " + setting + " = " + (limit + 5) + ";" + RESTART);
    }

    /** Creating a slot waits for every transaction that has written and is open. */
    private static Optional<Finding> openTransactions(Session session) {
        return session.first(
                """
                SELECT a.pid, a.usename, a.xact_start FROM pg_stat_activity a
                WHERE a.backend_xid IS NOT NULL AND a.xact_start < now() - interval '5 minutes' ORDER BY a.xact_start
                """,
                row -> Finding.warning(
                        "open transactions",
                        "the first start waits for process " + row.getInt(1) + " of " + row.getString(2)
                                + ", whose transaction is open since " + row.getString(3),
                        "SELECT pg_terminate_backend(" + row.getInt(1) + ");"));
    }

    /** With synchronous standbys a commit is in the log long before queries see it; whom it waits for only pg_stat_activity tells. */
    private Optional<Finding> standby(Session session) {
        boolean blind = session.one(
                "SELECT current_setting('synchronous_standby_names') <> ''"
                        + " AND NOT pg_has_role('pg_read_all_stats', 'USAGE')",
                row -> row.getBoolean(1));
        return blind
                ? Optional.of(Finding.warning(
                        "synchronous standbys",
                        "a load that begins while a commit waits for a standby cannot tell so",
                        "GRANT pg_read_all_stats TO " + tasks.user() + ";"))
                : Optional.empty();
    }

    private Finding publication(Session session, List<TableId> tables) {
        PostgresPublication.Plan plan = publication.plan(session, tables);
        String subject = "publication " + publication.name();
        return plan.blocked()
                .map(blocked -> Finding.failure(subject, blocked.reason(), blocked.remedy()))
                .orElseGet(() -> Finding.ok(
                        subject,
                        plan.statements().isEmpty() ? "covers the tables" : "is created or changed at the next start"));
    }
}
