package dev.firn.app.source;

import dev.firn.app.demo.server.PostgresServer;
import dev.firn.app.servers.Servers;
import dev.firn.engine.source.SourceDatabase;
import dev.firn.engine.source.postgres.DeliveredTransactions;
import dev.firn.engine.source.postgres.PostgresDatabase;
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

/** A PostgreSQL for the tests of one class, and for each a database and its reader. */
abstract class PostgresTables {

    @TempDir
    static Path directory;

    static PostgresServer server;
    static int created;

    final String name = "reader" + ++created;
    Connection connection;
    SourceDatabase source;
    DeliveredTransactions delivered;

    @BeforeAll
    static void start() {
        server = Servers.postgres(directory);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void open() throws SQLException {
        server.createDatabase(name);
        connection = server.connect(name);
        source = open(Map.of());
    }

    final SourceDatabase open(Map<TableId, TableRules> rules) {
        return PostgresDatabase.open(
                TableReads.settings(server.address(name), rules, "public.*"),
                (settings, catalog, start, transactions) -> {
                    delivered = transactions;
                    return TableReads.silent(start);
                });
    }

    @AfterEach
    void close() throws SQLException {
        source.close();
        connection.close();
    }

    static TableId table(String name) {
        return new TableId("public", name);
    }
}
