package dev.firn.sink.write.column;

import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.DecimalType;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.schema.MessageType;

/** Which column has which encoder. */
final class Columns {

    private Columns() {}

    /** The encoders of a schema's columns. */
    static Column[] of(Schema schema, MessageType type, ColumnFormat format) {
        List<NestedField> fields = schema.columns();
        Column[] columns = new Column[fields.size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = column(fields.get(i), type.getColumns().get(i), format);
            if (!format.keepsStatistics(fields.get(i).name())) {
                columns[i].keepNoStatistics();
            }
        }
        return columns;
    }

    private static Column column(NestedField field, ColumnDescriptor descriptor, ColumnFormat format) {
        boolean byDictionary = format.triesDictionary(field.name());
        Type type = field.type();
        return switch (type.typeId()) {
            case BOOLEAN -> new BooleanColumn(descriptor, format);
            case INTEGER, DATE -> new IntColumn(descriptor, format, byDictionary, value -> (Integer) value);
            case LONG, TIME, TIMESTAMP, TIMESTAMP_NANO ->
                new LongColumn(descriptor, format, byDictionary, value -> (Long) value);
            case FLOAT -> new FloatColumn(descriptor, format, byDictionary);
            case DOUBLE -> new DoubleColumn(descriptor, format, byDictionary);
            case STRING -> new TextColumn(descriptor, format, byDictionary);
            case BINARY -> new BinaryColumn(descriptor, format, byDictionary);
            case UUID -> new FixedColumn(descriptor, format, FixedColumn.UUIDS);
            case FIXED -> new FixedColumn(descriptor, format, FixedColumn.BUFFERS);
            case DECIMAL -> decimals((DecimalType) type, descriptor, format, byDictionary);
            default -> throw new IllegalArgumentException("No row has values of " + type);
        };
    }

    private static Column decimals(
            DecimalType type, ColumnDescriptor descriptor, ColumnFormat format, boolean byDictionary) {
        UnscaledDecimal unscaled = new UnscaledDecimal(type);
        return switch (descriptor.getPrimitiveType().getPrimitiveTypeName()) {
            case INT32 -> new IntColumn(descriptor, format, byDictionary, value -> (int) unscaled.of(value));
            case INT64 -> new LongColumn(descriptor, format, byDictionary, unscaled::of);
            default -> new FixedColumn(descriptor, format, FixedColumn.decimals(type));
        };
    }
}
