package dev.firn.app.types;

import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.app.servers.Servers;
import java.nio.file.Path;

/** The types that the oldest supported version has. */
class OldestPostgresTypeMatrixIT extends PostgresTypeMatrixIT {

    @Override
    DatabaseServer start(Path directory) {
        return Servers.oldestPostgres(directory);
    }
}
