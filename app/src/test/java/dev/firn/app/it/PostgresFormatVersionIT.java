package dev.firn.app.it;

import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.app.servers.Servers;
import java.nio.file.Path;
import java.util.List;

class PostgresFormatVersionIT extends FormatVersionContract {

    @Override
    DatabaseServer start(Path directory) {
        return Servers.postgres(directory);
    }

    @Override
    String[] types() {
        return new String[] {"jsonb", "timestamp"};
    }

    @Override
    List<String> computed() {
        return List.of("own VARCHAR(40) DEFAULT clock_timestamp()::text");
    }
}
