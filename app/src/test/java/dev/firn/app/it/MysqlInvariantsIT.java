package dev.firn.app.it;

import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.app.servers.Servers;
import java.nio.file.Path;
import java.sql.SQLException;

class MysqlInvariantsIT extends InvariantsContract {

    @Override
    DatabaseServer start(Path directory) {
        return Servers.mysql(directory);
    }

    @Override
    void createPoisoned() throws SQLException {
        site().execute(
                        "CREATE SCHEMA IF NOT EXISTS shop",
                        "CREATE TABLE shop.poisoned (id INT PRIMARY KEY, note VARCHAR(20), at DATETIME NOT NULL)",
                        "INSERT INTO shop.poisoned VALUES (1, 'fine', now())");
    }

    @Override
    void poison() throws SQLException {
        site().execute(
                        "SET SESSION sql_mode = ''",
                        "INSERT INTO shop.poisoned VALUES (2, 'poison', '0000-00-00 00:00:00')");
    }
}
