package dev.firn.app.source;

import dev.firn.app.demo.server.PostgresServer;
import dev.firn.app.servers.Servers;
import java.nio.file.Path;

class PostgresApplicationWritesIT extends ApplicationWritesContract {

    @Override
    PostgresServer start(Path directory) {
        return Servers.postgres(directory);
    }
}
