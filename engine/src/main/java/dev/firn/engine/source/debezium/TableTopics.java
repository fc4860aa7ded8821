package dev.firn.engine.source.debezium;

import io.debezium.schema.AbstractTopicNamingStrategy;
import io.debezium.spi.schema.DataCollectionId;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Names a table's topic once instead of at every event. The connector makes it by its class name. Hot, and on the connector's own thread.
 *
 * <p>Nobody reads these names, but no table's may be one of those that {@code Translator}s know; the connectors' own strategies join, sanitize and
 * look them up in a bounded map under a lock, at each event.
 */
public final class TableTopics extends AbstractTopicNamingStrategy<DataCollectionId> {

    private final Map<DataCollectionId, String> names = new ConcurrentHashMap<>();

    /** For the connector, which passes its whole configuration. */
    public TableTopics(Properties properties) {
        super(properties);
    }

    @Override
    public String dataChangeTopic(DataCollectionId table) {
        String known = names.get(table);
        return known != null ? known : names.computeIfAbsent(table, this::name);
    }

    private String name(DataCollectionId table) {
        return sanitizedTopicName(prefix + ".table." + table.identifier());
    }
}
