package dev.firn.engine.source.debezium;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.metrics.PluginMetrics;
import org.apache.kafka.connect.source.SourceTaskContext;
import org.apache.kafka.connect.storage.OffsetStorageReader;
import org.jspecify.annotations.Nullable;

/**
 * What a connector's task finds where it looks for its offset: when it starts, the checkpoint's; later, when it is told to
 * commit, the acknowledged one. Nothing is stored here; the checkpoint table is the store (I4).
 */
final class KeptOffset implements OffsetStorageReader, SourceTaskContext {

    private final Map<String, String> configuration;
    private volatile @Nullable Map<String, Object> offset;

    /**
     * @param offset where to start; null if the connector is to find out itself
     */
    KeptOffset(Map<String, String> configuration, @Nullable Map<String, Object> offset) {
        this.configuration = Map.copyOf(configuration);
        this.offset = offset;
    }

    void set(Map<String, Object> acknowledged) {
        offset = acknowledged;
    }

    @Override
    public <T> @Nullable Map<String, Object> offset(Map<String, T> partition) {
        return offset; // one task, one partition
    }

    @Override
    public <T> Map<Map<String, T>, Map<String, Object>> offsets(Collection<Map<String, T>> partitions) {
        Map<Map<String, T>, Map<String, Object>> found = new HashMap<>();
        Map<String, Object> kept = offset;
        if (kept != null) {
            partitions.forEach(partition -> found.put(partition, kept));
        }
        return found;
    }

    @Override
    public Map<String, String> configs() {
        return configuration;
    }

    @Override
    public OffsetStorageReader offsetStorageReader() {
        return this;
    }

    @Override
    public PluginMetrics pluginMetrics() {
        throw new UnsupportedOperationException("Firn keeps the metrics, not the connector");
    }
}
