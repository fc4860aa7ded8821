package dev.firn.app.it;

import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.app.servers.Servers;
import java.nio.file.Path;
import java.util.List;

class MysqlFormatVersionIT extends FormatVersionContract {

    @Override
    DatabaseServer start(Path directory) {
        return Servers.mysql(directory);
    }

    @Override
    String[] types() {
        return new String[] {"JSON", "DATETIME(6)"};
    }

    @Override
    List<String> computed() {
        return List.of("own VARCHAR(40) DEFAULT (CONCAT('a', 'b'))", "doubled INT AS (id * 2) STORED NOT NULL");
    }
}
