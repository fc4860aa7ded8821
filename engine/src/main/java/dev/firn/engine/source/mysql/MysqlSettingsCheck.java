package dev.firn.engine.source.mysql;

import dev.firn.engine.source.Finding;
import dev.firn.engine.source.jdbc.Session;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** How a MySQL server must write its log so that every change can be read from it. */
final class MysqlSettingsCheck {

    static final String GTIDS_ON = "SET PERSIST enforce_gtid_consistency = ON; SET PERSIST gtid_mode = OFF_PERMISSIVE;"
            + " SET PERSIST gtid_mode = ON_PERMISSIVE; SET PERSIST gtid_mode = ON;";

    private static final int OLDEST_MAJOR = 8;
    private static final long DAY_SECONDS = 86_400;
    private static final String RDS_RETENTION = "CALL mysql.rds_set_configuration('binlog retention hours', 24);";

    private final Session session;
    private final Map<String, String> variables = new HashMap<>();

    MysqlSettingsCheck(Session session) {
        this.session = session;
        session.list(
                "SHOW GLOBAL VARIABLES WHERE variable_name IN ('version', 'log_bin', 'binlog_format', 'binlog_row_image',"
                        + " 'binlog_row_value_options', 'binlog_row_metadata', 'gtid_mode', 'server_id', 'basedir',"
                        + " 'binlog_expire_logs_seconds', 'log_slave_updates', 'log_replica_updates')",
                row -> variables.put(row.getString(1).toLowerCase(Locale.ROOT), row.getString(2)));
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        findings.add(version(value("version")));
        findings.add(required("log_bin", "ON", "the server writes no log", logBinRemedy()));
        findings.add(required(
                "binlog_format",
                "ROW",
                "the log does not hold row changes",
                "SET PERSIST binlog_format = 'ROW'; (it holds for new sessions: let the applications reconnect)"));
        findings.add(required(
                "binlog_row_image",
                "FULL",
                "the log leaves out columns that did not change",
                "SET PERSIST binlog_row_image = 'FULL'; (it holds for new sessions: let the applications reconnect)"));
        findings.add(
                required(
                        "binlog_row_value_options",
                        "",
                        "the log holds only the changed parts of JSON values",
                        "SET PERSIST binlog_row_value_options = ''; (it holds for new sessions: let the applications reconnect)"));
        findings.add(Finding.ok("binlog_row_metadata", value("binlog_row_metadata")));
        findings.add(gtids());
        findings.add(retention());
        findings.add(
                value("server_id").equals("0")
                        ? Finding.failure("server_id", "0 lets no replica connect", "SET PERSIST server_id = 1;")
                        : Finding.ok("server_id", value("server_id")));
        return findings;
    }

    /** What is left out on the way to the log; to be asked by who may replicate. */
    List<Finding> omissions() {
        List<Finding> findings = new ArrayList<>();
        BinlogFilters.read(session).warning().ifPresent(findings::add);
        replication().ifPresent(findings::add);
        return findings;
    }

    private String value(String name) {
        return variables.getOrDefault(name, "");
    }

    static Finding version(String version) {
        if (version.contains("MariaDB")) {
            return Finding.failure(
                    "version",
                    "the server is MariaDB (" + version + "), whose log and catalog are others than MySQL's",
                    "replicate from MySQL 8.0 or newer; Firn does not read MariaDB");
        }
        int major = Integer.parseInt(version.substring(0, version.indexOf('.')));
        return major >= OLDEST_MAJOR
                ? Finding.ok("version", "MySQL " + version)
                : Finding.failure(
                        "version",
                        "MySQL " + version + " is older than 8.0",
                        "upgrade the server to MySQL 8.0 or newer");
    }

    private String logBinRemedy() {
        return isRds()
                ? "switch automated backups on (backup retention period above 0)"
                : "start the server with --log-bin, or without skip-log-bin in its option file";
    }

    private Finding required(String name, String wanted, String meaning, String remedy) {
        String found = value(name);
        return found.equalsIgnoreCase(wanted)
                ? Finding.ok(name, found.isEmpty() ? "not set" : found)
                : Finding.failure(name, name + " is " + found + ": " + meaning, remedy);
    }

    private Finding gtids() {
        String mode = value("gtid_mode");
        return mode.equals("ON")
                ? Finding.ok("gtid_mode", mode)
                : Finding.warning(
                        "gtid_mode",
                        "gtid_mode is " + mode
                                + ": the pipeline's position means nothing on another server after a failover, and"
                                + " when a change becomes visible can only be guessed",
                        GTIDS_ON);
    }

    /** A replica writes what comes from its primary to its own log, or not. */
    private Optional<Finding> replication() {
        List<String> filters = new ArrayList<>();
        boolean isReplica = !ReplicaFilters.channels(session, filters).isEmpty();
        if (isReplica && (value("log_slave_updates") + value("log_replica_updates")).contains("OFF")) {
            return Optional.of(Finding.failure(
                    "log_replica_updates",
                    "the server is a replica and does not write to its log what it gets from its primary",
                    "start it with log_replica_updates = ON, or name the primary as source.host"));
        }
        return filters.isEmpty()
                ? Optional.empty()
                : Optional.of(Finding.warning(
                        "replication filters",
                        "the server is a replica that leaves changes of its primary out (" + String.join(", ", filters)
                                + "): the lake gets what the replica has",
                        "take the filters away, or name the primary as source.host"));
    }

    private boolean isRds() {
        return value("basedir").startsWith("/rdsdbbin");
    }

    private Finding retention() {
        String subject = "binlog retention";
        if (isRds()) {
            return session.first(
                            "SELECT value FROM mysql.rds_configuration WHERE name = 'binlog retention hours'"
                                    + " AND value IS NOT NULL",
                            row -> row.getInt(1))
                    .map(hours -> hours >= 24
                            ? Finding.ok(subject, hours + " hours")
                            : Finding.warning(subject, "only " + hours + " hours", RDS_RETENTION))
                    .orElseGet(
                            () -> Finding.warning(subject, "Amazon RDS removes logs as soon as it can", RDS_RETENTION));
        }
        long seconds = Long.parseLong(value("binlog_expire_logs_seconds"));
        return seconds == 0 || seconds >= DAY_SECONDS
                ? Finding.ok(subject, seconds == 0 ? "unlimited" : seconds / 3600 + " hours")
                : Finding.warning(
                        subject,
                        "logs are removed after " + seconds
                                + " seconds: all tables must load again when Firn stands still for longer",
                        "SET PERSIST binlog_expire_logs_seconds = 604800;");
    }
}
