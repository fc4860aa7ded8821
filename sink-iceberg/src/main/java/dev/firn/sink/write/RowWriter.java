package dev.firn.sink.write;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Schema;
import org.apache.iceberg.parquet.ParquetValueWriter;
import org.apache.iceberg.parquet.ParquetValueWriters;
import org.apache.iceberg.parquet.ParquetValueWriters.PrimitiveWriter;
import org.apache.iceberg.parquet.ParquetValueWriters.StructWriter;
import org.apache.iceberg.types.Types.DecimalType;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows of Iceberg's internal values into Parquet's columns. Made of Iceberg's own writers but for texts: theirs hands over the
 * characters in a buffer, which Parquet's dictionaries then compare byte by byte, a sixth of the time of a load. Hot.
 */
final class RowWriter extends StructWriter<RowStruct> {

    private RowWriter(List<ParquetValueWriter<?>> columns) {
        super(columns);
    }

    /** The writer of rows of a schema without structs, lists and maps. */
    static RowWriter of(Schema schema, MessageType fileSchema) {
        List<ParquetValueWriter<?>> columns = new ArrayList<>();
        for (int i = 0; i < schema.columns().size(); i++) {
            NestedField field = schema.columns().get(i);
            Type type = fileSchema.getType(i);
            columns.add(ParquetValueWriters.option(
                    type, fileSchema.getMaxDefinitionLevel(type.getName()), writer(field.type(), type, fileSchema)));
        }
        return new RowWriter(columns);
    }

    private static ParquetValueWriter<?> writer(
            org.apache.iceberg.types.Type type, Type written, MessageType fileSchema) {
        return type.isVariantType()
                ? VariantWriter.of(written.asGroupType(), fileSchema)
                : writer(type, fileSchema.getColumnDescription(new String[] {written.getName()}));
    }

    private static ParquetValueWriter<?> writer(org.apache.iceberg.types.Type type, ColumnDescriptor column) {
        return switch (type.typeId()) {
            case BOOLEAN -> ParquetValueWriters.booleans(column);
            case INTEGER, DATE -> ParquetValueWriters.ints(column);
            case LONG, TIME, TIMESTAMP, TIMESTAMP_NANO -> ParquetValueWriters.longs(column);
            case FLOAT -> ParquetValueWriters.floats(column);
            case DOUBLE -> ParquetValueWriters.doubles(column);
            case STRING -> new TextWriter(column);
            case UUID -> ParquetValueWriters.uuids(column);
            case DECIMAL -> decimals((DecimalType) type, column);
            case BINARY -> ParquetValueWriters.byteBuffers(column);
            case FIXED -> ParquetValueWriters.fixedBuffers(column);
            case GEOMETRY -> ParquetValueWriters.geometry(column, type);
            default -> throw new IllegalArgumentException("No row has values of " + type);
        };
    }

    private static ParquetValueWriter<BigDecimal> decimals(DecimalType type, ColumnDescriptor column) {
        return switch (column.getPrimitiveType().getPrimitiveTypeName()) {
            case INT32 -> ParquetValueWriters.decimalAsInteger(column, type.precision(), type.scale());
            case INT64 -> ParquetValueWriters.decimalAsLong(column, type.precision(), type.scale());
            default -> ParquetValueWriters.decimalAsFixed(column, type.precision(), type.scale());
        };
    }

    @Override
    protected @Nullable Object get(RowStruct struct, int index) {
        return struct.row()[index];
    }

    private static final class TextWriter extends PrimitiveWriter<CharSequence> {

        TextWriter(ColumnDescriptor column) {
            super(column);
        }

        @Override
        public void write(int repetitionLevel, CharSequence value) {
            byte[] bytes = value.toString().getBytes(StandardCharsets.UTF_8);
            // "Constant": nobody changes the bytes, so a dictionary need not copy them.
            column.writeBinary(repetitionLevel, Binary.fromConstantByteArray(bytes));
        }
    }
}
