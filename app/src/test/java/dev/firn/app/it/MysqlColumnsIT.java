package dev.firn.app.it;

import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.app.servers.Servers;
import java.nio.file.Path;

class MysqlColumnsIT extends ColumnsContract {

    @Override
    DatabaseServer start(Path directory) {
        return Servers.mysql(directory);
    }

    @Override
    String[] swap(String one, String other) {
        return new String[] {
            "ALTER TABLE shop.t RENAME COLUMN " + one + " TO " + other + ", RENAME COLUMN " + other + " TO " + one
        };
    }
}
