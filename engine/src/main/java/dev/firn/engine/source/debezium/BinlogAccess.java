package dev.firn.engine.source.debezium;

import dev.firn.engine.source.mysql.LoggedServer;
import io.debezium.bean.StandardBeanNames;
import io.debezium.config.CommonConnectorConfig;
import io.debezium.config.Configuration;
import io.debezium.connector.binlog.BinlogStreamingChangeEventSource;
import io.debezium.pipeline.ChangeEventSourceCoordinator;
import io.debezium.pipeline.EventDispatcher;
import io.debezium.pipeline.signal.actions.SignalAction;
import io.debezium.pipeline.signal.actions.SignalActionProvider;
import io.debezium.pipeline.spi.Partition;
import io.debezium.spi.schema.DataCollectionId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Lets the connector read the log by {@link BinlogEvents}. Found by {@link java.util.ServiceLoader}; adds no signal action.
 *
 * <p>The connector makes its client and that one's reader of events by itself. A provider of signal actions is given the coordinator after
 * that, and before the client connects, on the connector's thread. The refusals' queue is found by a property, in a map that all share, as
 * {@link MysqlHistoryAccess} is.
 */
public final class BinlogAccess implements SignalActionProvider {

    private static final String KEY = "firn.binlog.key";

    private static final Map<String, Lent> LENT = new ConcurrentHashMap<>();

    private record Lent(BinlogRefusals refusals, MysqlHistory history, LoggedServer server) {}

    /** Makes a queue and a server known under a key, until {@link #takeBack}. */
    static void lend(String key, BinlogRefusals refusals, MysqlHistory history, LoggedServer server) {
        LENT.put(key, new Lent(refusals, history, server));
    }

    static void takeBack(String key) {
        LENT.remove(key);
    }

    /** The properties by which the connector comes here. */
    static Map<String, String> properties(String key) {
        return Map.of(KEY, key);
    }

    @Override
    public <P extends Partition> Map<String, SignalAction<P>> createActions(
            EventDispatcher<P, ? extends DataCollectionId> dispatcher,
            ChangeEventSourceCoordinator<P, ?> coordinator,
            CommonConnectorConfig configuration) {
        Configuration properties =
                configuration.getBeanRegistry().lookupByName(StandardBeanNames.CONFIGURATION, Configuration.class);
        String key = properties == null ? null : properties.getString(KEY);
        Lent lent = key == null ? null : LENT.get(key);
        if (lent != null) {
            var source = (BinlogStreamingChangeEventSource<?, ?>)
                    coordinator.getStreamingSource().orElseThrow();
            source.getBinaryLogClient()
                    .setEventDeserializer(new BinlogEvents(lent.refusals, lent.history, lent.server));
            lent.refusals.readerIsInPlace();
        }
        return Map.of();
    }
}
