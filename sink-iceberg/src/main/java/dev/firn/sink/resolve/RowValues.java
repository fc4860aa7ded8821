package dev.firn.sink.resolve;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.PrimitiveIterator;
import java.util.TreeSet;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.data.parquet.InternalReader;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.parquet.ParquetSchemaUtil;
import org.apache.iceberg.parquet.ParquetValueReader;
import org.apache.iceberg.types.Types.NestedField;
import org.apache.parquet.column.ColumnDescriptor;
import org.apache.parquet.column.page.PageReadStore;
import org.apache.parquet.hadoop.ParquetFileReader;
import org.apache.parquet.hadoop.metadata.BlockMetaData;
import org.apache.parquet.hadoop.metadata.ColumnChunkMetaData;
import org.apache.parquet.internal.column.columnindex.OffsetIndex;
import org.apache.parquet.internal.filter2.columnindex.RowRanges;
import org.apache.parquet.schema.GroupType;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.Type;
import org.jspecify.annotations.Nullable;

/**
 * Reads what some rows of a data file have in some columns: of each column the pages alone that these rows are in, and of large values one row at a
 * time.
 */
public final class RowValues {

    /** How much is read at once, of all columns together, if a page is not larger than that. */
    private static final long WINDOW_BYTES = 8L << 20;

    private final List<NestedField> fields;

    /** Takes the values that a row has in the columns, in their order. */
    public interface Visitor {
        void visit(long position, @Nullable Object[] values);
    }

    /** @param fields the columns, with the types that the table has */
    public RowValues(List<NestedField> fields) {
        this.fields = List.copyOf(fields);
    }

    /**
     * Reads rows of a file.
     *
     * @param positions in the file, ascending
     */
    public void read(DataFile file, InputFile input, long[] positions, Visitor visitor) {
        if (file.format() != FileFormat.PARQUET) {
            throw new UnsupportedOperationException(
                    "Cannot read rows of " + file.location() + ", a file of " + file.format()
                            + ": Firn reads Parquet; have the engine that wrote it write Parquet, and rewrite the file");
        }
        try (ParquetFileReader reader = ParquetFileReader.open(new ParquetInput(input))) {
            int next = 0;
            List<BlockMetaData> groups = reader.getRowGroups();
            long first = 0;
            for (int group = 0; group < groups.size() && next < positions.length; group++) {
                long behind = first + groups.get(group).getRowCount();
                int from = next;
                while (next < positions.length && positions[next] < behind) {
                    next++;
                }
                if (next > from) {
                    new RowGroup(reader, group, first, visitor).read(positions, from, next);
                }
                first = behind;
            }
            if (next < positions.length) {
                throw new IllegalStateException(file.location() + " has no row at " + positions[next]);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read rows of " + file.location(), e);
        }
    }

    private final class RowGroup {

        private final ParquetFileReader file;
        private final int ordinal;
        private final BlockMetaData group;
        private final long first;
        private final Visitor visitor;
        private final MessageType schema;
        private final List<Column> columns = new ArrayList<>();

        RowGroup(ParquetFileReader file, int ordinal, long first, Visitor visitor) throws IOException {
            this.file = file;
            this.ordinal = ordinal;
            this.group = file.getRowGroups().get(ordinal);
            this.first = first;
            this.visitor = visitor;
            MessageType stored = file.getFileMetaData().getSchema();
            this.schema = ParquetSchemaUtil.hasIds(stored) ? stored : ParquetSchemaUtil.addFallbackIds(stored);
            for (NestedField field : fields) {
                columns.add(new Column(field));
            }
        }

        void read(long[] positions, int from, int to) throws IOException {
            int start = from;
            while (start < to) {
                int end = start + 1;
                while (end < to && bytes(positions, start, end + 1) <= WINDOW_BYTES) {
                    end++;
                }
                window(positions, start, end);
                start = end;
            }
        }

        private long bytes(long[] positions, int from, int to) {
            return columns.stream()
                    .mapToLong(column -> column.bytes(positions[from] - first, positions[to - 1] - first))
                    .sum();
        }

        private void window(long[] positions, int from, int to) throws IOException {
            List<Values> open = new ArrayList<>();
            try {
                for (Column column : columns) {
                    open.add(column.open(positions, from, to));
                }
                for (int index = from; index < to; index++) {
                    @Nullable Object[] values = new @Nullable Object[columns.size()];
                    for (int column = 0; column < values.length; column++) {
                        values[column] = open.get(column).at(positions[index] - first);
                    }
                    visitor.visit(positions[index], values);
                }
            } finally {
                open.forEach(Values::close);
            }
        }

        private final class Column {

            private final ParquetValueReader<StructLike> rows;
            private final @Nullable MessageType stored;
            /** Where the pages are; null where the file does not say it, or the column is made of several. */
            private final @Nullable OffsetIndex pages;

            Column(NestedField field) throws IOException {
                this.rows = InternalReader.create(new Schema(field), schema);
                int index = -1;
                for (int i = 0; i < schema.getFieldCount(); i++) {
                    Type.ID id = schema.getType(i).getId();
                    if (id != null && id.intValue() == field.fieldId()) {
                        index = i;
                    }
                }
                GroupType original = file.getFileMetaData().getSchema();
                this.stored = index < 0 ? null : new MessageType(original.getName(), original.getType(index));
                ColumnChunkMetaData chunk = chunk(stored);
                this.pages = chunk == null ? null : file.readOffsetIndex(chunk);
            }

            private @Nullable ColumnChunkMetaData chunk(@Nullable MessageType type) {
                if (type == null
                        || type.getColumns().size() != 1
                        || type.getMaxRepetitionLevel(type.getPaths().get(0)) > 0) {
                    return null;
                }
                ColumnDescriptor column = type.getColumns().get(0);
                return group.getColumns().stream()
                        .filter(chunk -> List.of(chunk.getPath().toArray()).equals(List.of(column.getPath())))
                        .findFirst()
                        .orElse(null);
            }

            /** How much has to be read at most for rows between two. */
            long bytes(long firstRow, long lastRow) {
                if (pages == null) {
                    return 0;
                }
                long bytes = 0;
                for (int page = pageOf(firstRow); page <= pageOf(lastRow); page++) {
                    bytes += pages.getCompressedPageSize(page);
                }
                return bytes;
            }

            @SuppressWarnings("NullAway") // only where the pages are known
            private int pageOf(long row) {
                int low = 0;
                int high = pages.getPageCount() - 1;
                while (low < high) {
                    int middle = (low + high + 1) >>> 1;
                    if (pages.getFirstRowIndex(middle) <= row) {
                        low = middle;
                    } else {
                        high = middle - 1;
                    }
                }
                return low;
            }

            Values open(long[] positions, int from, int to) throws IOException {
                MessageType column = stored;
                if (column == null) {
                    // The file is older than the column: all rows have the same.
                    return new Values(rows, null);
                }
                file.setRequestedSchema(column);
                OffsetIndex known = pages;
                if (known == null) {
                    return new Values(rows, file.readRowGroup(ordinal));
                }
                TreeSet<Integer> wanted = new TreeSet<>();
                for (int index = from; index < to; index++) {
                    wanted.add(pageOf(positions[index] - first));
                }
                RowRanges ranges = RowRanges.create(
                        group.getRowCount(),
                        wanted.stream().mapToInt(Integer::intValue).iterator(),
                        known);
                return new Values(rows, file.readFilteredRowGroup(ordinal, ranges));
            }
        }
    }

    /** A column's values, of which some are passed over. */
    private static final class Values implements Closeable {

        private final ParquetValueReader<StructLike> rows;
        private final @Nullable PageReadStore store;
        private final PrimitiveIterator.@Nullable OfLong indexes;
        private long reached = -1;

        Values(ParquetValueReader<StructLike> rows, @Nullable PageReadStore store) {
            this.rows = rows;
            this.store = store;
            this.indexes = store == null ? null : store.getRowIndexes().orElse(null);
            if (store != null) {
                rows.setPageSource(store);
            }
        }

        /** The value of a row of the row group, behind those that were asked for before. */
        @SuppressWarnings("NullAway") // there is nothing to use again
        @Nullable
        Object at(long row) {
            StructLike value = rows.read(null);
            if (store == null) {
                return value.get(0, Object.class);
            }
            while (true) {
                reached = indexes == null ? reached + 1 : indexes.nextLong();
                if (reached == row) {
                    return value.get(0, Object.class);
                }
                value = rows.read(null);
            }
        }

        @Override
        public void close() {
            if (store != null) {
                store.close();
            }
        }
    }
}
