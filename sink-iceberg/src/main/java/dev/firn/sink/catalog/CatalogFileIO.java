package dev.firn.sink.catalog;

import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.ResolvingFileIO;

/**
 * Files wherever a catalog says that they are. Iceberg's own choice, but for local folders, to which its way leads through parts of Hadoop that Firn
 * does not bring: see {@link LocalFileIO}.
 */
public final class CatalogFileIO extends ResolvingFileIO {

    private static final long serialVersionUID = 1L;

    private final LocalFileIO local = new LocalFileIO();

    /** For Iceberg, which makes it by its class name. */
    public CatalogFileIO() {}

    @Override
    public InputFile newInputFile(String location) {
        return LocalFileIO.holds(location) ? local.newInputFile(location) : super.newInputFile(location);
    }

    @Override
    public InputFile newInputFile(String location, long length) {
        return LocalFileIO.holds(location)
                ? local.newInputFile(location, length)
                : super.newInputFile(location, length);
    }

    @Override
    public OutputFile newOutputFile(String location) {
        return LocalFileIO.holds(location) ? local.newOutputFile(location) : super.newOutputFile(location);
    }

    @Override
    public void deleteFile(String location) {
        if (LocalFileIO.holds(location)) {
            local.deleteFile(location);
        } else {
            super.deleteFile(location);
        }
    }

    @Override
    public void deleteFiles(Iterable<String> locations) {
        List<String> remote = new ArrayList<>();
        for (String location : locations) {
            if (LocalFileIO.holds(location)) {
                local.deleteFile(location);
            } else {
                remote.add(location);
            }
        }
        if (!remote.isEmpty()) {
            super.deleteFiles(remote);
        }
    }

    @Override
    public Iterable<FileInfo> listPrefix(String prefix) {
        return LocalFileIO.holds(prefix) ? local.listPrefix(prefix) : super.listPrefix(prefix);
    }

    @Override
    public void deletePrefix(String prefix) {
        if (LocalFileIO.holds(prefix)) {
            local.deletePrefix(prefix);
        } else {
            super.deletePrefix(prefix);
        }
    }
}
