package dev.firn.app.demo.workload;

import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.app.servers.Servers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

class PostgresWorkloadIT extends WorkloadContract {

    private static DatabaseServer server;

    @BeforeAll
    static void start(@TempDir Path directory) {
        server = Servers.postgres(directory);
    }

    @AfterAll
    static void close() {
        server.close();
    }

    @Override
    DatabaseServer server() {
        return server;
    }
}
