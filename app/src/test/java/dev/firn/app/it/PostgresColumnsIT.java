package dev.firn.app.it;

import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.app.servers.Servers;
import java.nio.file.Path;

class PostgresColumnsIT extends ColumnsContract {

    @Override
    DatabaseServer start(Path directory) {
        return Servers.postgres(directory);
    }

    @Override
    String[] swap(String one, String other) {
        return new String[] {
            "BEGIN",
            "ALTER TABLE shop.t RENAME COLUMN " + one + " TO halfway",
            "ALTER TABLE shop.t RENAME COLUMN " + other + " TO " + one,
            "ALTER TABLE shop.t RENAME COLUMN halfway TO " + other,
            "COMMIT"
        };
    }
}
