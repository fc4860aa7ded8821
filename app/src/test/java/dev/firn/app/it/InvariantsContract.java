package dev.firn.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.app.demo.compare.ConsistentCut;
import dev.firn.app.demo.workload.Feature;
import dev.firn.app.demo.workload.Workload;
import dev.firn.app.demo.workload.WorkloadSettings;
import dev.firn.app.it.Site.Ended;
import dev.firn.app.it.Site.Held;
import dev.firn.engine.work.FaultPoint;
import dev.firn.schema.source.TableId;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;

/** What Firn promises, on a real database, with the real process, which is killed. */
abstract class InvariantsContract extends SiteContract {

    private static final TableId ACCOUNTS_A = new TableId("shop", "accounts_a");
    private static final TableId ACCOUNTS_B = new TableId("shop", "accounts_b");
    private static final int TRANSACTIONS_PER_SECOND = 60;

    /** Reached only where deletes are resolved. */
    private static final Set<FaultPoint> RESOLVING = EnumSet.of(FaultPoint.BEFORE_RESOLVE, FaultPoint.AFTER_RESOLVE);

    @Test
    void i1ExactlyOnceAfterTenKillsAtRandomMoments() throws Exception {
        long seed = System.nanoTime() % 1_000_000;
        Random random = new Random(seed);
        Path configuration = site().configuration();
        try (Workload workload = Workload.prepare(site().server(), shop(seed))) {
            workload.start();
            for (int kill = 0; kill < 10; kill++) {
                try (FirnProcess firn = site().run(configuration)) {
                    firn.awaitLine("Streaming the log", Site.PATIENCE);
                    // The moment is the test's subject: any step of loading, streaming, preparing, committing.
                    Thread.sleep(random.nextInt(3_000));
                    firn.kill();
                }
            }
            workload.stop();
            assertCaughtUpAndEqual(configuration, workload, "seed " + seed);
        }
    }

    @Test
    void i1ExactlyOnceAfterAKillAtEachStep() throws Exception {
        Path configuration = site().configuration();
        try (Workload workload = Workload.prepare(site().server(), shop(7))) {
            workload.start();
            // The load's own steps first: they are not reached any more when everything is loaded.
            killAt(configuration, EnumSet.of(FaultPoint.BEFORE_CHUNK, FaultPoint.AFTER_CHUNK));
            Set<FaultPoint> steps = EnumSet.range(FaultPoint.BEFORE_STAGE, FaultPoint.AFTER_ACKNOWLEDGE);
            steps.removeAll(RESOLVING);
            killAt(configuration, steps);
            workload.stop();
            assertCaughtUpAndEqual(configuration, workload, "after a kill at each step");
        }
    }

    /** With files of position deletes on the one database, with deletion vectors on the other. */
    @Test
    void i1ExactlyOnceAfterAKillAtEachStepWhereDeletesAreResolved() throws Exception {
        Path configuration = site().deletes("resolved")
                .formatVersion(site().isMysql() ? 3 : 2)
                .configuration();
        try (Workload workload = Workload.prepare(site().server(), shop(19))) {
            workload.start();
            killAt(configuration, RESOLVING);
            killAt(configuration, EnumSet.range(FaultPoint.BEFORE_PREPARE, FaultPoint.AFTER_COMMIT));
            workload.stop();
            assertCaughtUpAndEqual(configuration, workload, "after a kill at each step");
            for (TableId copied : workload.tables()) {
                for (Snapshot snapshot : table(copied).snapshots()) {
                    assertThat(snapshot.summary())
                            .as("%s", copied)
                            .containsEntry(SnapshotSummary.TOTAL_EQ_DELETES_PROP, "0");
                }
            }
        }
    }

    private void killAt(Path configuration, Set<FaultPoint> points) {
        for (FaultPoint point : points) {
            try (FirnProcess firn = site().runHeld(configuration, point, 1).firn()) {
                firn.kill();
            }
        }
    }

    @Test
    void i2EveryCheckpointIsOneCutOfAllTables() throws Exception {
        Path configuration = site().configuration();
        WorkloadSettings transfers = shop(11).only(Feature.TRANSFERS, Feature.ROLLBACKS);
        try (Workload workload = Workload.prepare(site().server(), transfers)) {
            workload.start();
            try (FirnProcess firn = site().run(configuration)) {
                firn.awaitLines(6, "is committed", Site.PATIENCE);
                firn.terminate();
                assertThat(firn.awaitExit(Site.PATIENCE)).isZero();
            }
            workload.stop();
        }
        ConsistentCut.Report report =
                ConsistentCut.check(List.of(table(ACCOUNTS_A), table(ACCOUNTS_B)), "balance", sumOfBalances());
        assertThat(report.violations()).isEmpty();
        assertThat(report.checkpoints()).isGreaterThan(3);
    }

    @Test
    void i4AnotherHostWithAnEmptyDiskGoesOn() throws Exception {
        Path configuration = site().configuration();
        try (Workload workload =
                Workload.prepare(site().server(), shop(13).without(Feature.SCHEMA_CHANGES, Feature.TRUNCATE))) {
            assertThat(site().runUntilCaughtUp(configuration).status()).isZero();
            Path temporary = Files.createDirectory(directory().resolve("temporary"));
            workload.start();
            Path home;
            try (FirnProcess firn = FirnProcess.command("run", "-c", configuration.toString())
                    .option("-Djava.io.tmpdir=" + temporary)
                    .start(Files.createDirectory(directory().resolve("first-host")))) {
                home = firn.log().getParent();
                firn.awaitLine("is committed", Site.PATIENCE);
                firn.kill();
            }
            workload.stop();
            try (var files = Files.list(home)) {
                assertThat(files.map(file -> file.getFileName().toString())).containsOnly("firn.log");
            }
            Ended second = site().runUntilCaughtUp(configuration);
            assertThat(second.status()).as(second.lastLines()).isZero();
            assertThat(Files.readString(second.log())).doesNotContain("is to be loaded");
            site().assertEqual(workload.tables());
        }
    }

    /** Whatever others delete of it: the files of the state, or all that the catalog says of the table. */
    @Test
    void i4WhoseStateIsLostIsToldSoAndStartsAnew() throws Exception {
        TableId orders = new TableId("shop", "orders");
        Path configuration = site().configuration();
        site().execute(
                        "CREATE SCHEMA IF NOT EXISTS shop",
                        "CREATE TABLE shop.orders (id INT PRIMARY KEY, name VARCHAR(20))",
                        "INSERT INTO shop.orders VALUES (1, 'one')");
        assertThat(site().runUntilCaughtUp(configuration).status()).isZero();
        int row = 2;
        for (String lost : List.of("/data/firn-state-", "/metadata/")) {
            site().deleteOfCheckpoints(lost);
            site().execute(
                            "INSERT INTO shop.orders VALUES (" + row + ", 'new')",
                            "UPDATE shop.orders SET name = 'changed' WHERE id < " + row);
            row++;
            Ended refused = site().runUntilCaughtUp(configuration);
            assertThat(refused.status()).as(refused.lastLines()).isEqualTo(4);
            assertThat(refused.lastLines()).contains("firn_it_checkpoints", lost, "--start-anew");

            Ended anew = site().runUntilCaughtUpAnew(configuration);
            assertThat(anew.status()).as(anew.lastLines()).isZero();
            site().assertEqual(List.of(orders));

            site().execute("DELETE FROM shop.orders WHERE id = 1", "INSERT INTO shop.orders VALUES (1, 'again')");
            Ended next = site().runUntilCaughtUp(configuration);
            assertThat(next.status()).as(next.lastLines()).isZero();
            site().assertEqual(List.of(orders));
        }
    }

    @Test
    void i6OnePoisonedTableStopsOnlyItself() throws Exception {
        Poisoned.create(site());
        site().execute(
                        "CREATE TABLE shop.healthy (id INT PRIMARY KEY, name VARCHAR(20))",
                        "INSERT INTO shop.healthy VALUES (1, 'one')");
        Path configuration = site().configuration();
        assertThat(site().runUntilCaughtUp(configuration).status()).isZero();
        Poisoned.poison(site());
        site().execute(
                        "INSERT INTO shop.healthy VALUES (2, 'two')",
                        "UPDATE shop.poisoned SET note = 'late' WHERE id = 1");
        Ended ended = site().runUntilCaughtUp(configuration);
        assertThat(ended.status()).as(ended.lastLines()).isEqualTo(6);
        // I7: what was not applied is said, once, with the table and the reason.
        assertThat(Files.readString(ended.log())).contains("shop.poisoned").contains("stop");
        site().assertEqual(List.of(new TableId("shop", "healthy")));
    }

    @Test
    void i8ReadersNeverSeeAHalfLoadedTable() throws Exception {
        TableId loaded = new TableId("shop", "big");
        site().execute(
                        "CREATE SCHEMA IF NOT EXISTS shop",
                        "CREATE TABLE shop.big (id INT PRIMARY KEY, name VARCHAR(20))");
        insertRows(loaded, 1, 20_000);
        Path configuration = site().configuration();
        Held held = site().runHeld(configuration, FaultPoint.AFTER_CHUNK, 1);
        try (FirnProcess firn = held.firn()) {
            assertThat(site().rows(loaded)).isZero();
            held.letGo();
            firn.awaitLine("is loaded", Site.PATIENCE);
            firn.kill();
        }
        assertThat(site().runUntilCaughtUp(configuration).status()).isZero();
        site().assertEqual(List.of(loaded));
    }

    @Test
    void i8NoSnapshotThatEverWasCurrentShowsPartOfACheckpoint() throws Exception {
        TableId ledger = new TableId("shop", "ledger");
        site().execute(
                        "CREATE SCHEMA IF NOT EXISTS shop",
                        "CREATE TABLE shop.ledger (id INT PRIMARY KEY, name VARCHAR(20))");
        insertRows(ledger, 1, 1_000);
        Path configuration = site().configuration("", "memory:\n  buffer: 16MB");
        assertThat(site().runUntilCaughtUp(configuration).status()).isZero();
        try (FirnProcess firn = site().run(configuration)) {
            firn.awaitLine("Streaming the log", Site.PATIENCE);
            // Each transaction replaces all rows: a reader who saw half of one would not count a thousand.
            for (int round = 0; round < 20; round++) {
                replaceRows(ledger, 1_000);
                assertThat(site().rows(ledger)).isEqualTo(1_000);
            }
            firn.terminate();
            assertThat(firn.awaitExit(Site.PATIENCE)).as(firn.lastLines()).isZero();
        }
        assertThat(site().runUntilCaughtUp(configuration).status()).isZero();
        assertThat(site().rows(ledger)).isEqualTo(1_000);
        site().assertEqual(List.of(ledger));
    }

    private void replaceRows(TableId table, int rows) throws SQLException {
        try (Connection connection = site().server().connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            statement.execute("DELETE FROM " + table + " WHERE id <= " + rows / 2);
            statement.execute("UPDATE " + table + " SET name = 'again'");
            statement.execute("INSERT INTO " + table + " SELECT id - " + rows / 2 + ", name FROM " + table
                    + " WHERE id > " + rows / 2);
            connection.commit();
        }
    }

    @Test
    void i10OfTwoProcessesOneIsFencedAndNamesTheWinner() throws Exception {
        TableId rows = new TableId("shop", "rows");
        site().execute("CREATE SCHEMA shop", "CREATE TABLE shop.rows (id INT PRIMARY KEY, name VARCHAR(20))");
        Path configuration = site().configuration();
        assertThat(site().runUntilCaughtUp(configuration).status()).isZero();
        try (FirnProcess first = site().run(configuration);
                FirnProcess second = site().run(configuration)) {
            FirnProcess loser = (FirnProcess) CompletableFuture.anyOf(endOf(first), endOf(second))
                    .get(Site.PATIENCE.toSeconds(), TimeUnit.SECONDS);
            FirnProcess winner = loser == first ? second : first;
            assertThat(loser.awaitExit(Site.PATIENCE)).as(loser.lastLines()).isEqualTo(5);
            assertThat(loser.lastLines()).contains("process " + winner.pid());
            insertRows(rows, 1, 1000);
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

    @Test
    void aSignalSealsCommitsAndExitsZero() throws Exception {
        site().execute(
                        "CREATE SCHEMA IF NOT EXISTS shop",
                        "CREATE TABLE shop.late (id INT PRIMARY KEY, name VARCHAR(20))");
        Path configuration = site().configuration();
        assertThat(site().runUntilCaughtUp(configuration).status()).isZero();
        try (FirnProcess firn = site().run(configuration)) {
            firn.awaitLine("Streaming the log", Site.PATIENCE);
            insertRows(new TableId("shop", "late"), 1, 10);
            firn.terminate();
            assertThat(firn.awaitExit(Duration.ofSeconds(75))).isZero();
        }
        assertThat(site().runUntilCaughtUp(configuration).status()).isZero();
        site().assertEqual(List.of(new TableId("shop", "late")));
    }

    static WorkloadSettings shop(long seed) {
        return WorkloadSettings.of(seed).withInitialRows(300).withTransactionsPerSecond(TRANSACTIONS_PER_SECOND);
    }

    private void assertCaughtUpAndEqual(Path configuration, Workload workload, String what) throws SQLException {
        Ended ended = site().runUntilCaughtUp(configuration);
        assertThat(ended.status()).as(what + "\n" + ended.lastLines()).isZero();
        site().assertEqual(workload.tables());
        assertThat(ConsistentCut.check(List.of(table(ACCOUNTS_A), table(ACCOUNTS_B)), "balance", sumOfBalances())
                        .violations())
                .as(what)
                .isEmpty();
    }

    Table table(TableId table) {
        return site().table(table).orElseThrow();
    }

    private BigDecimal sumOfBalances() throws SQLException {
        try (Connection connection = site().server().connect();
                ResultSet sum = connection
                        .createStatement()
                        .executeQuery("SELECT (SELECT sum(balance) FROM shop.accounts_a)"
                                + " + (SELECT sum(balance) FROM shop.accounts_b)")) {
            sum.next();
            return sum.getBigDecimal(1);
        }
    }

    void insertRows(TableId table, int from, int to) throws SQLException {
        try (Connection connection = site().server().connect();
                var insert = connection.prepareStatement("INSERT INTO " + table + " VALUES (?, ?)")) {
            connection.setAutoCommit(false);
            for (int id = from; id <= to; id++) {
                insert.setInt(1, id);
                insert.setString(2, "name " + id);
                insert.addBatch();
            }
            insert.executeBatch();
            connection.commit();
        }
    }
}
