package dev.firn.engine.source.debezium;

import dev.firn.engine.source.mysql.LoggedServer;
import dev.firn.schema.source.TableId;
import io.debezium.bean.StandardBeanNames;
import io.debezium.config.CommonConnectorConfig;
import io.debezium.config.Configuration;
import io.debezium.connector.binlog.BinlogStreamingChangeEventSource;
import io.debezium.connector.binlog.charset.BinlogCharsetRegistry;
import io.debezium.connector.mysql.MySqlDatabaseSchema;
import io.debezium.pipeline.ChangeEventSourceCoordinator;
import io.debezium.pipeline.EventDispatcher;
import io.debezium.pipeline.signal.actions.SignalAction;
import io.debezium.pipeline.signal.actions.SignalActionProvider;
import io.debezium.pipeline.spi.Partition;
import io.debezium.spi.schema.DataCollectionId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

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

    private record Lent(
            BinlogRefusals refusals, LoggedServer server, Predicate<TableId> selected, MysqlHistory history) {}

    /** Makes a queue and a server known under a key, until {@link #takeBack}. */
    static void lend(
            String key,
            BinlogRefusals refusals,
            LoggedServer server,
            Predicate<TableId> selected,
            MysqlHistory history) {
        LENT.put(key, new Lent(refusals, server, selected, history));
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
            KnownDefinitions known = new ConnectorDefinitions(
                    configuration
                            .getBeanRegistry()
                            .lookupByName(StandardBeanNames.DATABASE_SCHEMA, MySqlDatabaseSchema.class),
                    lent.history,
                    configuration.getServiceRegistry().getService(BinlogCharsetRegistry.class));
            source.getBinaryLogClient()
                    .setEventDeserializer(
                            new BinlogEvents(lent.refusals, lent.history, lent.server, lent.selected, known));
            lent.refusals.readerIsInPlace();
        }
        return Map.of();
    }
}
