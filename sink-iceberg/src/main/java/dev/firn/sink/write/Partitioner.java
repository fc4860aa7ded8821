package dev.firn.sink.write;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.iceberg.PartitionData;
import org.apache.iceberg.PartitionField;
import org.apache.iceberg.PartitionSpec;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.transforms.Transform;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types;
import org.apache.iceberg.util.SerializableFunction;
import org.jspecify.annotations.Nullable;

/**
 * The partitions of rows. Rows may have narrower types than the table: a value is promoted before its partition is computed, for
 * a partition's own type is derived from the table's.
 */
final class Partitioner {

    private final PartitionSpec spec;
    private final List<FieldValue> fields = new ArrayList<>();

    Partitioner(PartitionSpec spec, Schema rows) {
        this.spec = spec;
        for (PartitionField field : spec.fields()) {
            fields.add(FieldValue.of(field, spec.schema().findType(field.sourceId()), rows));
        }
    }

    /** The rows by partition, in the order in which partitions come up. Holds references only. */
    Collection<Cluster> cluster(List<@Nullable Object[]> rows) {
        Map<List<@Nullable Object>, Cluster> clusters = new LinkedHashMap<>();
        for (@Nullable Object[] row : rows) {
            List<@Nullable Object> values = values(row);
            clusters.computeIfAbsent(values, first -> new Cluster(partition(first), new ArrayList<>()))
                    .rows()
                    .add(row);
        }
        return clusters.values();
    }

    private List<@Nullable Object> values(@Nullable Object[] row) {
        @Nullable Object[] values = new Object[fields.size()];
        for (int index = 0; index < values.length; index++) {
            values[index] = fields.get(index).of(row);
        }
        return Arrays.asList(values);
    }

    @SuppressWarnings("NullAway") // a partition's values may be null, which Iceberg's signature does not say
    private StructLike partition(List<@Nullable Object> values) {
        PartitionData partition = new PartitionData(spec.partitionType());
        for (int index = 0; index < values.size(); index++) {
            partition.set(index, values.get(index));
        }
        return partition;
    }

    /**
     * Rows of one partition.
     *
     * @param partition its values
     */
    record Cluster(StructLike partition, List<@Nullable Object[]> rows) {}

    /** One partition value of a row. */
    private record FieldValue(
            int column, UnaryOperator<Object> promotion, SerializableFunction<Object, Object> transform) {

        private static final int NO_COLUMN = -1;

        @SuppressWarnings("unchecked") // the transform of a field takes what its source column holds
        static FieldValue of(PartitionField field, Type tableType, Schema rows) {
            List<Types.NestedField> columns = rows.columns();
            for (int column = 0; column < columns.size(); column++) {
                if (columns.get(column).fieldId() == field.sourceId()) {
                    Transform<Object, Object> transform = (Transform<Object, Object>) field.transform();
                    return new FieldValue(
                            column, promotion(columns.get(column).type(), tableType), transform.bind(tableType));
                }
            }
            return new FieldValue(NO_COLUMN, UnaryOperator.identity(), value -> value);
        }

        @Nullable
        Object of(@Nullable Object[] row) {
            if (column == NO_COLUMN) {
                return null;
            }
            Object value = row[column];
            return value == null ? null : transform.apply(promotion.apply(value));
        }

        private static UnaryOperator<Object> promotion(Type from, Type to) {
            if (from.typeId() == Type.TypeID.INTEGER && to.typeId() == Type.TypeID.LONG) {
                return value -> ((Integer) value).longValue();
            }
            if (from.typeId() == Type.TypeID.FLOAT && to.typeId() == Type.TypeID.DOUBLE) {
                return value -> ((Float) value).doubleValue();
            }
            return UnaryOperator.identity();
        }
    }
}
