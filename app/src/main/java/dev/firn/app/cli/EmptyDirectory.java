package dev.firn.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ParameterException;

/** The folder that {@code --directory} names, which must be new or empty; else a temporary one. */
final class EmptyDirectory {

    private EmptyDirectory() {}

    static Path of(@Nullable Path wanted, String temporaryPrefix, CommandLine command) throws IOException {
        if (wanted == null) {
            return Files.createTempDirectory(temporaryPrefix);
        }
        Path absolute = wanted.toAbsolutePath().normalize();
        if (Files.exists(absolute)) {
            try (Stream<Path> content = Files.list(absolute)) {
                if (content.findAny().isPresent()) {
                    throw new ParameterException(
                            command, "--directory " + wanted + " is not empty; name a new one, or empty it");
                }
            }
        }
        return Files.createDirectories(absolute);
    }
}
