package dev.firn.sink.table;

import dev.firn.sink.catalog.Partitioning;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdatePartitionSpec;
import org.apache.iceberg.UpdateProperties;

/**
 * Partitions a table anew, for a load that will replace all its rows.
 *
 * <p>Only what the configuration says counts, and only when that changes: whoever repartitions a table by another engine is not overruled by
 * the next load.
 */
public final class TablePartitioning {

    private TablePartitioning() {}

    /** Whether the table was last partitioned by Firn, or made, as it is configured. */
    public static boolean isAsConfigured(Table table, Partitioning configured) {
        String known = table.properties().getOrDefault(FirnProperties.PARTITION_BY, "");
        return known.equals(configured.text());
    }

    /** Partitions the table in one commit, if it is not as configured. */
    public static void apply(Table table, Partitioning configured) {
        if (isAsConfigured(table, configured)) {
            return;
        }
        Transaction transaction = table.newTransaction();
        clear(transaction);
        if (!configured.fields().isEmpty()) {
            UpdatePartitionSpec add = transaction.updateSpec();
            configured.addTo(add, transaction.table().schema());
            add.commit();
        }
        UpdateProperties properties = transaction.updateProperties();
        if (configured.fields().isEmpty()) {
            properties.remove(FirnProperties.PARTITION_BY).remove(FirnProperties.SOLE_SPEC);
        } else {
            // The files of other specs go with the commit of the load, before which no delete is committed.
            properties
                    .set(FirnProperties.PARTITION_BY, configured.text())
                    .set(
                            FirnProperties.SOLE_SPEC,
                            Integer.toString(transaction.table().spec().specId()));
        }
        properties.commit();
        transaction.commitTransaction();
    }

    private static void clear(Transaction transaction) {
        if (transaction.table().spec().isPartitioned()) {
            UpdatePartitionSpec remove = transaction.updateSpec();
            for (PartitionField field : transaction.table().spec().fields()) {
                remove.removeField(field.name());
            }
            remove.commit();
        }
    }
}
