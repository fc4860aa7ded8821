package dev.firn.app.demo;

import dev.firn.app.config.Configuration;
import dev.firn.app.config.ConfigurationFile;
import dev.firn.app.config.SourceSection.SourceType;
import dev.firn.engine.source.DatabaseAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.util.Locale;

/** Writes the configuration that a user would have written, and reads it back as any command does. */
final class DemoConfiguration {

    private DemoConfiguration() {}

    static Configuration write(DemoSettings settings, DatabaseAddress address) throws IOException {
        String database = settings.source() == SourceType.POSTGRES ? "\n  database: " + address.database() : "";
        String text = String.format(
                Locale.ROOT,
                """
                # Written by firn demo; firn check, tables and status -c take it like any other.
                pipeline: demo
                source:
                  type: %s
                  host: %s
                  port: %d%s
                  user: %s
                  password: "%s"
                tables:
                  include: ["shop.*"]
                sink:
                  catalog:
                    type: jdbc
                    uri: "jdbc:sqlite:%s"
                    warehouse: "%s"
                  namespace: shop
                  commit-interval: 3s
                  allow-short-commit-interval: true
                http:
                  port: 0
                """,
                settings.source().name().toLowerCase(Locale.ROOT),
                address.host(),
                address.port(),
                database,
                address.user(),
                address.password(),
                settings.catalogFile(),
                settings.warehouse());
        Files.writeString(settings.configurationFile(), text);
        return ConfigurationFile.ofThisProcess().read(settings.configurationFile());
    }
}
