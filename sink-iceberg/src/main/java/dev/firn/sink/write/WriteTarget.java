package dev.firn.sink.write;

import dev.firn.sink.table.FirnProperties;
import java.util.Optional;
import org.apache.iceberg.HasTableOperations;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.SerializableTable;
import org.apache.iceberg.Table;
import org.apache.iceberg.TableUtil;

/**
 * A table as writers need it: a copy that no refresh changes under them, so that any thread may write while another commits.
 *
 * @param table the copy
 * @param metadataFolder where its manifests go
 */
public record WriteTarget(Table table, String metadataFolder) {

    private static final String PROBE = "x";

    /** The format version that has initial defaults. */
    private static final int FIRST_WITH_DEFAULTS = 3;

    private static final int FIRST_WITH_VECTORS = 3;

    public static WriteTarget of(Table table) {
        String location = ((HasTableOperations) table).operations().metadataFileLocation(PROBE);
        return new WriteTarget(
                SerializableTable.copyOf(table), location.substring(0, location.length() - PROBE.length()));
    }

    PartitionSpec spec() {
        return table.spec();
    }

    int formatVersion() {
        return TableUtil.formatVersion(table);
    }

    /** Whether columns may have another value than null in rows of files that lack them. */
    public boolean takesDefaults() {
        return formatVersion() >= FIRST_WITH_DEFAULTS;
    }

    /** Whether rows are deleted by deletion vectors, and not by files of position deletes. */
    boolean hasDeletionVectors() {
        return formatVersion() >= FIRST_WITH_VECTORS;
    }

    /** A spec without fields, which equality deletes must carry to apply to all partitions. */
    public static Optional<PartitionSpec> unpartitionedSpec(Table table) {
        return table.specs().values().stream()
                .filter(PartitionSpec::isUnpartitioned)
                .findFirst();
    }

    /**
     * Whether every data file of the table has the present spec: the table had no rows when it got the spec, and no other spec with
     * fields exists. An equality delete within a partition reaches files of its own spec alone.
     */
    boolean hasOneSpecOnly() {
        return soleSpec(table).isPresent();
    }

    /** The present spec of a table, if every data file has it. */
    public static Optional<PartitionSpec> soleSpec(Table table) {
        PartitionSpec present = table.spec();
        String sole = table.properties().get(FirnProperties.SOLE_SPEC);
        boolean others = table.specs().values().stream()
                .anyMatch(spec -> spec.isPartitioned() && spec.specId() != present.specId());
        return !others && Integer.toString(present.specId()).equals(sole) ? Optional.of(present) : Optional.empty();
    }
}
