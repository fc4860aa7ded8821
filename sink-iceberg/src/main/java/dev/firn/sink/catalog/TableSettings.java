package dev.firn.sink.catalog;

import java.util.Map;

/**
 * What the user wants of one Iceberg table.
 *
 * @param partitioning how it is partitioned when it is created, or loaded after this has changed
 * @param properties table properties it is created with
 */
public record TableSettings(Partitioning partitioning, Map<String, String> properties) {

    public static final TableSettings DEFAULT = new TableSettings(Partitioning.NONE, Map.of());

    public TableSettings {
        properties = Map.copyOf(properties);
    }
}
