package dev.firn.app.source;

import dev.firn.app.demo.server.MysqlServer;
import dev.firn.app.servers.Servers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A server that knows its log by file and offset alone. */
class MysqlWithoutGtidStreamIT extends StreamContract {

    private static MysqlServer server;

    @BeforeAll
    static void start(@TempDir Path directory) {
        server = Servers.mysql(directory, "gtid-mode=OFF", "enforce-gtid-consistency=OFF");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    SourceFixture create() throws Exception {
        return new MysqlFixture(server);
    }
}
