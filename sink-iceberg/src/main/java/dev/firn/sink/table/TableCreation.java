package dev.firn.sink.table;

import dev.firn.schema.layout.LakeSchemas;
import dev.firn.schema.layout.TableLayout;
import dev.firn.sink.catalog.LakeSettings;
import dev.firn.sink.catalog.TableSettings;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdatePartitionSpec;
import org.apache.iceberg.catalog.Catalog;
import org.apache.iceberg.catalog.Namespace;
import org.apache.iceberg.catalog.SupportsNamespaces;
import org.apache.iceberg.catalog.TableIdentifier;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.expressions.Expressions;

/** How tables come into being: with one catalog commit, so that nobody ever sees one half made. */
public final class TableCreation {

    private final Catalog catalog;
    private final LakeSettings settings;

    public TableCreation(Catalog catalog, LakeSettings settings) {
        this.catalog = catalog;
        this.settings = settings;
    }

    /**
     * Creates the table of a layout.
     *
     * <p>A partitioned one begins unpartitioned and gets its partitions in the same transaction: an equality delete applies to all
     * partitions only if it carries a spec without fields that the table has.
     *
     * @throws AlreadyExistsException if the table exists
     * @throws IllegalArgumentException if the table cannot be partitioned as configured
     */
    public void create(TableIdentifier name, TableLayout layout, Pipeline pipeline) {
        Schema schema = LakeSchemas.initial(layout);
        TableSettings table = settings.table(layout.table());
        Map<String, String> properties = properties();
        properties.put(FirnProperties.PIPELINE, pipeline.name());
        properties.put(FirnProperties.PIPELINE_ID, pipeline.id());
        properties.put(FirnProperties.SOURCE_TABLE, layout.table().toString());
        properties.putAll(table.properties());
        properties.putAll(UnboundedColumns.properties(schema));
        Transaction creation = begin(name, schema, properties);
        if (!table.partitioning().fields().isEmpty()) {
            UpdatePartitionSpec partitions = creation.updateSpec();
            table.partitioning().addTo(partitions, schema);
            partitions.commit();
            String spec = Integer.toString(creation.table().spec().specId());
            creation.updateProperties()
                    .set(FirnProperties.SOLE_SPEC, spec)
                    .set(FirnProperties.PARTITION_BY, table.partitioning().text())
                    .commit();
        }
        KnownColumns.record(creation.updateProperties(), creation.table().schema())
                .commit();
        creation.commitTransaction();
    }

    /**
     * Creates an unpartitioned table that is not a copy of a source table.
     *
     * @throws AlreadyExistsException if the table exists
     */
    public void create(TableIdentifier name, Schema schema, Map<String, String> ownProperties) {
        Map<String, String> properties = properties();
        properties.putAll(ownProperties);
        begin(name, schema, properties).commitTransaction();
    }

    /**
     * Gives a partitioned table that was made by others a spec without fields, beside the one it has and keeps: deletes that apply to all
     * partitions need it.
     */
    public static void addUnpartitionedSpec(Table table) {
        PartitionSpec present = table.spec();
        Transaction detour = table.newTransaction();
        UpdatePartitionSpec away = detour.updateSpec();
        present.fields().forEach(field -> away.removeField(field.name()));
        away.commit();
        UpdatePartitionSpec back = detour.updateSpec();
        for (PartitionField field : present.fields()) {
            String column = table.schema().findColumnName(field.sourceId());
            back.addField(field.name(), Expressions.transform(column, field.transform()));
        }
        back.commit();
        detour.commitTransaction();
    }

    private Transaction begin(TableIdentifier name, Schema schema, Map<String, String> properties) {
        createNamespace(name.namespace());
        return catalog.newCreateTableTransaction(name, schema, PartitionSpec.unpartitioned(), properties);
    }

    private void createNamespace(Namespace namespace) {
        if (catalog instanceof SupportsNamespaces namespaces && !namespaces.namespaceExists(namespace)) {
            try {
                namespaces.createNamespace(namespace);
            } catch (RuntimeException e) {
                // Another process or thread may have been first, which is as good; not every catalog says so by a type
                // of its own.
                if (!namespaces.namespaceExists(namespace)) {
                    throw e;
                }
            }
        }
    }

    /** Old metadata files go with the commits that outdate them; a streaming table has hundreds of commits a day. */
    private Map<String, String> properties() {
        Map<String, String> properties = new LinkedHashMap<>();
        properties.put("format-version", Integer.toString(settings.formatVersion()));
        properties.put("write.format.default", "parquet");
        properties.put("write.parquet.compression-codec", "zstd");
        properties.put(
                "write.target-file-size-bytes", Long.toString(settings.write().targetFileBytes()));
        properties.put("write.delete.mode", "merge-on-read");
        properties.put("write.update.mode", "merge-on-read");
        properties.put("write.merge.mode", "merge-on-read");
        properties.put("write.metadata.delete-after-commit.enabled", "true");
        properties.put("write.metadata.previous-versions-max", "50");
        properties.put("commit.retry.num-retries", "10");
        properties.put("commit.retry.max-wait-ms", "5000");
        properties.put("commit.retry.total-timeout-ms", "120000");
        return properties;
    }
}
