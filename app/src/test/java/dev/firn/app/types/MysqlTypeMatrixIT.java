package dev.firn.app.types;

import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.app.servers.Servers;
import dev.firn.engine.source.DatabaseAddress;
import java.nio.file.Path;
import java.util.List;

class MysqlTypeMatrixIT extends TypeMatrixContract {

    /** As strict as a server is, but for zero dates, which many an older table has, and for days that do not exist. */
    private static final String ZERO_DATES = "SET sql_mode = 'STRICT_ALL_TABLES,ALLOW_INVALID_DATES'";

    @Override
    DatabaseServer start(Path directory) {
        return Servers.mysql(directory);
    }

    @Override
    String source(DatabaseAddress address) {
        return "type: mysql";
    }

    @Override
    List<String> prepare() {
        return List.of("CREATE DATABASE " + SCHEMA, ZERO_DATES);
    }

    @Override
    List<String> elsewhere() {
        return List.of(ZERO_DATES, "SET time_zone = '-08:00'");
    }

    @Override
    List<TypeCase> cases(DatabaseServer server) {
        return MysqlTypeCases.all();
    }
}
