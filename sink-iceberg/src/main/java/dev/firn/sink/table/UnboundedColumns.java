package dev.firn.sink.table;

import dev.firn.schema.layout.ValueOrder;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableProperties;
import org.apache.iceberg.Transaction;
import org.apache.iceberg.UpdateProperties;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.TypeUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The columns of which no file says the least and the greatest value, since {@link ValueOrder readers do not agree} which that is: neither in the
 * lists of files nor in Parquet's own statistics. Firn's writers keep to that whatever a table says; the table says it for all others, who rewrite its
 * files.
 */
public final class UnboundedColumns {

    private static final Logger LOG = LoggerFactory.getLogger(UnboundedColumns.class);

    private UnboundedColumns() {}

    /** What the properties of a table with the schema must say. */
    public static Map<String, String> properties(Schema schema) {
        Map<String, String> properties = new TreeMap<>();
        TypeUtil.indexNameById(schema.asStruct()).forEach((id, name) -> {
            Type type = schema.findType(id);
            if (type != null && type.isPrimitiveType() && !ValueOrder.isCommon(type)) {
                properties.put(TableProperties.METRICS_MODE_COLUMN_CONF_PREFIX + name, "counts");
                properties.put(TableProperties.PARQUET_COLUMN_STATS_ENABLED_PREFIX + name, "false");
            }
        });
        return properties;
    }

    /** Lets a table say it, in a commit of its own; does nothing where it does. */
    public static void declare(Table table) {
        Change change = Change.of(table);
        if (!change.isEmpty()) {
            LOG.info(
                    "{} says from now on of which columns no file keeps bounds, since readers order their values differently: {}",
                    table.name(),
                    change.missing().keySet());
            change.addTo(table.updateProperties()).commit();
        }
    }

    /** Lets a table say it by the end of a transaction. */
    public static void declare(Transaction transaction) {
        Change change = Change.of(transaction.table());
        if (!change.isEmpty()) {
            change.addTo(transaction.updateProperties()).commit();
        }
    }

    /**
     * What the properties of a table lack.
     *
     * @param missing what must be said and is not
     * @param stale what is said of columns that the table does not have any more, for which Iceberg would refuse any change of its properties
     */
    private record Change(Map<String, String> missing, List<String> stale) {

        static Change of(Table table) {
            Map<String, String> present = table.properties();
            Map<String, String> missing = new LinkedHashMap<>(properties(table.schema()));
            missing.entrySet().removeIf(property -> property.getValue().equals(present.get(property.getKey())));
            Set<String> columns =
                    Set.copyOf(TypeUtil.indexNameById(table.schema().asStruct()).values());
            List<String> stale = present.keySet().stream()
                    .filter(key -> key.startsWith(TableProperties.METRICS_MODE_COLUMN_CONF_PREFIX))
                    .filter(key ->
                            !columns.contains(key.substring(TableProperties.METRICS_MODE_COLUMN_CONF_PREFIX.length())))
                    .sorted()
                    .collect(Collectors.toList());
            return new Change(missing, stale);
        }

        boolean isEmpty() {
            return missing.isEmpty() && stale.isEmpty();
        }

        UpdateProperties addTo(UpdateProperties update) {
            missing.forEach(update::set);
            stale.forEach(update::remove);
            return update;
        }
    }
}
