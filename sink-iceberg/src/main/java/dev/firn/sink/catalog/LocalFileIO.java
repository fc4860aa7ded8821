package dev.firn.sink.catalog;

import java.io.File;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.apache.iceberg.exceptions.AlreadyExistsException;
import org.apache.iceberg.exceptions.NotFoundException;
import org.apache.iceberg.io.FileIO;
import org.apache.iceberg.io.FileInfo;
import org.apache.iceberg.io.InputFile;
import org.apache.iceberg.io.OutputFile;
import org.apache.iceberg.io.PositionOutputStream;
import org.apache.iceberg.io.SeekableInputStream;
import org.apache.iceberg.io.SupportsPrefixOperations;

/**
 * Files in a local folder, for the demo, for tests and for a warehouse on one machine.
 *
 * <p>Iceberg's own way there leads through Hadoop, which starts a process to set each file's permissions, writes a checksum file beside
 * each, and throws an {@link Error} when the disk is full. A file is on the disk when its stream is closed, as the catalog's
 * commit that refers to it will be.
 */
public final class LocalFileIO implements FileIO, SupportsPrefixOperations {

    private static final long serialVersionUID = 1L;
    private static final int BUFFER_BYTES = 64 * 1024;
    private static final String SCHEME = "file:";

    /** For Iceberg, which makes it by its class name. */
    public LocalFileIO() {}

    /** Whether a location is one of the local file system. */
    static boolean holds(String location) {
        return location.startsWith(SCHEME) || location.indexOf("://") < 0;
    }

    /**
     * The folder that somebody has named, by its path or by a URI, as the beginning of locations: {@code file:///folder}.
     */
    static String locationOf(String folder) {
        Path path = folder.startsWith(SCHEME) ? Path.of(URI.create(folder).getPath()) : Path.of(folder);
        return SCHEME + "//" + path.toAbsolutePath();
    }

    /** Where a location is: what stands behind the scheme, letter by letter, as other readers take it. */
    static Path path(String location) {
        if (!location.startsWith(SCHEME)) {
            return Path.of(location);
        }
        String path = location.substring(SCHEME.length());
        return Path.of(path.startsWith("///") ? path.substring(2) : path);
    }

    @Override
    public InputFile newInputFile(String location) {
        return new LocalInput(location);
    }

    @Override
    public OutputFile newOutputFile(String location) {
        return new LocalOutput(location);
    }

    @Override
    public void deleteFile(String location) {
        try {
            Files.deleteIfExists(path(location));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete " + location, e);
        }
    }

    /** The files below a folder, each by the location that begins as the prefix does; none if there is no such folder. */
    @Override
    public Iterable<FileInfo> listPrefix(String prefix) {
        Path folder = path(prefix);
        String beginning = prefix.endsWith("/") ? prefix : prefix + "/";
        return () -> {
            // In one go: a warehouse on one machine is small, and an open walk would have to be closed by somebody.
            Listing listing = new Listing(folder, beginning);
            try {
                Files.walkFileTree(folder, listing);
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot list " + prefix, e);
            }
            return listing.files.iterator();
        };
    }

    /** Passes over what goes while it is listed, as an object store does. */
    private static final class Listing extends SimpleFileVisitor<Path> {

        private final Path folder;
        private final String beginning;
        private final List<FileInfo> files = new ArrayList<>();

        Listing(Path folder, String beginning) {
            this.folder = folder;
            this.beginning = beginning;
        }

        @Override
        public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile()) {
                files.add(new FileInfo(
                        beginning + folder.relativize(file),
                        attributes.size(),
                        attributes.lastModifiedTime().toMillis()));
            }
            return FileVisitResult.CONTINUE;
        }

        @Override
        public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
            if (failure instanceof NoSuchFileException) {
                return FileVisitResult.CONTINUE;
            }
            throw failure;
        }
    }

    @Override
    public void deletePrefix(String prefix) {
        Path folder = path(prefix);
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> walk = Files.walk(folder)) {
            List<Path> deepestFirst = walk.sorted(Comparator.reverseOrder()).toList();
            for (Path path : deepestFirst) {
                Files.deleteIfExists(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot delete what is below " + prefix, e);
        }
    }

    private record LocalInput(String location) implements InputFile {

        @Override
        public long getLength() {
            try {
                return Files.size(path(location));
            } catch (NoSuchFileException e) {
                throw new NotFoundException(e, "File does not exist: %s", location);
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot read " + location, e);
            }
        }

        @Override
        public SeekableInputStream newStream() {
            try {
                return new LocalInputStream(path(location).toFile());
            } catch (FileNotFoundException e) {
                throw new NotFoundException(e, "File does not exist or cannot be read: %s", location);
            }
        }

        @Override
        public boolean exists() {
            return Files.exists(path(location));
        }
    }

    private record LocalOutput(String location) implements OutputFile {

        @Override
        public PositionOutputStream create() {
            try {
                Path path = prepared();
                Files.createFile(path);
                return new LocalOutputStream(path.toFile());
            } catch (FileAlreadyExistsException e) {
                throw new AlreadyExistsException(e, "File exists already: %s", location);
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot create " + location, e);
            }
        }

        @Override
        public PositionOutputStream createOrOverwrite() {
            try {
                return new LocalOutputStream(prepared().toFile());
            } catch (IOException e) {
                throw new UncheckedIOException("Cannot create " + location, e);
            }
        }

        private Path prepared() throws IOException {
            Path path = path(location);
            Files.createDirectories(Objects.requireNonNull(path.getParent(), location));
            return path;
        }

        @Override
        public InputFile toInputFile() {
            return new LocalInput(location);
        }
    }

    /** Not a channel: an interrupt must not close a file under its writer. */
    private static final class LocalOutputStream extends PositionOutputStream {

        private final FileOutputStream file;
        private final byte[] buffer = new byte[BUFFER_BYTES];
        private int buffered;
        private long written;
        private boolean closed;

        LocalOutputStream(File file) throws FileNotFoundException {
            this.file = new FileOutputStream(file);
        }

        @Override
        public long getPos() {
            return written + buffered;
        }

        @Override
        public void write(int value) throws IOException {
            if (buffered == buffer.length) {
                drain();
            }
            buffer[buffered++] = (byte) value;
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
            if (length > buffer.length - buffered) {
                drain();
            }
            if (length > buffer.length) {
                file.write(bytes, offset, length);
                written += length;
            } else {
                System.arraycopy(bytes, offset, buffer, buffered, length);
                buffered += length;
            }
        }

        private void drain() throws IOException {
            file.write(buffer, 0, buffered);
            written += buffered;
            buffered = 0;
        }

        @Override
        public void flush() throws IOException {
            drain();
        }

        @Override
        public void close() throws IOException {
            if (closed) {
                return;
            }
            closed = true;
            try (file) {
                drain();
                file.getFD().sync();
            }
        }
    }

    private static final class LocalInputStream extends SeekableInputStream {

        private final RandomAccessFile file;
        private final byte[] buffer = new byte[BUFFER_BYTES];
        private long bufferStart;
        private int bufferLength;
        private int bufferOffset;

        LocalInputStream(File file) throws FileNotFoundException {
            this.file = new RandomAccessFile(file, "r");
        }

        @Override
        public long getPos() {
            return bufferStart + bufferOffset;
        }

        @Override
        public void seek(long position) {
            long offset = position - bufferStart;
            if (offset >= 0 && offset <= bufferLength) {
                bufferOffset = (int) offset;
            } else {
                bufferStart = position;
                bufferLength = 0;
                bufferOffset = 0;
            }
        }

        @Override
        public int read() throws IOException {
            return fill() ? buffer[bufferOffset++] & 0xff : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (bufferOffset == bufferLength && length >= buffer.length) {
                return readThrough(bytes, offset, length);
            }
            if (!fill()) {
                return -1;
            }
            int count = Math.min(length, bufferLength - bufferOffset);
            System.arraycopy(buffer, bufferOffset, bytes, offset, count);
            bufferOffset += count;
            return count;
        }

        private int readThrough(byte[] bytes, int offset, int length) throws IOException {
            file.seek(getPos());
            int count = file.read(bytes, offset, length);
            if (count > 0) {
                seek(getPos() + count);
            }
            return count;
        }

        private boolean fill() throws IOException {
            if (bufferOffset < bufferLength) {
                return true;
            }
            bufferStart = getPos();
            bufferOffset = 0;
            file.seek(bufferStart);
            bufferLength = Math.max(0, file.read(buffer, 0, buffer.length));
            return bufferLength > 0;
        }

        @Override
        public void close() throws IOException {
            file.close();
        }
    }
}
