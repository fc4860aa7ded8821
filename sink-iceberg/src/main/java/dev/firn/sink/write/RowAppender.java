package dev.firn.sink.write;

import dev.firn.sink.write.column.ColumnFile;
import java.io.IOException;
import java.util.List;
import org.apache.iceberg.Metrics;
import org.apache.iceberg.io.FileAppender;

/**
 * A file that is encoded column by column, as Iceberg's writers of tables take it.
 *
 * @param file the file
 */
record RowAppender(ColumnFile file) implements FileAppender<RowStruct> {

    @Override
    public void add(RowStruct row) {
        file.add(row.row());
    }

    @Override
    public Metrics metrics() {
        return file.metrics();
    }

    @Override
    public long length() {
        return file.length();
    }

    @Override
    public List<Long> splitOffsets() {
        return file.splitOffsets();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
