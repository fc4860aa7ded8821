package dev.firn.app.demo.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.schema.source.TableId;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The workload does all it can do, on every kind of server, and leaves what it promises. */
abstract class WorkloadContract {

    private static final WorkloadSettings SETTINGS =
            WorkloadSettings.of(42).withInitialRows(200).withBulkRows(50);

    abstract DatabaseServer server();

    @AfterEach
    void dropSchema() throws SQLException {
        try (Connection connection = server().connect();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    Dialect.of(server()) == Dialect.POSTGRES ? "DROP SCHEMA shop CASCADE" : "DROP DATABASE shop");
        }
    }

    @Test
    void everyOperationHappensAndTheSumOfBalancesStays() throws SQLException {
        try (Workload workload = Workload.prepare(server(), SETTINGS)) {
            WorkloadReport report = workload.runTransactions(6_000);
            assertThat(report.operations()).containsOnlyKeys(Operation.values());
            assertThat(report.rolledBack()).isPositive();
            assertThat(report.schemaChanges())
                    .anyMatch(statement -> statement.contains("ADD COLUMN extra_2 INT"))
                    .anyMatch(statement -> statement.contains("DROP COLUMN extra_1"))
                    .anyMatch(statement -> statement.contains("total"));
            assertThat(report.conflicts()).isLessThan(report.transactions() / 10);
            assertThat(workload.tables()).hasSize(ShopTable.values().length);
            assertThat(workload.keylessTables()).containsExactly(new TableId("shop", "events"));
        }
        assertThat(sumOfBalances()).isEqualByComparingTo("80000.00");
        assertThat(longOf("SELECT count(*) FROM shop.orders WHERE quantity > 2147483647"))
                .isPositive();
        assertThat(longOf("SELECT max(length(body)) FROM shop.documents")).isGreaterThan(8_192);
    }

    @Test
    void nothingChangesDuringAPause() throws SQLException {
        try (Workload workload = Workload.prepare(server(), SETTINGS)) {
            workload.start();
            for (int pause = 0; pause < 5; pause++) {
                workload.pause();
                long transactions = workload.report().transactions();
                String state = contents(workload.tables());
                assertThat(sumOfBalances()).isEqualByComparingTo("80000.00");
                assertThat(contents(workload.tables())).isEqualTo(state);
                assertThat(workload.report().transactions()).isEqualTo(transactions);
                workload.resume();
            }
            workload.stop();
        }
    }

    @Test
    void oneWorkerRepeatsItself() throws SQLException {
        WorkloadSettings alone = SETTINGS.withWorkers(1);
        List<String> states = new ArrayList<>();
        for (int run = 0; run < 2; run++) {
            try (Workload workload = Workload.prepare(server(), alone)) {
                workload.runTransactions(500);
                states.add(contents(workload.tables()));
            }
            if (run == 0) {
                dropSchema();
            }
        }
        assertThat(states.get(1)).isEqualTo(states.get(0));
    }

    @Test
    void itGoesOnWhenTheServerComesBack() throws SQLException {
        try (Workload workload = Workload.prepare(server(), SETTINGS)) {
            for (int kill = 1; kill <= 3; kill++) {
                long before = workload.runTransactions(50).transactions();
                workload.start();
                server().kill();
                server().restart();
                workload.stop();
                assertThat(workload.report().disconnects()).isGreaterThanOrEqualTo(kill);
                assertThat(workload.runTransactions(50).transactions()).isGreaterThan(before);
            }
        }
        assertThat(sumOfBalances()).isEqualByComparingTo("80000.00");
    }

    @Test
    void aFailureIsReportedWithTheSeed() throws SQLException {
        try (Workload workload = Workload.prepare(server(), SETTINGS.only(Feature.TRANSFERS))) {
            try (Connection connection = server().connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("DROP TABLE shop.accounts_b");
            }
            assertThatThrownBy(() -> workload.runTransactions(1_000))
                    .isInstanceOf(WorkloadException.class)
                    .hasMessageContaining("seed 42")
                    .hasMessageContaining("accounts_b");
        }
    }

    @Test
    void onlyTheTablesOfItsFeaturesExistAndTheRateIsKept() throws SQLException {
        WorkloadSettings transfers = SETTINGS.only(Feature.TRANSFERS).withTransactionsPerSecond(50);
        try (Workload workload = Workload.prepare(server(), transfers)) {
            assertThat(workload.tables())
                    .containsExactly(new TableId("shop", "accounts_a"), new TableId("shop", "accounts_b"));
            long began = System.nanoTime();
            workload.runTransactions(50);
            assertThat(System.nanoTime() - began).isGreaterThan(700_000_000L);
        }
    }

    @Test
    void closingEndsARunThatNobodyStopped() throws SQLException {
        Workload workload = Workload.prepare(server(), SETTINGS.only(Feature.TRANSFERS));
        workload.start();
        workload.close();
        assertThat(longOf("SELECT count(*) FROM shop.accounts_a")).isEqualTo(Transfers.ACCOUNTS);
    }

    private BigDecimal sumOfBalances() throws SQLException {
        return new BigDecimal(textOf(
                "SELECT (SELECT sum(balance) FROM shop.accounts_a) + (SELECT sum(balance) FROM shop.accounts_b)"));
    }

    private String contents(List<TableId> tables) throws SQLException {
        StringBuilder contents = new StringBuilder();
        try (Connection connection = server().connect();
                Statement statement = connection.createStatement()) {
            for (TableId table : tables) {
                List<String> rows = new ArrayList<>();
                try (ResultSet result = statement.executeQuery("SELECT * FROM " + table)) {
                    int columns = result.getMetaData().getColumnCount();
                    while (result.next()) {
                        StringBuilder row = new StringBuilder();
                        for (int column = 1; column <= columns; column++) {
                            row.append(result.getString(column)).append('|');
                        }
                        rows.add(row.toString());
                    }
                }
                rows.sort(null);
                contents.append(table)
                        .append('\n')
                        .append(String.join("\n", rows))
                        .append('\n');
            }
        }
        return contents.toString();
    }

    private long longOf(String sql) throws SQLException {
        return Long.parseLong(textOf(sql));
    }

    private String textOf(String sql) throws SQLException {
        try (Connection connection = server().connect();
                Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(sql)) {
            assertThat(result.next()).isTrue();
            return result.getString(1);
        }
    }
}
