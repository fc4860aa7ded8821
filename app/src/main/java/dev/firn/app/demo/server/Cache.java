package dev.firn.app.demo.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Locale;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What servers run, kept between runs: {@code ~/.cache/firn}, or the directory that the system property {@code
 * firn.cache} names. It can be deleted at any time when no server runs.
 */
public final class Cache {

    // A file lock is held by the whole JVM: among its threads this one decides.
    private static final ReentrantLock THREADS = new ReentrantLock();

    private Cache() {}

    /** Makes the content of an entry. */
    @FunctionalInterface
    public interface Maker {
        /** Fills an empty directory that exists. */
        void fill(Path directory) throws IOException;
    }

    /** The cache's own directory, which exists. */
    public static Path directory() {
        String configured = System.getProperty("firn.cache");
        Path directory =
                configured == null ? Path.of(System.getProperty("user.home"), ".cache", "firn") : Path.of(configured);
        try {
            return Files.createDirectories(directory.toAbsolutePath());
        } catch (IOException e) {
            throw new ServerException(
                    "Cannot create " + directory
                            + ", where servers are kept; set -Dfirn.cache to a directory that can be written",
                    e);
        }
    }

    /**
     * An entry, made by the first who asks, also among several processes. An entry is whole or does not exist: it is made beside its
     * place and moved there.
     */
    public static Path entry(String name, Maker maker) {
        Path entry = directory().resolve(name);
        if (Files.isDirectory(entry)) {
            return entry;
        }
        return locked(() -> {
            if (!Files.isDirectory(entry)) {
                Path making = directory().resolve(name + ".making");
                FileTree.delete(making);
                maker.fill(Files.createDirectories(making));
                Files.move(making, entry, StandardCopyOption.ATOMIC_MOVE);
            }
            return entry;
        });
    }

    /** Does something that no other thread or process does at the same time. */
    static <T> T locked(Work<T> work) {
        THREADS.lock();
        try (FileChannel channel = FileChannel.open(
                        directory().resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                var lock = channel.lock()) {
            return work.run();
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot prepare a server in " + directory(), e);
        } finally {
            THREADS.unlock();
        }
    }

    @FunctionalInterface
    interface Work<T> {
        T run() throws IOException;
    }

    /** The operating system and processor as names of server archives have them, such as {@code linux-x86_64}. */
    static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String processor = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        return (system.startsWith("mac") ? "mac" : system) + "-" + ("amd64".equals(processor) ? "x86_64" : processor);
    }
}
