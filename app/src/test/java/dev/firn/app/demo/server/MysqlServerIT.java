package dev.firn.app.demo.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.app.servers.Servers;
import java.nio.file.Path;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MysqlServerIT extends DatabaseServerContract {

    @Override
    DatabaseServer start(Path directory) {
        return Servers.mysql(directory);
    }

    @Override
    String prepareTable(DatabaseServer server) throws SQLException {
        try (var connection = server.connect();
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE shop");
        }
        return "shop.rows_of_it";
    }

    @Test
    void theBinlogHoldsWholeRows() throws SQLException {
        assertThat(query("SELECT concat_ws(' ', @@log_bin, @@binlog_format, @@binlog_row_image, @@gtid_mode)"))
                .isEqualTo("1 ROW FULL ON");
    }

    @Test
    void twoServersHaveTwoIdentities(@TempDir Path directory) throws SQLException {
        try (DatabaseServer other = start(directory)) {
            try (var connection = other.connect();
                    var statement = connection.createStatement();
                    var result = statement.executeQuery("SELECT @@server_uuid")) {
                assertThat(result.next()).isTrue();
                assertThat(result.getString(1)).isNotEqualTo(query("SELECT @@server_uuid"));
            }
        }
    }

    @Test
    void settingsOfTheUserWin(@TempDir Path directory) throws SQLException {
        try (MysqlServer other = Servers.mysql(directory, "gtid-mode=OFF", "enforce-gtid-consistency=OFF");
                var connection = other.connect();
                var statement = connection.createStatement();
                var result = statement.executeQuery("SELECT @@gtid_mode")) {
            assertThat(result.next()).isTrue();
            assertThat(result.getString(1)).isEqualTo("OFF");
        }
    }
}
