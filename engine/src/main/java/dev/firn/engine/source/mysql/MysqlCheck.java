package dev.firn.engine.source.mysql;

import dev.firn.engine.source.Finding;
import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import dev.firn.engine.source.jdbc.Connections;
import dev.firn.engine.source.jdbc.Session;
import dev.firn.schema.source.SourceTable;
import dev.firn.schema.source.TableId;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What must be so at a MySQL server before Firn can replicate from it. Changes nothing. */
final class MysqlCheck {

    private static final String UNREADABLE =
            "SELECT DISTINCT " + MysqlSql.spelled("table_schema") + ", " + MysqlSql.spelled("table_name")
                    + " FROM information_schema.columns WHERE NOT FIND_IN_SET('select', privileges)";

    private final Connections connections;
    private final MysqlTasks tasks;
    private final MysqlCatalog catalog;

    MysqlCheck(Connections connections, MysqlTasks tasks, MysqlCatalog catalog) {
        this.connections = connections;
        this.tasks = tasks;
        this.catalog = catalog;
    }

    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>();
        try {
            MysqlGrants grants;
            try (Session session = connections.open(tasks.readCatalog())) {
                findings.add(Finding.ok("connection", "connected as " + tasks.address()));
                MysqlSettingsCheck settings = new MysqlSettingsCheck(session);
                findings.addAll(settings.findings());
                catalog.misspelled().ifPresent(findings::add);
                grants = MysqlGrants.read(session);
                findings.add(replicationPrivileges(grants));
                if (mayReplicate(grants)) {
                    findings.addAll(settings.omissions());
                }
            }
            findings.addAll(tables(grants));
            catalog.warnings().values().forEach(findings::addAll);
        } catch (SourceException e) {
            boolean unreachable = findings.isEmpty();
            findings.add(Finding.failure(
                    unreachable ? "connection" : "check",
                    String.valueOf(e.getMessage()),
                    unreachable ? "make the source reachable as configured" : "see the message"));
        }
        return findings;
    }

    private static Finding replicationPrivileges(MysqlGrants grants) {
        return mayReplicate(grants)
                ? Finding.ok("replication privileges", grants.account() + " may replicate")
                : Finding.failure(
                        "replication privileges",
                        grants.account() + " may not read the log, or not its position",
                        "GRANT REPLICATION SLAVE, REPLICATION CLIENT ON *.* TO " + grants.account() + ";");
    }

    private static boolean mayReplicate(MysqlGrants grants) {
        return grants.everywhere("REPLICATION SLAVE") && grants.everywhere("REPLICATION CLIENT");
    }

    private List<Finding> tables(MysqlGrants grants) {
        List<SourceTable> tables = catalog.tables();
        if (tables.isEmpty()) {
            return List.of(Finding.failure(
                    "tables",
                    "no table that " + grants.account()
                            + " may see matches the patterns of tables.include and tables.exclude",
                    "correct the patterns (case counts, * stands for any characters), or GRANT SELECT ON the database's tables TO "
                            + grants.account() + ";"));
        }
        Set<TableId> unreadable = unreadable();
        List<Finding> findings = new ArrayList<>();
        catalog.refusals()
                .forEach((table, refusal) ->
                        findings.add(Finding.failure(table.toString(), refusal.reason(), refusal.remedy())));
        for (SourceTable table : tables) {
            findings.add(
                    unreadable.contains(table.id())
                            ? Finding.failure(
                                    table.id() + ": privilege",
                                    grants.account() + " may not read the table",
                                    "GRANT SELECT ON " + MysqlSql.quote(table.id()) + " TO " + grants.account() + ";")
                            : key(table));
            if (table.key().isEmpty() && !grants.on(table.id().schema(), "LOCK TABLES")) {
                findings.add(Finding.failure(
                        table.id() + ": privilege",
                        grants.account()
                                + " may not lock the table, which has no key, for the instant in which its load begins",
                        "GRANT LOCK TABLES ON " + MysqlSql.quote(table.id().schema()) + ".* TO " + grants.account()
                                + ";"));
            }
        }
        return findings;
    }

    private Set<TableId> unreadable() {
        try (Session session = connections.open(tasks.readCatalog())) {
            return new HashSet<>(session.list(UNREADABLE, row -> new TableId(row.getString(1), row.getString(2))));
        }
    }

    private static Finding key(SourceTable table) {
        return table.key().isEmpty()
                ? Finding.warning(
                        table.id() + ": key",
                        "the table has no primary key and no unique index over columns that are not null, and becomes a changelog",
                        "add a primary key to the table, or name its key in the configuration (key:)")
                : Finding.ok(table.id().toString(), "key (" + String.join(", ", table.key()) + ")");
    }

    /**
     * Makes sure, before the log is read, that it holds what is needed: a setting may have changed since the check.
     *
     * @throws SourceException if it does not
     */
    void requireUsableLog() {
        try (Session session = connections.open(tasks.readPosition())) {
            MysqlSettingsCheck settings = new MysqlSettingsCheck(session);
            requireNone(Stream.concat(settings.findings().stream(), catalog.misspelled().stream()));
            // Not every user may ask for these: what all may see is told first.
            requireNone(settings.omissions().stream());
        }
    }

    private void requireNone(Stream<Finding> findings) {
        String problems = findings.filter(finding -> finding.verdict() == Finding.Verdict.FAILURE)
                .map(finding -> finding.message() + "; run: " + finding.remedy())
                .collect(Collectors.joining(" "));
        if (!problems.isEmpty()) {
            throw new SourceException(
                    Cure.OPERATOR, "Cannot read the log of " + tasks.address() + ": " + problems, null);
        }
    }
}
