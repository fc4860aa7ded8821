package dev.firn.sink.checkpoint;

import dev.firn.engine.lake.CheckpointId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.iceberg.io.FileIO;

/** The states of checkpoints as compressed files in the checkpoint table's metadata folder: each is written once and never changed. */
final class StateFile {

    private StateFile() {}

    /** Writes a state and returns where it is. */
    static String write(FileIO io, String folder, CheckpointId checkpoint, String state) {
        String location = folder + "firn-state-" + checkpoint + "-" + UUID.randomUUID() + ".json.gz";
        try (OutputStream output =
                new GZIPOutputStream(io.newOutputFile(location).create())) {
            output.write(state.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + location, e);
        }
        return location;
    }

    static String read(FileIO io, String location) {
        try (InputStream input = new GZIPInputStream(io.newInputFile(location).newStream())) {
            return new String(input.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot read " + location, e);
        }
    }
}
