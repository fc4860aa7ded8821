package dev.firn.app.source;

import dev.firn.app.demo.server.MysqlBinaries;
import dev.firn.app.demo.server.MysqlServer;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A server that knows its log by file and offset alone. */
class MysqlWithoutGtidStreamIT extends StreamContract {

    private static MysqlServer server;

    @BeforeAll
    static void start(@TempDir Path directory) {
        server = MysqlServer.start(
                MysqlBinaries.require(), directory, List.of("gtid-mode=OFF", "enforce-gtid-consistency=OFF"));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    SourceFixture create() throws Exception {
        return new MysqlFixture(server);
    }

    @Override
    String unsupportedTable(String name) {
        return "CREATE TABLE " + name + " (id INT PRIMARY KEY, odd POINT)";
    }
}
