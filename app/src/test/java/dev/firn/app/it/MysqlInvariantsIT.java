package dev.firn.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.app.demo.server.MysqlServer;
import dev.firn.schema.source.TableId;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class MysqlInvariantsIT extends InvariantsContract {

    @Override
    DatabaseServer start(Path directory) {
        return MysqlServer.start(directory);
    }

    @Override
    void insertInOneTransaction(TableId table, int rows) throws SQLException {
        site().execute(
                        "SET SESSION cte_max_recursion_depth = " + (rows + 1),
                        "INSERT INTO " + table
                                + " WITH RECURSIVE g (id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM g WHERE id < "
                                + rows + ") SELECT id, CONCAT(REPEAT('x', 40), id) FROM g");
    }

    @Override
    void createPoisoned() throws SQLException {
        site().execute(
                        "CREATE SCHEMA IF NOT EXISTS shop",
                        "CREATE TABLE shop.poisoned (id INT PRIMARY KEY, note VARCHAR(20), at DATETIME NOT NULL)",
                        "INSERT INTO shop.poisoned VALUES (1, 'fine', now())");
    }

    @Override
    void poison() throws SQLException {
        site().execute(
                        "SET SESSION sql_mode = ''",
                        "INSERT INTO shop.poisoned VALUES (2, 'poison', '0000-00-00 00:00:00')");
    }

    @Test
    void i10OfTwoProcessesOneIsFencedAndNamesTheWinner() throws Exception {
        TableId rows = new TableId("shop", "rows");
        site().execute("CREATE SCHEMA shop", "CREATE TABLE shop.rows (id INT PRIMARY KEY, name VARCHAR(20))");
        Path configuration = site().configuration();
        assertThat(site().runUntilCaughtUp(configuration).status()).isZero();
        try (FirnProcess first = site().run(configuration);
                FirnProcess second = site().run(configuration)) {
            first.awaitLine("Streaming the log", Site.PATIENCE);
            second.awaitLine("Streaming the log", Site.PATIENCE);
            insertRows(rows, 1, 1000);
            FirnProcess loser = (FirnProcess) CompletableFuture.anyOf(endOf(first), endOf(second))
                    .get(Site.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            FirnProcess winner = loser == first ? second : first;
            assertThat(loser.awaitExit(Site.PATIENCE)).as(loser.lastLines()).isEqualTo(5);
            assertThat(loser.lastLines()).contains("process " + winner.pid());
            assertThat(winner.isAlive()).isTrue();
        }
        assertThat(site().runUntilCaughtUp(configuration).status()).isZero();
        site().assertEqual(List.of(rows));
    }

    private static CompletableFuture<FirnProcess> endOf(FirnProcess firn) {
        return CompletableFuture.supplyAsync(() -> {
            firn.awaitExit(Site.PATIENCE);
            return firn;
        });
    }
}
