package dev.firn.app.types;

import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.app.servers.Servers;
import dev.firn.engine.source.DatabaseAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
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
        return Stream.concat(
                        Stream.of("CREATE SCHEMA " + SCHEMA),
                        Stream.concat(PostgresTypeCases.NEEDED.stream(), elsewise().stream()))
                .toList();
    }

    /** Everything on which the text of a value depends is otherwise in this database than Firn needs it. */
    private static List<String> elsewise() {
        return Stream.of(
                        "extra_float_digits = -4",
                        "bytea_output = 'escape'",
                        "DateStyle = 'SQL, DMY'",
                        "IntervalStyle = 'sql_standard'",
                        "TimeZone = 'Asia/Kathmandu'",
                        "quote_all_identifiers = on",
                        "search_path = types, public")
                .map(setting -> "ALTER DATABASE postgres SET " + setting)
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
    List<TypeCase> cases(DatabaseServer server) throws SQLException {
        try (Connection connection = server.connect()) {
            return PostgresTypeCases.of(connection.getMetaData().getDatabaseMajorVersion());
        }
    }
}
