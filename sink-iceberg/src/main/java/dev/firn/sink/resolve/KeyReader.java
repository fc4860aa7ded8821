package dev.firn.sink.resolve;

import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.parquet.ParquetValueReaders.PrimitiveReader;
import org.apache.iceberg.types.Type;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.schema.MessageType;
import org.jspecify.annotations.Nullable;

/**
 * Reads the keys of a Parquet file row by row, and knows at which position of the file each stands. The same object comes for every row. Hot.
 *
 * <p>It is no reader of one column, but Iceberg lets nobody else write readers: what it inherits stands idle.
 */
final class KeyReader extends PrimitiveReader<KeyReader.Row> {

    private final KeyColumnReader[] columns;
    private final Row row;

    /** A row of which the key and the position are known. */
    static final class Row {

        private final KeyBytes key = new KeyBytes();
        private final int[] starts;
        private long position;

        private Row(int columns) {
            this.starts = new int[columns];
        }

        /** A row with the key of these values, of which the position does not matter. */
        static Row of(KeyColumns columns, @Nullable Object[] values) {
            Row row = new Row(values.length);
            for (int column = 0; column < values.length; column++) {
                row.starts[column] = row.key.length();
                KeyEncoding.put(row.key, columns.fields().get(column).type(), values[column]);
            }
            return row;
        }

        KeyBytes key() {
            return key;
        }

        /** Counted from zero in the file. */
        long position() {
            return position;
        }

        /** The bytes by which the value of a column is compared; null for null. */
        byte @Nullable [] comparable(int column, Type type) {
            int end = column + 1 < starts.length ? starts[column + 1] : key.length();
            return KeyEncoding.comparable(type, key, starts[column], end);
        }
    }

    KeyReader(KeyColumns key, MessageType file) {
        super(file.getColumns().get(0));
        List<KeyColumnReader> readers = new ArrayList<>();
        for (NestedField field : key.fields()) {
            readers.add(KeyColumnReader.of(field, file));
        }
        this.columns = readers.toArray(new KeyColumnReader[0]);
        this.row = new Row(columns.length);
    }

    @Override
    public Row read(Row reuse) {
        row.key.clear();
        for (int column = 0; column < columns.length; column++) {
            row.starts[column] = row.key.length();
            columns[column].appendTo(row.key);
        }
        row.position++;
        return row;
    }

    @Override
    public void setPageSource(PageReadStore rowGroup) {
        for (KeyColumnReader column : columns) {
            column.setPageSource(rowGroup);
        }
        row.position = rowGroup.getRowIndexOffset()
                        .orElseThrow(() -> new IllegalStateException("The file does not say which rows come before"))
                - 1;
    }
}
