package dev.firn.sink.catalog;

import java.util.Map;

/**
 * What the user wants of one Iceberg table.
 *
 * @param partitioning how it is partitioned when it is created, or loaded after this has changed
 * @param properties table properties it is created with
 * @param onForeignChange what becomes of it when somebody else changes it
 */
public record TableSettings(
        Partitioning partitioning, Map<String, String> properties, OnForeignChange onForeignChange) {

    public static final TableSettings DEFAULT = new TableSettings(Partitioning.NONE, Map.of());

    /** A table that is loaded again when somebody else has changed it. */
    public TableSettings(Partitioning partitioning, Map<String, String> properties) {
        this(partitioning, properties, OnForeignChange.RESYNC);
    }

    public TableSettings {
        properties = Map.copyOf(properties);
    }
}
