package dev.firn.sink.catalog;

import dev.firn.schema.source.TableId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where and how tables are replicated to.
 *
 * @param catalog the catalog
 * @param role the IAM role that catalog and store are reached with; null for the process's own
 * @param namespace the Iceberg namespace (Glue: the database) of all tables; levels are separated by dots
 * @param tableNames the template of table names, see {@link TableNames}
 * @param formatVersion Iceberg's, 2 or 3, of tables that are created
 * @param write how files are written
 * @param tables the settings of single tables
 * @param otherTables those of all others
 */
public record LakeSettings(
        CatalogSettings catalog,
        @Nullable AssumedRole role,
        String namespace,
        String tableNames,
        int formatVersion,
        WriteSettings write,
        Map<TableId, TableSettings> tables,
        TableSettings otherTables) {

    public LakeSettings {
        if (namespace.isBlank()) {
            throw new IllegalArgumentException("The sink needs a namespace (in Glue: a database)");
        }
        if (formatVersion != 2 && formatVersion != 3) {
            throw new IllegalArgumentException("format-version must be 2 or 3, got " + formatVersion);
        }
        tables = Map.copyOf(tables);
    }

    /** A lake whose tables, but for the given ones, have nothing special. */
    public LakeSettings(
            CatalogSettings catalog,
            @Nullable AssumedRole role,
            String namespace,
            String tableNames,
            int formatVersion,
            WriteSettings write,
            Map<TableId, TableSettings> tables) {
        this(catalog, role, namespace, tableNames, formatVersion, write, tables, TableSettings.DEFAULT);
    }

    /** A lake with defaults for everything that need not be said. */
    public static LakeSettings of(CatalogSettings catalog, String namespace) {
        return new LakeSettings(
                catalog, null, namespace, TableNames.DEFAULT_TEMPLATE, 2, WriteSettings.DEFAULT, Map.of());
    }

    public TableSettings table(TableId table) {
        return tables.getOrDefault(table, otherTables);
    }

    /** The name the catalog is opened under, which only a JDBC catalog cares about. */
    public String catalogName() {
        return catalogProperties().getOrDefault("catalog-name", "firn");
    }

    /** What the catalog is initialised with. */
    public Map<String, String> catalogProperties() {
        Map<String, String> properties = new LinkedHashMap<>();
        if (role != null) {
            properties.putAll(role.catalogProperties());
        }
        properties.putAll(catalog.catalogProperties());
        return properties;
    }
}
