package dev.firn.engine.source.mysql;

import dev.firn.engine.source.DatabaseAddress;
import dev.firn.engine.source.Finding;
import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.jdbc.ChunkServer;
import dev.firn.engine.source.jdbc.Connections;
import dev.firn.engine.source.jdbc.Replica;
import dev.firn.engine.source.jdbc.Session;
import dev.firn.engine.source.mysql.GtidComparison.Executed;
import java.util.ArrayList;
import java.util.List;

/** The replica at which chunks are read. Connections are opened when they are first needed. */
final class ReadReplica implements AutoCloseable {

    private static final String SUBJECT = "load-from";
    private static final String SERVER_UUID = "SELECT @@GLOBAL.server_uuid";

    private final Connections control;
    private final Connections connections;
    private final GtidComparison comparison;
    private final MysqlTasks primary;
    private final MysqlTasks tasks;

    /**
     * Opens nothing yet.
     *
     * @param control at the primary
     * @param primary what is done there
     * @param limit how many connections to the replica may be open at a time
     */
    ReadReplica(Connections control, MysqlTasks primary, DatabaseAddress address, int limit) {
        this.control = control;
        this.primary = primary;
        this.connections = new MysqlConnector(address).readers(limit);
        this.comparison = new GtidComparison(control, primary);
        this.tasks = new MysqlTasks(address);
    }

    ChunkServer chunks() {
        return new Replica<>(connections, comparison);
    }

    /**
     * Makes sure that the replica can be compared with its primary; the replica itself is not looked at, which may be away for a while.
     *
     * @throws SourceException if not
     */
    void requireComparable() {
        comparison.primary();
    }

    /** What must be so before tables can be read from it. Changes nothing. */
    List<Finding> check() {
        try {
            Executed executed = comparison.primary();
            String uuid = primaryUuid();
            try (Session session = connections.open(tasks.readPosition())) {
                return List.of(finding(session, uuid, executed));
            }
        } catch (SourceException e) {
            return List.of(Finding.failure(
                    SUBJECT, String.valueOf(e.getMessage()), "make the replica reachable as configured"));
        }
    }

    private String primaryUuid() {
        try (Session session = control.open(primary.readPosition())) {
            return session.text(SERVER_UUID);
        }
    }

    private Finding finding(Session session, String primaryUuid, Executed executed) {
        DatabaseAddress address = tasks.address();
        if (session.text(SERVER_UUID).equals(primaryUuid)) {
            return Finding.ok(SUBJECT, address + " is the primary itself");
        }
        if (!isReplicaOf(session, executed)) {
            return Finding.failure(
                    SUBJECT,
                    address + " has committed no transaction of " + primary.address(),
                    "name a replica of it, with gtid_mode = ON, or remove load-from");
        }
        List<String> filters = new ArrayList<>();
        ReplicaFilters.channels(session, filters);
        if (!filters.isEmpty()) {
            return Finding.failure(
                    SUBJECT,
                    address + " leaves changes out (" + String.join(", ", filters)
                            + "), and does not say so by its GTIDs",
                    "take the replication filters away, or name another replica");
        }
        if (session.one("SELECT NOT @@GLOBAL.read_only", row -> row.getBoolean(1))) {
            return Finding.warning(
                    SUBJECT,
                    address + " takes writes of its own, which would be loaded and are in no log that Firn reads",
                    "SET PERSIST super_read_only = ON; at the replica");
        }
        return Finding.ok(
                SUBJECT,
                address + " is a replica of the primary; it "
                        + comparison.lack(session, executed).orElse("is up to date"));
    }

    /** Where the primary has no transactions yet, there are none to lack. */
    private static boolean isReplicaOf(Session session, Executed executed) {
        String missing = session.text("SELECT GTID_SUBTRACT(?, @@GLOBAL.gtid_executed)", executed.gtids());
        return executed.gtids().isEmpty() || !GtidSet.parse(missing).equals(GtidSet.parse(executed.gtids()));
    }

    @Override
    public void close() {
        connections.close();
    }
}
