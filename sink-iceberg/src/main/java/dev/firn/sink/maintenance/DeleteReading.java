package dev.firn.sink.maintenance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.MetadataColumns;
import org.apache.iceberg.Schema;
import org.apache.iceberg.StructLike;
import org.apache.iceberg.data.parquet.InternalReader;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.IOUtil;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.SeekableInputStream;
import org.apache.iceberg.parquet.Parquet;

/** Reads files of deletes, of whatever kind. */
final class DeleteReading {

    private static final Schema POSITIONS =
            new Schema(MetadataColumns.DELETE_FILE_PATH, MetadataColumns.DELETE_FILE_POS);

    private final FileIO io;

    DeleteReading(FileIO io) {
        this.io = io;
    }

    /** Is told of positions in a data file. */
    interface Positions {
        void accept(String dataFile, long position);
    }

    /** The positions of a file of position deletes. */
    void positions(DeleteFile file, Positions positions) {
        read(
                file.location(),
                POSITIONS,
                row -> positions.accept(String.valueOf(row.get(0, Object.class)), row.get(1, Long.class)));
    }

    /** The positions of a deletion vector. */
    void vector(DeleteFile file, LongConsumer positions) {
        InputFile puffin = io.newInputFile(file.location());
        byte[] bytes = new byte[Math.toIntExact(file.contentSizeInBytes())];
        try (SeekableInputStream stream = puffin.newStream()) {
            stream.seek(file.contentOffset());
            IOUtil.readFully(stream, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + file.location(), e);
        }
        PositionDeleteIndex.deserialize(bytes, file).forEach(positions);
    }

    /** The keys of a file of equality deletes. */
    void keys(DeleteFile file, Schema key, Consumer<StructLike> keys) {
        read(file.location(), key, keys);
    }

    /** Columns of any Parquet file, row by row, in the file's order. */
    void read(String location, Schema columns, Consumer<StructLike> consumer) {
        try (CloseableIterable<StructLike> rows = Parquet.read(io.newInputFile(location))
                .project(columns)
                .createReaderFunc(type -> InternalReader.create(columns, type))
                .build()) {
            for (StructLike row : rows) {
                consumer.accept(row);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + location, e);
        }
    }

    /** Whether the files are ones that can be read here. */
    static boolean canRead(List<DeleteFile> files) {
        return files.stream()
                .allMatch(file -> file.keyMetadata() == null
                        && switch (file.format()) {
                            case PARQUET, PUFFIN -> true;
                            default -> false;
                        });
    }
}
