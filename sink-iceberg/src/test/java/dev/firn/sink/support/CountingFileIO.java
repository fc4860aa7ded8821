package dev.firn.sink.support;

import dev.firn.sink.catalog.LocalFileIO;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;

/** Local files, with a list of which were opened for writing and which were deleted. One test uses it at a time. */
public final class CountingFileIO implements FileIO {

    private static final long serialVersionUID = 1L;
    private static final List<String> WRITES = Collections.synchronizedList(new ArrayList<>());
    private static final List<String> DELETES = Collections.synchronizedList(new ArrayList<>());

    private final LocalFileIO files = new LocalFileIO();

    /** The locations opened for writing since the last call. */
    public static List<String> takeWrites() {
        return take(WRITES);
    }

    /** The locations deleted since the last call. */
    public static List<String> takeDeletes() {
        return take(DELETES);
    }

    private static List<String> take(List<String> list) {
        synchronized (list) {
            List<String> taken = List.copyOf(list);
            list.clear();
            return taken;
        }
    }

    @Override
    public InputFile newInputFile(String location) {
        return files.newInputFile(location);
    }

    @Override
    public OutputFile newOutputFile(String location) {
        WRITES.add(location);
        return files.newOutputFile(location);
    }

    @Override
    public void deleteFile(String location) {
        DELETES.add(location);
        files.deleteFile(location);
    }
}
