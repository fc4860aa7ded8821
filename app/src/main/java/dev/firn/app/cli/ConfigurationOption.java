package dev.firn.app.cli;

import dev.firn.app.config.Configuration;
import dev.firn.app.config.ConfigurationFile;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** {@code -c firn.yaml}. */
final class ConfigurationOption {

    @Option(
            names = {"-c", "--config"},
            paramLabel = "FILE",
            defaultValue = "firn.yaml",
            description = "The configuration; ${DEFAULT-VALUE} of the working directory unless given.")
    private Path file = Path.of("firn.yaml");

    Configuration read() {
        return ConfigurationFile.ofThisProcess().read(file);
    }
}
