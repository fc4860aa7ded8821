package dev.firn.engine.source.postgres;

import dev.firn.engine.source.Finding;
import dev.firn.engine.source.Finding.Verdict;
import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import dev.firn.engine.source.jdbc.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What kind of server it is, how it writes its log, and for how long it keeps it. */
final class PostgresSettingsCheck {

    static final String RESTART = " Then restart the server.";

    private static final int OLDEST_VERSION = 140_000;

    /** What the server still keeps for a slot; its size is null where nothing limits it. */
    private static final String KEPT = """
            SELECT pg_size_pretty(pg_wal_lsn_diff(pg_current_wal_lsn(), s.restart_lsn)), pg_size_pretty(s.safe_wal_size)
            FROM pg_replication_slots s WHERE s.slot_name = ? AND s.restart_lsn IS NOT NULL AND NOT pg_is_in_recovery()
            """;

    private final Session session;
    private final PostgresTasks tasks;

    PostgresSettingsCheck(Session session, PostgresTasks tasks) {
        this.session = session;
        this.tasks = tasks;
    }

    List<Finding> findings() {
        return List.of(version(), primary(), walLevel());
    }

    /**
     * Makes sure that the log can be replicated.
     *
     * @param wasPrimary whether the same address led to a primary before, so that it may again
     * @throws SourceException if it cannot
     */
    void requireReplicable(boolean wasPrimary) {
        Finding primary = primary();
        for (Finding finding : List.of(primary, walLevel())) {
            if (finding.verdict() == Verdict.FAILURE) {
                boolean mayHeal = wasPrimary && finding.equals(primary);
                throw new SourceException(
                        mayHeal ? Cure.RETRY : Cure.OPERATOR,
                        "Cannot replicate from " + tasks.address() + ": " + finding.message() + "; "
                                + (mayHeal ? "if that is no failover that ends: " : "") + finding.remedy(),
                        null);
            }
        }
    }

    private Finding version() {
        int version = PostgresSql.version(session);
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

    private Finding walLevel() {
        String level = session.text("SHOW wal_level");
        return level.equals("logical")
                ? Finding.ok("wal_level", "logical")
                : Finding.failure(
                        "wal_level",
                        "wal_level is " + level + ", the log does not hold row changes",
                        "ALTER SYSTEM SET wal_level = 'logical';" + RESTART
                                + " (On Amazon RDS: set rds.logical_replication = 1 in the parameter group.)");
    }

    private Finding primary() {
        boolean recovers = session.one("SELECT pg_is_in_recovery()", row -> row.getBoolean(1));
        return recovers
                ? Finding.failure(
                        "primary",
                        "the server is a standby, which does not say where the log stands and takes no publication",
                        "name the primary as source.host; tables can still be read at this standby: source.load-from: "
                                + tasks.address().host() + ":" + tasks.address().port())
                : Finding.ok("primary", "the server takes writes");
    }

    /** For how long the server keeps the log while Firn stands still. */
    List<Finding> retention(PostgresSlot slot) {
        List<Finding> findings = new ArrayList<>();
        findings.add(keptSize(slot));
        String idle = session.text("SELECT current_setting('idle_replication_slot_timeout', true)");
        if (!idle.isEmpty()) {
            findings.add(
                    idle.equals("0")
                            ? Finding.ok("idle_replication_slot_timeout", "none")
                            : Finding.warning(
                                    "idle_replication_slot_timeout",
                                    "the server gives the slot up, and all tables must load again, when Firn stands still for"
                                            + " longer than " + idle,
                                    "ALTER SYSTEM SET idle_replication_slot_timeout = 0; SELECT pg_reload_conf();"));
        }
        return findings;
    }

    private Finding keptSize(PostgresSlot slot) {
        String limit = session.text("SHOW max_slot_wal_keep_size");
        if (limit.equals("-1")) {
            return Finding.ok(
                    "max_slot_wal_keep_size",
                    "unlimited: while Firn stands still the server keeps its log, so watch the disk");
        }
        Optional<String> now = session.first(
                KEPT,
                row -> "; it keeps " + row.getString(1) + " now"
                        + (row.getString(2) == null ? "" : ", and " + row.getString(2) + " more may be written"),
                slot.name());
        return Finding.warning(
                "max_slot_wal_keep_size",
                "the server gives the slot up, and all tables must load again, when Firn is more than " + limit
                        + " of log behind" + now.orElse(""),
                "ALTER SYSTEM SET max_slot_wal_keep_size = '-1'; SELECT pg_reload_conf();");
    }
}
