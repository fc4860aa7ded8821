package dev.firn.app.demo.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.app.servers.Servers;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class PostgresServerIT extends DatabaseServerContract {

    @Override
    DatabaseServer start(Path directory) {
        return Servers.postgres(directory);
    }

    @Override
    String prepareTable(DatabaseServer server) throws SQLException {
        ((PostgresServer) server).createDatabase("other");
        return "public.rows";
    }

    @Test
    void aSlotReturnsChanges() throws SQLException {
        execute("CREATE TABLE rows (id INT PRIMARY KEY)");
        execute("SELECT pg_create_logical_replication_slot('changes', 'test_decoding')");
        execute("INSERT INTO rows VALUES (1)");
        assertThat(query("SELECT string_agg(data, ' ') FROM pg_logical_slot_get_changes('changes', NULL, NULL)"))
                .contains("table public.rows: INSERT: id[integer]:1");
    }
}
