package dev.firn.app.it;

import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.app.servers.Servers;
import java.nio.file.Path;

/** On the oldest version that is supported; the stories of {@link PostgresSchemaChangeIT} happen on the newest. */
class PostgresRandomSchemaIT extends RandomSchemaContract {

    @Override
    DatabaseServer start(Path directory) {
        return Servers.oldestPostgres(directory);
    }
}
