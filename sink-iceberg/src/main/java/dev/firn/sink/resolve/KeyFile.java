package dev.firn.sink.resolve;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.iceberg.ContentFile;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.parquet.Parquet;

/** The keys in a file of rows or of equality deletes. */
final class KeyFile {

    private static final int ROWS_A_LOOK = 1_024;

    private KeyFile() {}

    /** Takes a row; what it is handed is another row's after the call. */
    interface Visitor {
        void visit(KeyReader.Row row);
    }

    static void read(ContentFile<?> file, InputFile input, KeyColumns key, KeyLookup.Pace pace, Visitor visitor) {
        if (file.format() != FileFormat.PARQUET) {
            throw new UnsupportedOperationException(
                    "Cannot look for keys in " + file.location() + ", a file of " + file.format()
                            + ": Firn reads Parquet; have the engine that wrote it write Parquet, and rewrite the file");
        }
        try (CloseableIterable<KeyReader.Row> rows = Parquet.read(input)
                .project(key.schema())
                .reuseContainers()
                .createReaderFunc(type -> new KeyReader(key, type))
                .build()) {
            for (KeyReader.Row row : rows) {
                if (row.position() % ROWS_A_LOOK == 0) {
                    pace.take(0);
                }
                visitor.visit(row);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the keys in " + file.location(), e);
        }
    }
}
