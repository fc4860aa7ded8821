package dev.firn.engine.source.postgres;

import dev.firn.engine.source.Finding;
import dev.firn.engine.source.SourceCatalog.Refusal;
import dev.firn.engine.source.SourceException;
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

    private static final int OLDEST_VERSION = 140_000;
    private static final String RESTART = " Then restart the server.";

    private final Connections connections;
    private final PostgresTasks tasks;
    private final PostgresCatalog catalog;
    private final PostgresPublication publication;
    private final PostgresSlot slot;

    PostgresCheck(
            Connections connections,
            PostgresTasks tasks,
            PostgresCatalog catalog,
            PostgresPublication publication,
            PostgresSlot slot) {
        this.connections = connections;
        this.tasks = tasks;
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
            try (Session session = connections.open(tasks.readCatalog())) {
                findings.add(publication(session, publishable));
                findings.addAll(new PostgresTableCheck(session, tasks).findings(tables, refusals));
                catalog.warnings().values().forEach(findings::addAll);
            }
        } catch (SourceException e) {
            findings.add(Finding.failure("tables", message(e), "see the message"));
        }
        return findings;
    }

    private static String message(SourceException e) {
        return String.valueOf(e.getMessage());
    }

    private List<Finding> server(Session session) {
        List<Finding> findings = new ArrayList<>();
        findings.add(version(session));
        findings.add(walLevel(session));
        findings.add(replicationPrivilege(session));
        Optional<PostgresSlot.Existing> existing = slot.read(session);
        findings.add(slot(existing));
        if (existing.isEmpty()) {
            findings.add(room(session, "max_replication_slots", "SELECT count(*) FROM pg_replication_slots"));
            openTransactions(session).ifPresent(findings::add);
        }
        findings.add(room(session, "max_wal_senders", "SELECT count(*) FROM pg_stat_replication"));
        findings.add(retention(session));
        standby(session).ifPresent(findings::add);
        return findings;
    }

    private static Finding version(Session session) {
        int version = session.one("SELECT current_setting('server_version_num')::int", row -> row.getInt(1));
        String text = "PostgreSQL " + version / 10_000 + "." + version % 10_000;
        if (version < OLDEST_VERSION) {
            return Finding.failure(
                    "version", text + " is older than 14", "upgrade the server to PostgreSQL 14 or newer");
        }
        // Release notes of 2025-05-08: changes of a table that is published while it is written to could be left out.
        int fixed = switch (version / 10_000) {
            case 14 -> 18;
            case 15 -> 13;
            case 16 -> 9;
            case 17 -> 5;
            default -> 0;
        };
        return version % 10_000 >= fixed
                ? Finding.ok("version", text)
                : Finding.warning(
                        "version",
                        text
                                + " can leave out changes of a table that is added to a publication while it is written to",
                        "upgrade the server to PostgreSQL " + version / 10_000 + "." + fixed + " or newer");
    }

    private static Finding walLevel(Session session) {
        String level = session.text("SHOW wal_level");
        return level.equals("logical")
                ? Finding.ok("wal_level", "logical")
                : Finding.failure(
                        "wal_level",
                        "wal_level is " + level + ", the log does not hold row changes",
                        "ALTER SYSTEM SET wal_level = 'logical';" + RESTART
                                + " (On Amazon RDS: set rds.logical_replication = 1 in the parameter group.)");
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

    private static Finding retention(Session session) {
        String limit = session.text("SHOW max_slot_wal_keep_size");
        return limit.equals("-1")
                ? Finding.ok(
                        "max_slot_wal_keep_size",
                        "unlimited: while Firn stands still the server keeps its log, so watch the disk")
                : Finding.warning(
                        "max_slot_wal_keep_size",
                        "the server gives the slot up, and all tables must load again, when Firn is more than " + limit
                                + " of log behind",
                        "ALTER SYSTEM SET max_slot_wal_keep_size = '-1'; SELECT pg_reload_conf();");
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
