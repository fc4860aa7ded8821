package dev.firn.app.demo.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.source.DatabaseAddress;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every kind of server must do. */
abstract class DatabaseServerContract {

    @TempDir
    private Path directory;

    private DatabaseServer server;

    abstract DatabaseServer start(Path directory);

    /** A qualified name for a table, after what it needs has been created. */
    abstract String prepareTable(DatabaseServer server) throws SQLException;

    @BeforeEach
    void start() {
        server = start(directory.resolve("server"));
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    void committedRowsSurviveKills() throws SQLException {
        DatabaseAddress address = server.address();
        String table = prepareTable(server);
        execute("CREATE TABLE " + table + " (id INT PRIMARY KEY)");
        for (int id = 1; id <= 3; id++) {
            execute("INSERT INTO " + table + " VALUES (" + id + ")");
            server.kill();
            assertThatThrownBy(() -> server.connect().close()).isInstanceOf(SQLException.class);
            server.restart();
        }
        assertThat(server.address()).isEqualTo(address);
        assertThat(count(table)).isEqualTo(3);
    }

    @Test
    void aRunningServerIsRestarted() throws SQLException {
        String table = prepareTable(server);
        execute("CREATE TABLE " + table + " (id INT PRIMARY KEY)");
        try (Connection held = server.connect()) {
            server.restart();
            assertThat(held.isValid(1)).isFalse();
        }
        assertThat(count(table)).isZero();
    }

    @Test
    void closingTwiceDoesNothing() {
        server.close();
        server.close();
    }

    @Test
    void twoServersDoNotMeet() throws SQLException {
        try (DatabaseServer other = start(directory.resolve("other"))) {
            prepareTable(server);
            prepareTable(other);
            assertThat(other.address().port()).isNotEqualTo(server.address().port());
        }
    }

    final DatabaseServer server() {
        return server;
    }

    final void execute(String sql) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    final String query(String sql) throws SQLException {
        try (Connection connection = server.connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            assertThat(result.next()).isTrue();
            return result.getString(1);
        }
    }

    private long count(String table) throws SQLException {
        return Long.parseLong(query("SELECT count(*) FROM " + table));
    }
}
