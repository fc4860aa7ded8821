package dev.firn.sink.resolve;

import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.types.Types.NestedField;

/** How many bytes of a file its key columns are. */
final class KeyColumnSize {

    private KeyColumnSize() {}

    /** As its manifest says; the whole file if that says nothing. */
    static long of(DataFile file, KeyColumns columns) {
        Map<Integer, Long> sizes = file.columnSizes();
        long bytes = 0;
        for (NestedField field : columns.fields()) {
            Long size = sizes == null ? null : sizes.get(field.fieldId());
            if (size == null) {
                return file.fileSizeInBytes();
            }
            bytes += size;
        }
        return bytes;
    }
}
