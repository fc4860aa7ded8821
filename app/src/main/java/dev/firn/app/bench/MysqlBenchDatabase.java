package dev.firn.app.bench;

import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.app.demo.server.MysqlServer;
import dev.firn.schema.source.TableId;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** MySQL's side of the benchmark. */
final class MysqlBenchDatabase implements BenchDatabase {

    private static final String ROW = "SELECT i, (i * 7919) % 100000, concat('customer-', i % 5000),"
            + " ((i * 104729) % 10000000) / 100, substr(sha2(i, 256), 1, 50),"
            + " timestamp '2024-01-01 00:00:00' + interval i second + interval (i * 13 % 1000000) microsecond,"
            + " timestamp '2025-01-01 00:00:00' + interval i second";

    /** A statement's rows are one transaction, which the server keeps in memory. */
    private static final long ROWS_PER_STATEMENT = 500_000;

    private final DatabaseServer server;

    MysqlBenchDatabase(Path directory) {
        this.server = MysqlServer.start(directory);
    }

    @Override
    public DatabaseServer server() {
        return server;
    }

    @Override
    public String timestamps() {
        return "created datetime(6), updated datetime";
    }

    @Override
    public void fill(TableId table, long from, long to) throws SQLException {
        List<String> statements = new ArrayList<>();
        statements.add("SET sql_log_bin = 0");
        statements.add("SET cte_max_recursion_depth = " + (ROWS_PER_STATEMENT + 1));
        for (long first = from; first <= to; first += ROWS_PER_STATEMENT) {
            statements.add("INSERT INTO " + BenchDatabase.name(table) + " "
                    + rows(Long.toString(first), Long.toString(Math.min(to, first + ROWS_PER_STATEMENT - 1))));
        }
        run(statements);
    }

    @Override
    public String insert(TableId table) {
        return "INSERT INTO " + BenchDatabase.name(table) + " " + rows("?", "?");
    }

    private static String rows(String from, String to) {
        return "WITH RECURSIVE g(i) AS (SELECT CAST(" + from + " AS SIGNED) UNION ALL SELECT i + 1 FROM g WHERE i < "
                + to + ") " + ROW + " FROM g";
    }

    @Override
    public void settle(TableId table) throws SQLException {
        run(List.of("SET sql_log_bin = 0", "ANALYZE TABLE " + BenchDatabase.name(table)));
    }

    @Override
    public List<String> engineProperties(Path directory) {
        return List.of(
                "connector.class=io.debezium.connector.mysql.MySqlConnector",
                "database.server.id=7077",
                "database.include.list=" + SCHEMA,
                "schema.history.internal=io.debezium.storage.file.history.FileSchemaHistory",
                "schema.history.internal.file.filename=" + directory.resolve("history"));
    }

    @Override
    public void forgetReaders() {
        // The server keeps nothing for a reader of its binary log.
    }
}
