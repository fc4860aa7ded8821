package dev.firn.app.source;

import dev.firn.app.demo.server.PostgresServer;
import dev.firn.app.servers.Servers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class PostgresStreamIT extends StreamContract {

    private static PostgresServer server;

    @BeforeAll
    static void start(@TempDir Path directory) {
        server = Servers.postgres(directory);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    SourceFixture create() throws Exception {
        return new PostgresFixture(server);
    }
}
