package dev.firn.engine.source.postgres;

import dev.firn.engine.source.TableReader.ConsistentRead;
import dev.firn.engine.source.TableReader.RowReceiver;
import dev.firn.engine.source.jdbc.Session;
import dev.firn.engine.source.postgres.TableStorage.Heap;
import dev.firn.schema.source.TableId;
import java.time.Duration;

/** A read-only transaction at REPEATABLE READ: what its snapshot saw, PostgreSQL itself says. */
final class PostgresConsistentRead implements ConsistentRead {

    /** To break a statement off would break the transaction off. */
    private static final Duration NO_LIMIT = Duration.ofDays(1);

    private final Session session;
    private final TableStorage storage;
    private final String snapshot;
    private final BinaryRows decoder;

    /** Takes the session over. */
    PostgresConsistentRead(Session session, TableId table, Decoding decoding) {
        this.session = session;
        session.call(connection -> {
            connection.setAutoCommit(false);
            return connection;
        });
        session.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY");
        session.execute("SET LOCAL statement_timeout = 0");
        this.snapshot = PostgresVisibility.snapshot(session).text();
        // After the snapshot: whatever that sees lies in these pages.
        this.storage = TableStorage.of(session, table);
        this.decoder = decoding.at(PostgresTableReader.position(session));
    }

    /** Makes the decoder when it is known where the log stands. */
    @FunctionalInterface
    interface Decoding {
        BinaryRows at(PostgresPosition position);
    }

    @Override
    public String snapshot() {
        return snapshot;
    }

    @Override
    public void read(RowReceiver rows) throws InterruptedException {
        session.read(connection -> {
            PageScan scan = new PageScan(connection, decoder, rows, NO_LIMIT);
            for (Heap heap : storage.heaps()) {
                scan.read(heap, 0, heap.pages());
            }
        });
    }

    @Override
    public void close() {
        session.close();
    }
}
