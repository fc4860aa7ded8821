package dev.firn.sink.resolve;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.DeleteFile;
import org.apache.iceberg.FileContent;
import org.apache.iceberg.FileFormat;
import org.apache.iceberg.data.parquet.InternalReader;
import org.apache.iceberg.deletes.Deletes;
import org.apache.iceberg.deletes.PositionDeleteIndex;
import org.apache.iceberg.expressions.Expressions;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DeleteSchemaUtil;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.IOUtil;
import org.apache.iceberg.io.RangeReadable;
import org.apache.iceberg.io.SeekableInputStream;
import org.apache.iceberg.parquet.Parquet;
import org.apache.iceberg.util.ContentFileUtil;

/** The rows of a data file that are deleted by their positions. */
public final class LivePositions {

    private final FileIO io;

    public LivePositions(FileIO io) {
        this.io = io;
    }

    /** Positions that nothing stands in yet. */
    public static PositionDeleteIndex none() {
        return Deletes.toPositionIndex(CloseableIterable.empty());
    }

    /**
     * The positions that the delete files of a data file say, and which of the files can go when they are said anew: those that are about
     * this data file alone. Files of equality deletes among them are passed over.
     */
    public PositionDeleteIndex of(DataFile file, Iterable<DeleteFile> deletes) {
        PositionDeleteIndex all = none();
        for (DeleteFile delete : deletes) {
            if (delete.content() == FileContent.POSITION_DELETES) {
                all.merge(read(file, delete));
            }
        }
        return all;
    }

    /** Those of the files that are about one data file alone. */
    public static List<DeleteFile> fileScoped(Iterable<DeleteFile> deletes) {
        List<DeleteFile> scoped = new ArrayList<>();
        for (DeleteFile delete : deletes) {
            if (delete.content() == FileContent.POSITION_DELETES && ContentFileUtil.isFileScoped(delete)) {
                scoped.add(delete);
            }
        }
        return scoped;
    }

    private PositionDeleteIndex read(DataFile file, DeleteFile delete) {
        if (ContentFileUtil.isDV(delete)) {
            return readVector(delete);
        }
        if (delete.format() != FileFormat.PARQUET) {
            throw new UnsupportedOperationException(
                    "Cannot read the positions in " + delete.location() + ", a file of " + delete.format()
                            + ": Firn reads Parquet and Puffin; have the engine that wrote it rewrite the table's files");
        }
        return Deletes.toPositionIndex(
                file.location(),
                Parquet.read(io.newInputFile(delete))
                        .project(DeleteSchemaUtil.pathPosSchema())
                        .filter(Expressions.equal("file_path", file.location()))
                        .createReaderFunc(type -> InternalReader.create(DeleteSchemaUtil.pathPosSchema(), type))
                        .build(),
                delete);
    }

    private PositionDeleteIndex readVector(DeleteFile vector) {
        byte[] bytes = new byte[Math.toIntExact(vector.contentSizeInBytes())];
        try (SeekableInputStream input = io.newInputFile(vector).newStream()) {
            if (input instanceof RangeReadable ranges) {
                ranges.readFully(vector.contentOffset(), bytes);
            } else {
                input.seek(vector.contentOffset());
                IOUtil.readFully(input, bytes, 0, bytes.length);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read the deletion vector in " + vector.location(), e);
        }
        return PositionDeleteIndex.deserialize(bytes, vector);
    }
}
