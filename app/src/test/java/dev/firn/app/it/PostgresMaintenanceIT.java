package dev.firn.app.it;

import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.app.servers.Servers;
import java.nio.file.Path;

class PostgresMaintenanceIT extends MaintenanceContract {

    @Override
    DatabaseServer start(Path directory) {
        return Servers.postgres(directory);
    }
}
