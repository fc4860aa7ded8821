package dev.firn.engine.source.debezium;

import com.github.shyiko.mysql.binlog.BinaryLogClient;
import io.debezium.connector.binlog.BinlogStreamingChangeEventSource;
import io.debezium.connector.mysql.MySqlConnectorTask;
import java.io.EOFException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.connect.errors.ConnectException;
import org.apache.kafka.connect.source.SourceRecord;

/**
 * The connector's task, which notices that its connection has ended.
 *
 * <p>The connector itself does not when the server closes the connection in order, as for {@code KILL} or at its shutdown: it goes on
 * for ever, and delivers nothing. Nor would it if the server's machine vanished; then its heartbeats are missed.
 */
final class WatchedMysqlTask extends MySqlConnectorTask {

    private static final Duration LEAST_PATIENCE = Duration.ofSeconds(20);
    private static final int POLLS_AFTER_END = 5;
    private static final int HEARTBEATS_MISSED = 5;
    private static final long BUSY_NANOS = Duration.ofSeconds(1).toNanos();

    private final Duration patience;
    private boolean wasConnected;
    private int pollsAfterEnd;
    private long heardNanos;
    private long askedNanos;

    /**
     * @param heartbeat how often an idle server is heard
     */
    WatchedMysqlTask(Duration heartbeat) {
        this.patience = LEAST_PATIENCE.plus(heartbeat.multipliedBy(HEARTBEATS_MISSED));
    }

    @Override
    public List<SourceRecord> doPoll() throws InterruptedException {
        boolean connected = isConnected();
        List<SourceRecord> records = super.doPoll();
        if (!records.isEmpty() || !wasConnected) {
            heardNanos = System.nanoTime();
        } else {
            requireConnection(connected);
        }
        wasConnected |= connected;
        askedNanos = System.nanoTime();
        return records;
    }

    private boolean isConnected() {
        Optional<BinaryLogClient> client = coordinator
                .getStreamingSource()
                .map(source -> ((BinlogStreamingChangeEventSource<?, ?>) source).getBinaryLogClient());
        return client.isPresent() && client.get().isConnected();
    }

    private void requireConnection(boolean connected) {
        // What the connector has to say of the end may come an instant after it.
        pollsAfterEnd = connected ? 0 : pollsAfterEnd + 1;
        if (pollsAfterEnd > POLLS_AFTER_END) {
            throw lost("the server closed the connection");
        }
        long now = System.nanoTime();
        if (now - askedNanos > BUSY_NANOS) {
            heardNanos = now; // what was heard meanwhile is still on its way
        }
        if (now - heardNanos > patience.toNanos()) {
            throw lost("the server has not been heard for " + patience.toSeconds() + " s");
        }
    }

    private static ConnectException lost(String found) {
        return new ConnectException(found, new EOFException(found));
    }
}
