package dev.firn.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.app.demo.compare.ConsistentCut;
import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.app.demo.workload.Feature;
import dev.firn.app.demo.workload.Workload;
import dev.firn.app.demo.workload.WorkloadSettings;
import dev.firn.app.it.Site.Ended;
import dev.firn.app.it.Site.Held;
import dev.firn.engine.work.FaultPoint;
import dev.firn.schema.source.TableId;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.StreamSupport;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What Firn promises, on a real database, with the real process, which is killed. */
abstract class ReplicationContract {

    private static final TableId ACCOUNTS_A = new TableId("shop", "accounts_a");
    private static final TableId ACCOUNTS_B = new TableId("shop", "accounts_b");
    private static final int TRANSACTIONS_PER_SECOND = 60;

    @TempDir
    private Path directory;

    private Site site;

    abstract DatabaseServer start(Path directory);

    @BeforeEach
    void open() throws IOException {
        site = new Site(start(Files.createDirectory(directory.resolve("database"))), directory);
    }

    @AfterEach
    void close() {
        site.close();
    }

    Site site() {
        return site;
    }

    @Test
    void i1ExactlyOnceAfterTenKillsAtRandomMoments() throws Exception {
        long seed = System.nanoTime() % 1_000_000;
        Random random = new Random(seed);
        Path configuration = site.configuration();
        try (Workload workload = Workload.prepare(site.server(), shop(seed))) {
            workload.start();
            for (int kill = 0; kill < 10; kill++) {
                try (FirnProcess firn = site.run(configuration)) {
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
        Path configuration = site.configuration();
        try (Workload workload = Workload.prepare(site.server(), shop(7))) {
            workload.start();
            for (FaultPoint point : FaultPoint.values()) {
                try (FirnProcess firn = site.runHeld(configuration, point, 1).firn()) {
                    firn.kill();
                }
            }
            workload.stop();
            assertCaughtUpAndEqual(configuration, workload, "after a kill at each step");
        }
    }

    @Test
    void i2EveryCheckpointIsOneCutOfAllTables() throws Exception {
        Path configuration = site.configuration();
        WorkloadSettings transfers = shop(11).only(Feature.TRANSFERS, Feature.ROLLBACKS);
        try (Workload workload = Workload.prepare(site.server(), transfers)) {
            workload.start();
            try (FirnProcess firn = site.run(configuration)) {
                for (int checkpoint = 1; checkpoint <= 6; checkpoint++) {
                    firn.awaitLine("Checkpoint " + checkpoint + " is committed", Site.PATIENCE);
                }
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
        Path configuration = site.configuration();
        try (Workload workload =
                Workload.prepare(site.server(), shop(13).without(Feature.SCHEMA_CHANGES, Feature.TRUNCATE))) {
            assertThat(site.runUntilCaughtUp(configuration).status()).isZero();
            Path temporary = Files.createDirectory(directory.resolve("temporary"));
            workload.start();
            Path home;
            try (FirnProcess firn = FirnProcess.command("run", "-c", configuration.toString())
                    .option("-Djava.io.tmpdir=" + temporary)
                    .start(Files.createDirectory(directory.resolve("first-host")))) {
                home = firn.log().getParent();
                firn.awaitLine("is committed", Site.PATIENCE);
                firn.kill();
            }
            workload.stop();
            try (var files = Files.list(home)) {
                assertThat(files.map(file -> file.getFileName().toString())).containsOnly("firn.log");
            }
            Ended second = site.runUntilCaughtUp(configuration);
            assertThat(second.status()).as(second.lastLines()).isZero();
            assertThat(Files.readString(second.log())).doesNotContain("is to be loaded");
            site.assertEqual(workload.tables());
        }
    }

    @Test
    void i6OnePoisonedTableStopsOnlyItself() throws Exception {
        createPoisoned();
        site.execute(
                "CREATE TABLE shop.healthy (id INT PRIMARY KEY, name VARCHAR(20))",
                "INSERT INTO shop.healthy VALUES (1, 'one')");
        Path configuration = site.configuration();
        assertThat(site.runUntilCaughtUp(configuration).status()).isZero();
        poison();
        site.execute(
                "INSERT INTO shop.healthy VALUES (2, 'two')", "UPDATE shop.poisoned SET note = 'late' WHERE id = 1");
        Ended ended = site.runUntilCaughtUp(configuration);
        assertThat(ended.status()).as(ended.lastLines()).isEqualTo(6);
        // I7: what was not applied is said, once, with the table and the reason.
        assertThat(Files.readString(ended.log())).contains("shop.poisoned").contains("stop");
        site.assertEqual(List.of(new TableId("shop", "healthy")));
    }

    @Test
    void i8ReadersNeverSeeAHalfLoadedTable() throws Exception {
        TableId loaded = new TableId("shop", "big");
        site.execute(
                "CREATE SCHEMA IF NOT EXISTS shop", "CREATE TABLE shop.big (id INT PRIMARY KEY, name VARCHAR(20))");
        insertRows(loaded, 1, 20_000);
        Path configuration = site.configuration();
        Held held = site.runHeld(configuration, FaultPoint.AFTER_CHUNK, 1);
        try (FirnProcess firn = held.firn()) {
            assertThat(rows(loaded)).isZero();
            held.letGo();
            firn.awaitLine("is loaded", Site.PATIENCE);
            firn.kill();
        }
        assertThat(site.runUntilCaughtUp(configuration).status()).isZero();
        site.assertEqual(List.of(loaded));
    }

    @Test
    void aSignalSealsCommitsAndExitsZero() throws Exception {
        site.execute(
                "CREATE SCHEMA IF NOT EXISTS shop", "CREATE TABLE shop.late (id INT PRIMARY KEY, name VARCHAR(20))");
        Path configuration = site.configuration();
        assertThat(site.runUntilCaughtUp(configuration).status()).isZero();
        try (FirnProcess firn = site.run(configuration)) {
            firn.awaitLine("Streaming the log", Site.PATIENCE);
            insertRows(new TableId("shop", "late"), 1, 10);
            firn.terminate();
            assertThat(firn.awaitExit(Duration.ofSeconds(75))).isZero();
        }
        assertThat(site.runUntilCaughtUp(configuration).status()).isZero();
        site.assertEqual(List.of(new TableId("shop", "late")));
    }

    /** Creates {@code shop.poisoned (id, note, at)} with one harmless row. */
    abstract void createPoisoned() throws SQLException;

    /** Puts a value into it that no Iceberg type holds. */
    abstract void poison() throws SQLException;

    static WorkloadSettings shop(long seed) {
        return WorkloadSettings.of(seed).withInitialRows(300).withTransactionsPerSecond(TRANSACTIONS_PER_SECOND);
    }

    private void assertCaughtUpAndEqual(Path configuration, Workload workload, String what) throws SQLException {
        Ended ended = site.runUntilCaughtUp(configuration);
        assertThat(ended.status()).as(what + "\n" + ended.lastLines()).isZero();
        site.assertEqual(workload.tables());
        assertThat(ConsistentCut.check(List.of(table(ACCOUNTS_A), table(ACCOUNTS_B)), "balance", sumOfBalances())
                        .violations())
                .as(what)
                .isEmpty();
    }

    Table table(TableId table) {
        return site.table(table).orElseThrow();
    }

    private BigDecimal sumOfBalances() throws SQLException {
        try (Connection connection = site.server().connect();
                ResultSet sum = connection
                        .createStatement()
                        .executeQuery("SELECT (SELECT sum(balance) FROM shop.accounts_a)"
                                + " + (SELECT sum(balance) FROM shop.accounts_b)")) {
            sum.next();
            return sum.getBigDecimal(1);
        }
    }

    void insertRows(TableId table, int from, int to) throws SQLException {
        try (Connection connection = site.server().connect();
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

    /** How many rows a reader sees now; none in a table that does not exist yet. */
    long rows(TableId table) throws IOException {
        Table present = site.table(table).orElse(null);
        if (present == null) {
            return 0;
        }
        present.refresh();
        try (CloseableIterable<Record> records = IcebergGenerics.read(present).build()) {
            return StreamSupport.stream(records.spliterator(), false).count();
        }
    }

    /** The position that the newest prepared checkpoint has recorded in a table that it changed. */
    static String position(Snapshot snapshot) {
        return snapshot.summary().get("firn.source-position");
    }
}
