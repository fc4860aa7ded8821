package dev.firn.sink.catalog;

import java.util.Map;

/**
 * What the user wants of one Iceberg table.
 *
 * @param partitioning how it is partitioned when it is created, or loaded after this has changed
 * @param properties table properties it is created with
 * @param onForeignChange what becomes of it when somebody else changes it
 * @param deletes how its delete files say which rows are gone
 * @param resolveBudgetBytes how many bytes of key columns may be read of it at a checkpoint to look up deleted rows
 */
public record TableSettings(
        Partitioning partitioning,
        Map<String, String> properties,
        OnForeignChange onForeignChange,
        DeleteKind deletes,
        long resolveBudgetBytes) {

    public static final long DEFAULT_RESOLVE_BUDGET_BYTES = 2L << 30;

    public static final TableSettings DEFAULT = new TableSettings(Partitioning.NONE, Map.of());

    /** A table that is loaded again when somebody else has changed it. */
    public TableSettings(Partitioning partitioning, Map<String, String> properties) {
        this(partitioning, properties, OnForeignChange.RESYNC);
    }

    /** A table with equality deletes. */
    public TableSettings(Partitioning partitioning, Map<String, String> properties, OnForeignChange onForeignChange) {
        this(partitioning, properties, onForeignChange, DeleteKind.EQUALITY, DEFAULT_RESOLVE_BUDGET_BYTES);
    }

    public TableSettings {
        properties = Map.copyOf(properties);
    }
}
