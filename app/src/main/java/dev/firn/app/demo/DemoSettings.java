package dev.firn.app.demo;

import dev.firn.app.config.SourceSection.SourceType;
import java.nio.file.Path;
import java.time.Duration;

/**
 * What a demo shows.
 *
 * @param source which database
 * @param duration how long the workload runs
 * @param directory where everything is put; created if it does not exist
 * @param seed chooses what the workload does
 */
public record DemoSettings(SourceType source, Duration duration, Path directory, long seed) {

    Path configurationFile() {
        return directory.resolve("firn.yaml");
    }

    Path catalogFile() {
        return directory.resolve("catalog.db");
    }

    Path warehouse() {
        return directory.resolve("warehouse");
    }

    Path database() {
        return directory.resolve("database");
    }
}
