package dev.firn.engine.source.mysql;

import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import dev.firn.engine.source.jdbc.Connections;
import dev.firn.engine.source.jdbc.Replica;
import dev.firn.engine.source.jdbc.Session;
import java.util.Optional;

/**
 * Compares a replica with its primary by GTIDs: a transaction is in {@code gtid_executed} only when it has been committed in the engine, on
 * both. A server that replicates from another primary never shows this one's.
 */
final class GtidComparison implements Replica.Comparison<GtidComparison.Executed> {

    private static final String GTID_MODE = "SELECT @@GLOBAL.gtid_mode";

    private final Connections control;
    private final MysqlTasks tasks;

    /** @param control at the primary */
    GtidComparison(Connections control, MysqlTasks tasks) {
        this.control = control;
        this.tasks = tasks;
    }

    /**
     * What has been committed.
     *
     * @param gtids as {@code gtid_executed} names it
     */
    record Executed(String gtids) {}

    @Override
    public Executed primary() {
        try (Session session = control.open(tasks.readPosition())) {
            String mode = session.text(GTID_MODE);
            if (!mode.equals("ON")) {
                throw new SourceException(
                        Cure.OPERATOR,
                        "Cannot read tables at the replica of source.load-from: gtid_mode of " + tasks.address()
                                + " is " + mode
                                + ", so nothing says how far the replica is; remove load-from, or run, at"
                                + " both: " + MysqlSettingsCheck.GTIDS_ON,
                        null);
            }
            return new Executed(session.text("SELECT @@GLOBAL.gtid_executed"));
        }
    }

    @Override
    public Optional<String> lack(Session session, Executed primary) {
        String missing = session.text("SELECT GTID_SUBTRACT(?, @@GLOBAL.gtid_executed)", primary.gtids());
        return missing.isEmpty()
                ? Optional.empty()
                : Optional.of("has not committed the transactions " + GtidSet.parse(missing));
    }
}
