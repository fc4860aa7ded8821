package dev.firn.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.app.cli.Firn;
import dev.firn.app.http.StatusReading;
import dev.firn.engine.pipeline.PipelineStatus;
import dev.firn.engine.pipeline.TableStatus;
import dev.firn.schema.source.TableId;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What operators tell a process to do, by the commands, on a real database. */
abstract class ControlContract extends SiteContract {

    private static final TableId ACCOUNTS = new TableId("shop", "accounts");
    private static final int ROWS = 20_000;
    private static final BigDecimal SUM = BigDecimal.valueOf(100L * ROWS);
    static final String TOKEN = "a token that is long enough";

    Path configuration;

    @BeforeEach
    void configure() throws IOException {
        Path token = Files.writeString(directory().resolve("token"), TOKEN + "\n");
        configuration = site().configuration("", "  token: ${file:" + token + "}");
    }

    @Test
    void i6ResyncBringsAStoppedTableBackUnderTheColumnsThatItHasNow() throws Exception {
        Poisoned.create(site());
        try (FirnProcess firn = site().run(configuration)) {
            URI address = address(firn);
            await(address, status -> state(status, Poisoned.TABLE) == TableStatus.State.STREAMING);
            Poisoned.poison(site());
            await(address, status -> state(status, Poisoned.TABLE) == TableStatus.State.STOPPED);
            assertThat(remedy(address)).contains("resync");
            site().execute(
                            "DELETE FROM shop.poisoned WHERE id = 2",
                            "ALTER TABLE shop.poisoned ADD COLUMN later INT",
                            "INSERT INTO shop.poisoned (id, note, at, later) VALUES (3, 'more', now(), 7)");

            Ended resync = firn(address, "resync", "shop.poisoned", "--wait");

            assertThat(resync.status()).as(resync.output()).isZero();
            assertThat(resync.output()).contains("shop.poisoned will be loaded again", "loaded");
            site().assertEqual(List.of(Poisoned.TABLE));
            site().execute("INSERT INTO shop.poisoned (id, note, at, later) VALUES (4, 'and more', now(), 8)");
            assertThat(firn(address, "flush").output()).contains("is committed, at ");
            site().assertEqual(List.of(Poisoned.TABLE));
        }
    }

    @Test
    void i8ReadersSeeTheOldContentUntilTheNewIsCompleteAndTheHistoryStays() throws Exception {
        createAccounts();
        AtomicBoolean done = new AtomicBoolean();
        ExecutorService threads = Executors.newFixedThreadPool(2);
        try (FirnProcess firn = site().run(configuration)) {
            URI address = address(firn);
            await(address, status -> state(status, ACCOUNTS) == TableStatus.State.STREAMING);
            assertThat(firn(address, "flush").status()).isZero();
            List<Long> before = snapshots();
            CompletableFuture<Integer> transfers = CompletableFuture.supplyAsync(() -> transferUntil(done), threads);
            CompletableFuture<Integer> reader = CompletableFuture.supplyAsync(() -> readUntil(done), threads);

            for (int time = 0; time < 2; time++) {
                Ended resync = firn(address, "resync", "shop.acc*", "--yes", "--wait");
                assertThat(resync.status()).as(resync.output()).isZero();
            }

            done.set(true);
            assertThat(transfers.get(1, TimeUnit.MINUTES)).as("transfers").isGreaterThan(10);
            assertThat(reader.get(1, TimeUnit.MINUTES)).as("reads").isGreaterThan(3);
            assertThat(firn(address, "flush").status()).isZero();
            site().assertEqual(List.of(ACCOUNTS));
            assertThat(snapshots()).as("the history").containsAll(before).hasSizeGreaterThan(before.size() + 1);
            assertThat(replacements()).as("times that all content was replaced").isGreaterThanOrEqualTo(2);
            assertThat(sum(before.get(before.size() - 1))).as("an old snapshot").isEqualByComparingTo(SUM);
        } finally {
            done.set(true);
            threads.shutdownNow();
        }
    }

    @Test
    void aResyncThatWasAnsweredOutlivesTheProcess() throws Exception {
        createAccounts();
        try (FirnProcess firn = site().run(configuration)) {
            URI address = address(firn);
            await(address, status -> state(status, ACCOUNTS) == TableStatus.State.STREAMING);
            assertThat(firn(address, "flush").status()).isZero();
            Ended resync = firn(address, "resync", "shop.accounts", "--no-wait");
            firn.kill();
            assertThat(resync.status()).as(resync.output()).isZero();
        }
        assertThat(site().runUntilCaughtUp(configuration).status()).isZero();
        assertThat(replacements()).isPositive();
        site().assertEqual(List.of(ACCOUNTS));
    }

    @Test
    void aPauseOutlivesKillMinusNineAndResumeCatchesUp() throws Exception {
        createAccounts();
        try (FirnProcess firn = site().run(configuration)) {
            URI address = address(firn);
            await(address, status -> state(status, ACCOUNTS) == TableStatus.State.STREAMING);
            Ended pause = firn(address, "pause");
            assertThat(pause.status()).as(pause.output()).isZero();
            assertThat(pause.output()).contains("paused since");
            firn.awaitOk(address.resolve("/health/ready"), Site.PATIENCE);
            assertThat(firn.awaitOk(address.resolve("/metrics"), Site.PATIENCE)).contains("firn_paused 1.0");
            assertThat(firn(address, "flush").status()).isEqualTo(1);
            firn.kill();
        }
        site().execute("UPDATE shop.accounts SET balance = balance + 1 WHERE id <= 10");
        Site.Ended caughtUp = site().runUntilCaughtUp(configuration);
        assertThat(caughtUp.status()).as(caughtUp.lastLines()).isEqualTo(7);
        assertThat(caughtUp.lastLines()).contains("is paused since", "firn run --resume");
        try (FirnProcess firn = site().run(configuration)) {
            firn.awaitLine("is paused since", Site.PATIENCE);
            URI address = address(firn);
            assertThat(firn.awaitOk(address.resolve("/status.txt"), Site.PATIENCE))
                    .contains("it: paused", "firn resume lets it go on");
            List<Long> before = snapshots();

            Ended resume = firn(address, "resume");

            assertThat(resume.status()).as(resume.output()).isZero();
            assertThat(firn(address, "flush").status()).isZero();
            assertThat(snapshots()).hasSizeGreaterThan(before.size());
            site().assertEqual(List.of(ACCOUNTS));
            firn.terminate();
            assertThat(firn.awaitExit(Site.PATIENCE)).isZero();
        }
    }

    @Test
    void flushMakesVisibleWhatWasCommittedBefore() throws Exception {
        createAccounts();
        try (FirnProcess firn = site().run(configuration)) {
            URI address = address(firn);
            await(address, status -> state(status, ACCOUNTS) == TableStatus.State.STREAMING);
            for (int time = 0; time < 3; time++) {
                site().execute("UPDATE shop.accounts SET balance = balance + 1 WHERE id = 1");
                Ended flush = firn(address, "flush");
                assertThat(flush.status()).as(flush.output()).isZero();
                assertThat(flush.output()).containsPattern("checkpoint \\d+ is committed, at ");
                site().assertEqual(List.of(ACCOUNTS));
            }
        }
    }

    @Test
    void whatIsRefusedSaysWhy() throws Exception {
        createAccounts();
        try (FirnProcess firn = site().run(configuration)) {
            URI address = address(firn);
            await(address, status -> state(status, ACCOUNTS) == TableStatus.State.STREAMING);
            Ended unknown = firn(address, "resync", "shop.acounts");
            assertThat(unknown.status()).isEqualTo(2);
            assertThat(unknown.output()).contains("did you mean 'shop.accounts'?");
            Ended unasked = firn(address, "resync", "--all");
            assertThat(unasked.status()).isEqualTo(2);
            assertThat(unasked.output()).contains("shop.accounts  streaming", "add --yes");
            Ended dry = firn(address, "resync", "shop.*", "--dry-run");
            assertThat(dry.status()).isZero();
            assertThat(dry.output()).contains("shop.accounts  streaming");
            Ended table = firn(address, "pause", "shop.accounts");
            assertThat(table.status()).isEqualTo(2);
            assertThat(table.output()).contains("A single table cannot be paused", "tables.exclude");
            Ended tokenless = firn(site().configuration(), address, "flush");
            assertThat(tokenless.status()).isEqualTo(2);
            assertThat(tokenless.output()).contains("http.token", "${env:FIRN_TOKEN}");
            Path wrong = site().configuration("", "  token: another token that is long");
            Ended mistaken = firn(wrong, address, "flush");
            assertThat(mistaken.status()).isEqualTo(2);
            assertThat(mistaken.output()).contains("Not allowed").doesNotContain("another token", TOKEN);
            assertThat(Files.readString(firn.log())).doesNotContain(TOKEN);
            firn.kill();
            assertThat(firn(address, "flush").output()).contains("No process answers at " + address);
        }
    }

    @Test
    void resyncMakesATableAnewThatSomebodyDroppedFromTheLake() throws Exception {
        createAccounts();
        try (FirnProcess firn = site().run(configuration)) {
            URI address = address(firn);
            await(address, status -> state(status, ACCOUNTS) == TableStatus.State.STREAMING);
            assertThat(firn(address, "flush").status()).isZero();
            site().dropFromLake(ACCOUNTS);
            site().execute("UPDATE shop.accounts SET balance = balance + 1 WHERE id = 1");
            await(address, status -> state(status, ACCOUNTS) == TableStatus.State.STOPPED);

            Ended resync = firn(address, "resync", "shop.accounts", "--wait");

            assertThat(resync.status()).as(resync.output() + firn.lastLines()).isZero();
            site().assertEqual(List.of(ACCOUNTS));
        }
    }

    // --- the source

    private void createAccounts() throws SQLException {
        site().execute("CREATE SCHEMA shop", "CREATE TABLE shop.accounts (id INT PRIMARY KEY, balance DECIMAL(12, 2))");
        try (Connection connection = site().server().connect();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO shop.accounts VALUES (?, 100)")) {
            connection.setAutoCommit(false);
            for (int id = 1; id <= ROWS; id++) {
                insert.setInt(1, id);
                insert.addBatch();
            }
            insert.executeBatch();
            connection.commit();
        }
    }

    /** Moves amounts between accounts, in transactions that leave the sum as it is. */
    private int transferUntil(AtomicBoolean done) {
        int transfers = 0;
        try (Connection connection = site().server().connect();
                PreparedStatement update =
                        connection.prepareStatement("UPDATE shop.accounts SET balance = balance + ? WHERE id = ?")) {
            connection.setAutoCommit(false);
            while (!done.get()) {
                for (int sign : new int[] {-1, 1}) {
                    update.setInt(1, sign * 5);
                    update.setInt(2, 1 + (transfers * 7919 + (sign > 0 ? 13 : 0)) % ROWS);
                    update.executeUpdate();
                }
                connection.commit();
                transfers++;
                LockSupport.parkNanos(5_000_000);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return transfers;
    }

    // --- the lake

    /** Reads the whole table again and again, and fails at the first state that the source never had. */
    private int readUntil(AtomicBoolean done) {
        int reads = 0;
        while (!done.get()) {
            Table table = site().table(ACCOUNTS).orElseThrow();
            table.refresh();
            long snapshot = table.currentSnapshot().snapshotId();
            assertThat(sum(snapshot)).as("the sum in snapshot %s", snapshot).isEqualByComparingTo(SUM);
            reads++;
        }
        return reads;
    }

    private BigDecimal sum(long snapshot) {
        Table table = site().table(ACCOUNTS).orElseThrow();
        BigDecimal sum = BigDecimal.ZERO;
        long rows = 0;
        try (CloseableIterable<Record> records =
                IcebergGenerics.read(table).useSnapshot(snapshot).build()) {
            for (Record row : records) {
                sum = sum.add((BigDecimal) row.getField("balance"));
                rows++;
            }
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        assertThat(rows).as("rows in snapshot %s", snapshot).isEqualTo(ROWS);
        return sum;
    }

    private List<Long> snapshots() {
        Table table = site().table(ACCOUNTS).orElseThrow();
        table.refresh();
        List<Long> ids = new ArrayList<>();
        table.snapshots().forEach(snapshot -> ids.add(snapshot.snapshotId()));
        return ids;
    }

    /** Snapshots that took data files away; changes write deletes, and leave them. */
    private long replacements() {
        Table table = site().table(ACCOUNTS).orElseThrow();
        table.refresh();
        long replacements = 0;
        for (Snapshot snapshot : table.snapshots()) {
            replacements += snapshot.summary().containsKey("deleted-data-files") ? 1 : 0;
        }
        return replacements;
    }

    // --- the process

    static URI address(FirnProcess firn) {
        return firn.address();
    }

    /** How a command ended. */
    record Ended(int status, String output) {}

    Ended firn(URI address, String... command) {
        return firn(configuration, address, command);
    }

    static Ended firn(Path with, URI address, String... command) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of("-c", with.toString(), "--address", address.getHost() + ":" + address.getPort()));
        StringWriter output = new StringWriter();
        int status = Firn.commandLine()
                .setOut(new PrintWriter(output, true))
                .setErr(new PrintWriter(output, true))
                .execute(arguments.toArray(String[]::new));
        return new Ended(status, output.toString());
    }

    static PipelineStatus status(URI address) {
        return StatusReading.read(read(address.resolve("/status")));
    }

    private static String read(URI address) {
        try (var in = address.toURL().openStream()) {
            return new String(in.readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    static void await(URI address, Predicate<PipelineStatus> condition) {
        long deadline = System.nanoTime() + Site.PATIENCE.toNanos();
        PipelineStatus status = status(address);
        while (!condition.test(status)) {
            assertThat(System.nanoTime()).as("%s", status).isLessThan(deadline);
            LockSupport.parkNanos(100_000_000);
            status = status(address);
        }
    }

    static TableStatus.State state(PipelineStatus status, TableId table) {
        return status.tables().stream()
                .filter(known -> known.table().equals(table))
                .map(TableStatus::state)
                .findFirst()
                .orElse(TableStatus.State.QUEUED);
    }

    private static String remedy(URI address) {
        return status(address).tables().stream()
                .filter(table -> table.table().equals(Poisoned.TABLE))
                .map(table -> table.reason() + table.remedy())
                .findFirst()
                .orElse("");
    }
}
