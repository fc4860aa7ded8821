package dev.firn.app.source;

import static dev.firn.app.source.TableReads.execute;

import dev.firn.app.demo.server.MysqlServer;
import dev.firn.app.servers.Servers;
import dev.firn.engine.source.DatabaseAddress;
import dev.firn.engine.source.SourceDatabase;
import dev.firn.engine.source.mysql.MysqlDatabase;
import dev.firn.schema.layout.TableRules;
import dev.firn.schema.source.TableId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A server, and for each test a database on it whose tables are read. */
abstract class MysqlReads {

    static final String NUMBERS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000) ";

    @TempDir
    static Path directory;

    static MysqlServer server;
    private static int created;

    final String name = "reader" + ++created;
    Connection connection;
    SourceDatabase source;

    @BeforeAll
    static void start() {
        server = Servers.mysql(directory);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void open() throws SQLException {
        try (Connection admin = server.connect()) {
            execute(admin, "CREATE DATABASE " + name);
        }
        connection = server.connect(name);
        source = open(Map.of());
    }

    final SourceDatabase open(Map<TableId, TableRules> rules) {
        return open(server.address(), rules);
    }

    final SourceDatabase open(DatabaseAddress address, Map<TableId, TableRules> rules) {
        return MysqlDatabase.open(
                TableReads.settings(address, rules, name + ".*"),
                (settings, server) -> TableReads.silent(server::position));
    }

    @AfterEach
    void close() throws SQLException {
        source.close();
        connection.close();
    }

    final TableId table(String table) {
        return new TableId(name, table);
    }

    /** Rows seem to be a megabyte wide each, so that a hundred make a chunk. */
    final void pretendWideRows(String table, int rows) throws SQLException {
        execute(
                connection,
                "ANALYZE TABLE " + table,
                "UPDATE mysql.innodb_table_stats SET n_rows = " + rows + ", clustered_index_size = " + 64 * rows
                        + " WHERE database_name = '" + name + "' AND table_name = '" + table + "'",
                "FLUSH TABLE " + table);
    }
}
