package dev.firn.sink.checkpoint;

import dev.firn.engine.lake.CheckpointId;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.apache.iceberg.DataFile;
import org.apache.iceberg.Schema;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.data.parquet.GenericParquetReaders;
import org.apache.iceberg.data.parquet.GenericParquetWriter;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.CloseableIterable;
import org.apache.iceberg.io.DataWriter;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.parquet.Parquet;

/**
 * The states of checkpoints, each as a data file of the checkpoint table with a single row: each is written once and never changed. {@link
 * StateBranch} lists them.
 *
 * <p>Firn up to 0.1 wrote text that nothing listed; such a state is read, and its file deleted when it is outdated.
 */
final class StateFile {

    private static final String UNLISTED = ".json.gz";

    private StateFile() {}

    /** Whether the file is one that no snapshot of any version lists. */
    static boolean isUnlisted(String location) {
        return location.endsWith(UNLISTED);
    }

    /** Writes a state, whose column the schema has. */
    static DataFile write(Table table, Schema schema, CheckpointId checkpoint, String state, Instant now) {
        String name = "firn-state-" + checkpoint + "-" + UUID.randomUUID() + ".parquet";
        String location = table.locationProvider().newDataLocation(name);
        Record row = HistoryRows.stateRow(schema, checkpoint, state, now);
        try {
            DataWriter<Record> writer = Parquet.writeData(table.io().newOutputFile(location))
                    .schema(schema)
                    .withSpec(table.spec())
                    .set("write.parquet.compression-codec", "zstd")
                    .createWriterFunc(GenericParquetWriter::create)
                    .build();
            try (writer) {
                writer.write(row);
            }
            return writer.toDataFile();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + location, e);
        }
    }

    /**
     * Reads a state.
     *
     * @throws NotFoundException if there is no such file
     * @throws UnreadableFile if it is there and no state
     */
    static String read(FileIO io, Schema schema, String location) {
        InputFile file = io.newInputFile(location);
        if (!file.exists()) {
            throw new NotFoundException("File does not exist: %s", location);
        }
        try {
            return isUnlisted(location) ? readText(file) : readRow(file, HistoryRows.stateColumn(schema));
        } catch (ZipException | EOFException e) {
            throw new UnreadableFile(location, e);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + location, e);
        }
    }

    private static String readText(InputFile file) throws IOException {
        try (InputStream input = new GZIPInputStream(file.newStream())) {
            return new String(input.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private static String readRow(InputFile file, Schema column) throws IOException {
        try (CloseableIterable<Record> rows = Parquet.read(file)
                .project(column)
                .createReaderFunc(fileSchema -> GenericParquetReaders.buildReader(column, fileSchema))
                .build()) {
            for (Record row : rows) {
                if (row.get(0) instanceof String state) {
                    return state;
                }
            }
        } catch (RuntimeException e) {
            if (isCutOff(e)) {
                throw new UnreadableFile(file.location(), e);
            }
            throw e;
        }
        throw new UnreadableFile(file.location(), new EOFException("it has no state"));
    }

    /** Parquet says so by an exception without a type of its own. */
    private static boolean isCutOff(RuntimeException failure) {
        return String.valueOf(failure.getMessage()).contains("is not a Parquet file");
    }

    /** The file is damaged. */
    static final class UnreadableFile extends RuntimeException {

        private static final long serialVersionUID = 1L;

        UnreadableFile(String location, Exception cause) {
            super(location + " cannot be read: " + cause.getMessage(), cause);
        }
    }
}
