package dev.firn.app.types;

import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.app.servers.Servers;
import dev.firn.engine.source.DatabaseAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

class PostgresTypeMatrixIT extends TypeMatrixContract {

    @Override
    DatabaseServer start(Path directory) {
        return Servers.postgres(directory);
    }

    @Override
    String source(DatabaseAddress address) {
        return "type: postgres\ndatabase: " + address.database();
    }

    @Override
    List<String> prepare() {
        return Stream.concat(Stream.of("CREATE SCHEMA " + SCHEMA), PostgresTypeCases.NEEDED.stream())
                .toList();
    }

    @Override
    List<String> elsewhere() {
        return List.of(
                "SET TimeZone = 'America/New_York'",
                "SET IntervalStyle = 'iso_8601'",
                "SET extra_float_digits = 0",
                "SET bytea_output = 'escape'");
    }

    @Override
    List<TypeCase> cases() {
        return PostgresTypeCases.all();
    }
}
