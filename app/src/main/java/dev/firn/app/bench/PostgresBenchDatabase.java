package dev.firn.app.bench;

import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.app.demo.server.PostgresServer;
import dev.firn.schema.source.TableId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** PostgreSQL's side of the benchmark. */
final class PostgresBenchDatabase implements BenchDatabase {

    private static final String ROW = "SELECT i, ((i * 7919) % 100000)::int, 'customer-' || (i % 5000),"
            + " ((i * 104729) % 10000000) / 100.0, substr(encode(sha256(i::text::bytea), 'hex'), 1, 50),"
            + " timestamp '2024-01-01' + i * interval '1.000013 second',"
            + " timestamp '2025-01-01' + i * interval '3 milliseconds'";

    private final DatabaseServer server;

    PostgresBenchDatabase(Path directory) {
        this.server = PostgresServer.start(directory);
    }

    @Override
    public DatabaseServer server() {
        return server;
    }

    @Override
    public String timestamps() {
        return "created timestamp, updated timestamp";
    }

    @Override
    public void fill(TableId table, long from, long to) throws SQLException {
        run(List.of("INSERT INTO " + BenchDatabase.name(table) + " " + ROW + " FROM generate_series(" + from
                + "::bigint, " + to + "::bigint) i"));
    }

    @Override
    public String insert(TableId table) {
        return "INSERT INTO " + BenchDatabase.name(table) + " " + ROW + " FROM generate_series(?::bigint, ?::bigint) i";
    }

    @Override
    public void settle(TableId table) throws SQLException {
        run(List.of("VACUUM ANALYZE " + BenchDatabase.name(table), "CHECKPOINT"));
    }

    @Override
    public List<String> engineProperties(Path directory) {
        return List.of(
                "connector.class=io.debezium.connector.postgresql.PostgresConnector",
                "database.dbname=" + address().database(),
                "plugin.name=pgoutput",
                "slot.name=debezium",
                "publication.name=debezium",
                "publication.autocreate.mode=filtered");
    }

    @Override
    public void forgetReaders() throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet slots = statement.executeQuery(
                        "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE NOT active")) {
            while (slots.next()) {
                // Each row has dropped one.
            }
        }
    }
}
