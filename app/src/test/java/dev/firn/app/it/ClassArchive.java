package dev.firn.app.it;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * The classes of Firn as a JVM keeps them in memory (class data sharing), which takes off a third of what the many short processes of the tests
 * cost. The first of them that ends by itself leaves it behind, for this run of the tests and later ones of the same classes.
 *
 * <p>A JVM shares classes of jars alone, so directories of classes are packed first.
 */
final class ClassArchive {

    private static final Path DIRECTORY = Path.of("target", "class-archive").toAbsolutePath();
    private static final ClassArchive OF_THIS_RUN = new ClassArchive(FirnProcess.classPathOfTests());

    private final String classPath;
    private final Path file;
    private boolean begun;

    /** What is left behind, under a name of its own until it is whole. */
    record Leaving(Path written, Path file) {

        String option() {
            return "-XX:ArchiveClassesAtExit=" + written;
        }

        /** The process has ended. */
        void left() {
            try {
                if (Files.exists(written)) {
                    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private ClassArchive(String classPath) {
        try {
            Files.createDirectories(DIRECTORY);
            List<String> entries = new ArrayList<>();
            StringBuilder all = new StringBuilder();
            for (String entry : classPath.split(File.pathSeparator)) {
                Path path = Path.of(entry).toAbsolutePath();
                Path packed = Files.isDirectory(path) ? packed(path) : path;
                if (Files.exists(packed)) {
                    entries.add(packed.toString());
                    all.append(identity(packed));
                }
            }
            this.classPath = String.join(File.pathSeparator, entries);
            this.file = DIRECTORY.resolve(
                    "classes-" + Integer.toHexString(all.toString().hashCode()) + ".jsa");
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot pack the classes", e);
        }
    }

    static ClassArchive ofThisRun() {
        return OF_THIS_RUN;
    }

    String classPath() {
        return classPath;
    }

    /** What the JVM must be told to use it; nothing as long as there is none. */
    List<String> options() {
        return Files.exists(file) ? List.of("-XX:SharedArchiveFile=" + file, "-Xshare:auto") : List.of();
    }

    /** For a process that ends by itself; empty if there is one already, or if another is about to leave it. */
    synchronized Optional<Leaving> leave() {
        if (begun || Files.exists(file)) {
            return Optional.empty();
        }
        begun = true;
        return Optional.of(
                new Leaving(DIRECTORY.resolve("by-" + ProcessHandle.current().pid() + ".jsa"), file));
    }

    private static Path packed(Path directory) throws IOException {
        List<Path> files;
        try (Stream<Path> walk = Files.walk(directory)) {
            files = walk.filter(Files::isRegularFile).sorted().toList();
        }
        StringBuilder all = new StringBuilder(directory.toString());
        for (Path file : files) {
            all.append(identity(file));
        }
        Path jar =
                DIRECTORY.resolve("packed-" + Integer.toHexString(all.toString().hashCode()) + ".jar");
        if (!Files.exists(jar)) {
            Path written = Files.createTempFile(DIRECTORY, "packed", ".part");
            try (OutputStream out = Files.newOutputStream(written);
                    JarOutputStream packing = new JarOutputStream(out)) {
                for (Path file : files) {
                    packing.putNextEntry(
                            new JarEntry(directory.relativize(file).toString().replace('\\', '/')));
                    Files.copy(file, packing);
                }
            }
            Files.move(written, jar, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        }
        return jar;
    }

    private static String identity(Path file) throws IOException {
        BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
        return file + " " + attributes.size() + " " + attributes.lastModifiedTime() + "\n";
    }
}
