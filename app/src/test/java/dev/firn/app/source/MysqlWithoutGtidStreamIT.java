package dev.firn.app.source;

import dev.firn.app.demo.server.MysqlServer;
import dev.firn.app.servers.Servers;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A server that knows its log by file and offset alone, and has GTIDs in {@code gtid_executed} from a time when it did not. */
class MysqlWithoutGtidStreamIT extends StreamContract {

    private static MysqlServer server;

    @BeforeAll
    static void start(@TempDir Path directory) throws SQLException {
        server = Servers.mysql(directory, "gtid-mode=OFF", "enforce-gtid-consistency=OFF");
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET GLOBAL gtid_purged = '3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5'");
        }
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
