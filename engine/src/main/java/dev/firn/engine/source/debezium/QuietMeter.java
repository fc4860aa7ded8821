package dev.firn.engine.source.debezium;

import io.debezium.bean.StandardBeanNames;
import io.debezium.config.CommonConnectorConfig;
import io.debezium.config.Configuration;
import io.debezium.pipeline.ChangeEventSourceCoordinator;
import io.debezium.pipeline.EventDispatcher;
import io.debezium.pipeline.signal.actions.SignalAction;
import io.debezium.pipeline.signal.actions.SignalActionProvider;
import io.debezium.pipeline.source.spi.DataChangeEventListener;
import io.debezium.pipeline.spi.Partition;
import io.debezium.spi.schema.DataCollectionId;
import java.util.Map;

/**
 * Takes the connector's own meter out of the way of events. Found by {@link java.util.ServiceLoader}; adds no signal action.
 *
 * <p>The meter writes the key of every event as JSON, for a JMX attribute that shows the last event: about a third of what the connector's thread
 * does, which limits the stream. No setting turns that off. A provider of signal actions is given the dispatcher, on the connector's
 * thread, after the meter was put in and before the first event is read (docs/performance.md). The connector's streaming metrics in JMX
 * stand still; Firn has its own.
 */
public final class QuietMeter implements SignalActionProvider {

    /** Only streams of Firn are quiet, not other engines in the same process. */
    private static final String PROPERTY = "firn.quiet.meter";

    /** Asks for a quiet meter. */
    static void ask(Map<String, String> properties) {
        properties.put(PROPERTY, "true");
    }

    @Override
    public <P extends Partition> Map<String, SignalAction<P>> createActions(
            EventDispatcher<P, ? extends DataCollectionId> dispatcher,
            ChangeEventSourceCoordinator<P, ?> coordinator,
            CommonConnectorConfig configuration) {
        Configuration properties =
                configuration.getBeanRegistry().lookupByName(StandardBeanNames.CONFIGURATION, Configuration.class);
        if (properties != null && properties.getBoolean(PROPERTY, false)) {
            dispatcher.setEventListener(DataChangeEventListener.NO_OP());
        }
        return Map.of();
    }
}
