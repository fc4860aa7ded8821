package dev.firn.app.source;

import dev.firn.app.demo.server.MysqlServer;
import dev.firn.app.servers.Servers;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** A scenario on a MySQL that all tests of a class share. */
abstract class MysqlLogScenario extends LogScenario<MysqlFixture> {

    private static MysqlServer server;

    @BeforeAll
    static void start(@TempDir Path directory) {
        server = Servers.mysql(directory);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    MysqlFixture create() throws Exception {
        return new MysqlFixture(server);
    }

    /** The definitions of all databases go with every position: those of earlier tests would too. */
    @Override
    @AfterEach
    void closeDatabase() throws Exception {
        db.execute("DROP DATABASE IF EXISTS " + db.schema());
        super.closeDatabase();
    }
}
