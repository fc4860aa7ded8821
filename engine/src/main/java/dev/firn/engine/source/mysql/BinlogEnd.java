package dev.firn.engine.source.mysql;

import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import dev.firn.engine.source.jdbc.Session;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/** Where the binary log ends. */
final class BinlogEnd {

    private static final String OLD_STATEMENT = "SHOW MASTER STATUS";
    private static final String NEW_STATEMENT = "SHOW BINARY LOG STATUS";
    private static final int NEW_SINCE_MAJOR = 8;
    private static final int NEW_SINCE_MINOR = 2;

    private BinlogEnd() {}

    /**
     * The end as the server states it. The GTID set, where it has GTIDs, holds what has been committed: of transactions that are in the log and about to be
     * committed it knows nothing yet, though the coordinates lie behind them.
     */
    static MysqlPosition stated(Session session) {
        boolean hasGtids = hasGtids(session);
        Optional<MysqlPosition> position = session.first(statement(session), row -> read(row, hasGtids));
        return position.orElseThrow(() -> new SourceException(
                Cure.OPERATOR,
                "Cannot read the position of the log: the server writes no binary log; start it with log_bin (on Amazon RDS:"
                        + " switch automated backups on)",
                null));
    }

    /**
     * An end that lies behind everything that any query has seen so far, by coordinates alone: a transaction becomes visible a
     * little before {@code gtid_executed} names it, but never before it is in the log.
     */
    static MysqlPosition behindAllVisible(Session session) {
        MysqlPosition stated = stated(session);
        return new MysqlPosition(stated.file(), stated.offset(), "");
    }

    /** What asks the server for it. */
    static String statement(Session session) {
        return speaksNewWords(session) ? NEW_STATEMENT : OLD_STATEMENT;
    }

    /**
     * Whether the server gives each transaction a GTID. One that did so once keeps those in {@code gtid_executed}, where they say nothing of what
     * comes now.
     */
    static boolean hasGtids(Session session) {
        return session.text("SELECT @@GLOBAL.gtid_mode").equals("ON");
    }

    /** Whether the server has given up the words master and slave. */
    static boolean speaksNewWords(Session session) {
        return session.call(connection -> {
            int major = connection.getMetaData().getDatabaseMajorVersion();
            int minor = connection.getMetaData().getDatabaseMinorVersion();
            return major > NEW_SINCE_MAJOR || (major == NEW_SINCE_MAJOR && minor >= NEW_SINCE_MINOR);
        });
    }

    private static MysqlPosition read(ResultSet row, boolean hasGtids) throws SQLException {
        String executed = hasGtids ? row.getString("Executed_Gtid_Set") : null;
        return new MysqlPosition(
                row.getString("File"),
                row.getLong("Position"),
                executed == null || executed.isBlank()
                        ? ""
                        : GtidSet.parse(executed).toString());
    }
}
