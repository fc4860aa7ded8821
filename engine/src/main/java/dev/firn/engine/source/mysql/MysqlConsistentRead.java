package dev.firn.engine.source.mysql;

import dev.firn.engine.source.SourceException;
import dev.firn.engine.source.SourceException.Cure;
import dev.firn.engine.source.TableReader.ConsistentRead;
import dev.firn.engine.source.TableReader.RowReceiver;
import dev.firn.engine.source.jdbc.Connections;
import dev.firn.engine.source.jdbc.Session;
import dev.firn.schema.source.TableId;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A read-only transaction whose place in the log is known.
 *
 * <p>MySQL does not say which transactions a snapshot sees. So the table is locked for reading by one connection, for the
 * instant in which another begins its snapshot and the end of the log is read: a transaction that wrote to the table either
 * has ended before, and stands before that end, or writes after it. The lock waits a second at most for writers
 * that are open, since new ones wait behind it, and then lets them pass before it tries again.
 */
final class MysqlConsistentRead implements ConsistentRead {

    private static final Logger LOG = LoggerFactory.getLogger(MysqlConsistentRead.class);
    private static final int ATTEMPTS = 60;
    private static final long PAUSE_MILLIS = 1_000;

    private final Session session;
    private final String query;
    private final BinlogSnapshot snapshot;
    private final RowDecoder decoder;

    /** Makes the decoder when it is known where the log stands. */
    @FunctionalInterface
    interface Decoding {
        RowDecoder at(MysqlPosition position);
    }

    /** Takes the session over. */
    MysqlConsistentRead(
            Session session, Connections control, MysqlTasks tasks, TableId table, String query, Decoding decoding) {
        this.session = session;
        this.query = query;
        MysqlPosition position = begin(control, tasks, table);
        this.snapshot = BinlogSnapshot.at(position);
        this.decoder = decoding.at(position);
    }

    private MysqlPosition begin(Connections control, MysqlTasks tasks, TableId table) {
        session.execute("SET SESSION max_execution_time = 0");
        for (int attempt = 1; ; attempt++) {
            Session locker = control.open(tasks.lock(table));
            try {
                locker.execute("SET SESSION lock_wait_timeout = 1");
                locker.execute("LOCK TABLES " + MysqlSql.quote(table) + " READ");
                session.execute("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
                MysqlPosition position = BinlogEnd.stated(locker);
                locker.execute("UNLOCK TABLES");
                return position;
            } catch (SourceException e) {
                if (e.cure() != Cure.RETRY || attempt == ATTEMPTS) {
                    throw e;
                }
                LOG.info("{} (attempt {} of {})", e.getMessage(), attempt, ATTEMPTS);
            } finally {
                // Its lock ends with it, whatever has happened.
                locker.discard();
            }
            pause(table);
        }
    }

    private static void pause(TableId table) {
        try {
            Thread.sleep(PAUSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SourceException(
                    Cure.RETRY, "Cannot begin to read " + table + ": interrupted while waiting for its writers", e);
        }
    }

    @Override
    public String snapshot() {
        return snapshot.text();
    }

    @Override
    public void read(RowReceiver rows) throws InterruptedException {
        session.read(connection -> {
            try (PreparedStatement statement =
                    connection.prepareStatement(query, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY)) {
                statement.setFetchSize(Integer.MIN_VALUE);
                decoder.readAll(statement, rows);
            }
        });
    }

    @Override
    public void close() {
        session.discard();
    }
}
