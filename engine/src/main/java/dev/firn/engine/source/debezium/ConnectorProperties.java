package dev.firn.engine.source.debezium;

import dev.firn.engine.source.SourceSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** The settings that both connectors share. */
final class ConnectorProperties {

    /** Rows between the connector's thread and the translator's: enough for neither to wait for the other's pauses. */
    private static final int QUEUED_ROWS = 4_096;

    /** What these rows may weigh, by the connector's estimate, however wide they are (I5). A batch weighs no more. */
    private static final int QUEUED_BYTES = 32 << 20;

    private static final int BATCH_ROWS = 1_024;

    /** How long an incomplete batch waits for more, and how soon an idle connector looks again. */
    private static final int POLL_MILLIS = 50;

    /** How the properties of the converter of values begin; the rest of a name is what it is told. */
    static final String VALUES = "values.";

    private ConnectorProperties() {}

    /** The name of a pipeline's slot, publication and topics. */
    static String name(SourceSettings settings) {
        return "firn_" + settings.pipeline();
    }

    /** @param quote what the database quotes names with */
    static Map<String, String> common(SourceSettings settings, Class<?> connector, Class<?> values, char quote) {
        Map<String, String> properties = new HashMap<>();
        properties.put("name", name(settings));
        properties.put("task.id", "0");
        properties.put("connector.class", connector.getName());
        properties.put("topic.prefix", name(settings));
        properties.put("database.hostname", settings.address().host());
        properties.put("database.port", Integer.toString(settings.address().port()));
        properties.put("database.user", settings.address().user());
        properties.put("database.password", settings.address().password());
        properties.put("table.include.list", TableFilter.regex(settings.selection(), quote));
        properties.put("converters", "values");
        properties.put(VALUES + "type", values.getName());
        properties.put("provide.transaction.metadata", "true");
        properties.put("tombstones.on.delete", "false");
        properties.put("skipped.operations", "none");
        properties.put("topic.naming.strategy", TableTopics.class.getName());
        QuietMeter.ask(properties);
        // The connector registers metrics by name, and waits up to a minute where a stream that just ended still has
        // it.
        properties.put("custom.metric.tags", "stream=" + UUID.randomUUID());
        // Nothing is retried behind our back: whatever fails ends the stream, and the supervisor opens another.
        properties.put("errors.max.retries", "0");
        properties.put("event.processing.failure.handling.mode", "fail");
        properties.put("max.queue.size", Integer.toString(QUEUED_ROWS));
        properties.put("max.queue.size.in.bytes", Integer.toString(QUEUED_BYTES));
        properties.put("max.batch.size", Integer.toString(BATCH_ROWS));
        properties.put("poll.interval.ms", Integer.toString(POLL_MILLIS));
        return properties;
    }
}
