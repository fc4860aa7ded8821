package dev.firn.sink.resolve;

import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.data.parquet.InternalReader;
import org.apache.iceberg.parquet.ParquetValueReader;
import org.apache.iceberg.parquet.ParquetValueReaders.PrimitiveReader;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.LogicalTypeAnnotation.TimeUnit;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.jspecify.annotations.Nullable;

/** Reads a key's column value by value into the key's bytes. Hot. */
interface KeyColumnReader {

    void setPageSource(PageReadStore rowGroup);

    void appendTo(KeyBytes key);

    /** The reader of a field as a file has it: as plain values where file and table mean the same, else as Iceberg reads them. */
    static KeyColumnReader of(NestedField field, MessageType file) {
        ColumnDescriptor column = column(field, file);
        KeyColumnReader direct = column == null ? null : direct(field.type(), column);
        return direct == null ? new Converted(field, file) : direct;
    }

    private static @Nullable ColumnDescriptor column(NestedField field, MessageType file) {
        for (org.apache.parquet.schema.Type type : file.getFields()) {
            if (type.getId() != null && type.getId().intValue() == field.fieldId() && type.isPrimitive()) {
                return file.getColumnDescription(new String[] {type.getName()});
            }
        }
        return null;
    }

    private static @Nullable KeyColumnReader direct(Type type, ColumnDescriptor column) {
        PrimitiveTypeName stored = column.getPrimitiveType().getPrimitiveTypeName();
        return switch (type.typeId()) {
            case INTEGER, DATE -> stored == PrimitiveTypeName.INT32 ? new Direct(column, Direct::putInt) : null;
            case LONG -> {
                if (stored == PrimitiveTypeName.INT64) {
                    yield new Direct(column, Direct::putLong);
                }
                yield stored == PrimitiveTypeName.INT32 ? new Direct(column, Direct::putIntAsLong) : null;
            }
            case TIMESTAMP, TIME -> isInMicros(column) ? new Direct(column, Direct::putLong) : null;
            case STRING, BINARY -> stored == PrimitiveTypeName.BINARY ? new Direct(column, Direct::putBinary) : null;
            case UUID -> stored == PrimitiveTypeName.FIXED_LEN_BYTE_ARRAY ? new Direct(column, Direct::putUuid) : null;
            default -> null;
        };
    }

    private static boolean isInMicros(ColumnDescriptor column) {
        PrimitiveType stored = column.getPrimitiveType();
        LogicalTypeAnnotation meaning = stored.getLogicalTypeAnnotation();
        if (stored.getPrimitiveTypeName() != PrimitiveTypeName.INT64) {
            return false;
        }
        return meaning instanceof LogicalTypeAnnotation.TimestampLogicalTypeAnnotation timestamp
                ? timestamp.getUnit() == TimeUnit.MICROS
                : meaning instanceof LogicalTypeAnnotation.TimeLogicalTypeAnnotation time
                        && time.getUnit() == TimeUnit.MICROS;
    }

    /** Values without objects. */
    final class Direct extends PrimitiveReader<Void> implements KeyColumnReader {

        private final Put put;
        private final int present;

        /** Appends the column's next value. */
        interface Put {
            void next(Direct column, KeyBytes key);
        }

        private Direct(ColumnDescriptor column, Put put) {
            super(column);
            this.put = put;
            this.present = column.getMaxDefinitionLevel();
        }

        @Override
        public void appendTo(KeyBytes key) {
            if (present > 0 && column.currentDefinitionLevel() < present) {
                column.nextNull();
                key.putByte(KeyEncoding.NULL);
            } else {
                put.next(this, key);
            }
        }

        @Override
        @SuppressWarnings("NullAway") // nobody reads values as objects
        public Void read(Void reuse) {
            throw new UnsupportedOperationException("Keys are appended");
        }

        private void putInt(KeyBytes key) {
            KeyEncoding.putInt(key, column.nextInteger());
        }

        private void putLong(KeyBytes key) {
            KeyEncoding.putLong(key, column.nextLong());
        }

        private void putIntAsLong(KeyBytes key) {
            KeyEncoding.putLong(key, column.nextInteger());
        }

        private void putBinary(KeyBytes key) {
            KeyEncoding.putBytes(key, column.nextBinary().toByteBuffer());
        }

        private void putUuid(KeyBytes key) {
            key.putByte(KeyEncoding.VALUE);
            key.putBytes(column.nextBinary().toByteBuffer());
        }
    }

    /** Values as Iceberg reads them: widened, defaults, null where the file lacks the column. */
    final class Converted implements KeyColumnReader {

        private final ParquetValueReader<StructLike> rows;
        private final Type type;

        private Converted(NestedField field, MessageType file) {
            this.rows = InternalReader.create(new Schema(field), file);
            this.type = field.type();
        }

        @Override
        public void setPageSource(PageReadStore rowGroup) {
            rows.setPageSource(rowGroup);
        }

        @Override
        @SuppressWarnings("NullAway") // there is nothing to use again
        public void appendTo(KeyBytes key) {
            KeyEncoding.put(key, type, rows.read(null).get(0, Object.class));
        }
    }
}
