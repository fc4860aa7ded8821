package dev.firn.sink.resolve;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.types.Conversions;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;
import org.jspecify.annotations.Nullable;

/** Deleted keys that are about the files of one partition, or of all, and what is known of where they are not. */
final class KeyScope {

    private final DeletedKeys keys = new DeletedKeys();
    private final List<NestedField> bounded = new ArrayList<>();
    private final List<Integer> boundedColumns = new ArrayList<>();
    private final List<ValueRanges> ranges = new ArrayList<>();
    private long newest = DeletedKeys.NONE;

    KeyScope(KeyColumns columns) {
        for (int column = 0; column < columns.fields().size(); column++) {
            NestedField field = columns.fields().get(column);
            if (KeyEncoding.isBounded(field.type())) {
                bounded.add(field);
                boundedColumns.add(column);
                ranges.add(new ValueRanges());
            }
        }
    }

    void add(KeyReader.Row row, long sequence) {
        keys.add(row.key(), sequence);
        newest = Math.max(newest, sequence);
        for (int i = 0; i < ranges.size(); i++) {
            ranges.get(i)
                    .add(row.comparable(boundedColumns.get(i), bounded.get(i).type()));
        }
    }

    void settle() {
        ranges.forEach(ValueRanges::settle);
    }

    int size() {
        return keys.size();
    }

    long bytes() {
        return keys.bytes();
    }

    /** The number that the key was added with, or the greatest; {@link DeletedKeys#NONE} if it was not. Hot. */
    long number(KeyBytes key) {
        return keys.newest(key);
    }

    /** Hot. */
    boolean deletes(KeyBytes key, long fileSequence) {
        return keys.newest(key) > fileSequence;
    }

    /** Whether rows of the file may have one of the keys, as far as its manifest tells. */
    boolean mayBeIn(DataFile file, long fileSequence) {
        if (newest <= fileSequence) {
            return false;
        }
        for (int i = 0; i < bounded.size(); i++) {
            if (!meets(ranges.get(i), bounded.get(i), file)) {
                return false;
            }
        }
        return true;
    }

    private static boolean meets(ValueRanges ranges, NestedField field, DataFile file) {
        if (ranges.hasNull()) {
            return true;
        }
        byte @Nullable [] lower = bound(file.lowerBounds(), field);
        byte @Nullable [] upper = bound(file.upperBounds(), field);
        return ranges.meets(lower, upper);
    }

    @SuppressWarnings("NullAway") // a file may say nothing of a column, or nothing at all
    private static byte @Nullable [] bound(@Nullable Map<Integer, ByteBuffer> bounds, NestedField field) {
        ByteBuffer bound = bounds == null ? null : bounds.get(field.fieldId());
        Type type = field.type();
        return bound == null ? null : KeyEncoding.comparable(type, Conversions.fromByteBuffer(type, bound));
    }
}
