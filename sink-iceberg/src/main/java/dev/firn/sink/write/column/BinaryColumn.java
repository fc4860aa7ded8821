package dev.firn.sink.write.column;

import java.nio.ByteBuffer;
import org.apache.parquet.column.ColumnDescriptor;

/** Bytes as they are. */
final class BinaryColumn extends BytesColumn {

    BinaryColumn(ColumnDescriptor descriptor, ColumnFormat format, boolean byDictionary) {
        super(descriptor, format, byDictionary);
    }

    @Override
    void append(Object value) {
        ByteBuffer bytes = (ByteBuffer) value;
        plain.addInt(bytes.remaining());
        plain.add(bytes);
    }
}
