package dev.firn.sink.write.column;

import java.nio.charset.StandardCharsets;
import org.apache.parquet.column.ColumnDescriptor;

/** Texts in UTF-8. Hot. */
final class TextColumn extends BytesColumn {

    TextColumn(ColumnDescriptor descriptor, ColumnFormat format, boolean byDictionary) {
        super(descriptor, format, byDictionary);
    }

    @Override
    void append(Object value) {
        byte[] bytes = ((CharSequence) value).toString().getBytes(StandardCharsets.UTF_8);
        plain.addInt(bytes.length);
        plain.add(bytes, 0, bytes.length);
    }
}
