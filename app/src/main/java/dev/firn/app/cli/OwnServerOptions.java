package dev.firn.app.cli;

import dev.firn.app.config.SourceSection.SourceType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** Which database a command starts for itself, and in which folder. */
final class OwnServerOptions {

    @Option(
            names = "--source",
            paramLabel = "postgres|mysql",
            defaultValue = "postgres",
            description = "Which database; ${DEFAULT-VALUE}.")
    private SourceType source = SourceType.POSTGRES;

    @Option(
            names = "--directory",
            paramLabel = "DIR",
            description = "Where everything is put, an empty or new folder; else a temporary one.")
    private @Nullable Path directory;

    SourceType source() {
        return source;
    }

    /**
     * The folder, which exists and is empty.
     *
     * @param temporaryPrefix of the name of one that nobody named
     * @param command whose user is told if it is not empty
     */
    Path emptyDirectory(String temporaryPrefix, CommandLine command) throws IOException {
        Path wanted = directory;
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
