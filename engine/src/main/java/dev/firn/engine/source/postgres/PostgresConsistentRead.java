package dev.firn.engine.source.postgres;

import dev.firn.engine.source.TableReader.ConsistentRead;
import dev.firn.engine.source.TableReader.RowReceiver;
import dev.firn.engine.source.jdbc.RowDecoder;
import dev.firn.engine.source.jdbc.Session;
import java.sql.PreparedStatement;

/** A read-only transaction at REPEATABLE READ: what its snapshot saw, PostgreSQL itself says. */
final class PostgresConsistentRead implements ConsistentRead {

    private final Session session;
    private final String query;
    private final int fetchSize;
    private final String snapshot;
    private final RowDecoder decoder;

    /** Takes the session over. */
    PostgresConsistentRead(Session session, String query, int fetchSize, Decoding decoding) {
        this.session = session;
        this.query = query;
        this.fetchSize = fetchSize;
        session.call(connection -> {
            connection.setAutoCommit(false);
            return connection;
        });
        session.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        this.snapshot = PostgresVisibility.snapshot(session).text();
        this.decoder = decoding.at(PostgresTableReader.position(session));
    }

    /** Makes the decoder when it is known where the log stands. */
    @FunctionalInterface
    interface Decoding {
        RowDecoder at(PostgresPosition position);
    }

    @Override
    public String snapshot() {
        return snapshot;
    }

    @Override
    public void read(RowReceiver rows) throws InterruptedException {
        session.read(connection -> {
            try (PreparedStatement statement = connection.prepareStatement(query)) {
                statement.setFetchSize(fetchSize);
                decoder.readAll(statement, rows);
            }
        });
    }

    @Override
    public void close() {
        session.close();
    }
}
