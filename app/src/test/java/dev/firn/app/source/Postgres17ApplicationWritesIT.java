package dev.firn.app.source;

import dev.firn.app.demo.server.PostgresServer;
import dev.firn.app.servers.Servers;
import java.nio.file.Path;

/** The last version that has generated columns in no publication. */
class Postgres17ApplicationWritesIT extends ApplicationWritesContract {

    @Override
    PostgresServer start(Path directory) {
        return Servers.postgres17(directory);
    }
}
