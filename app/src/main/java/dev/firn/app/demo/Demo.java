package dev.firn.app.demo;

import dev.firn.app.config.Configuration;
import dev.firn.app.config.SourceSection.SourceType;
import dev.firn.app.demo.compare.ConsistentCut;
import dev.firn.app.demo.compare.TableComparison;
import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.app.demo.server.FileTree;
import dev.firn.app.demo.server.MysqlServer;
import dev.firn.app.demo.server.PostgresServer;
import dev.firn.app.demo.workload.Workload;
import dev.firn.app.demo.workload.WorkloadSettings;
import dev.firn.app.run.Lakes;
import dev.firn.app.run.Replication;
import dev.firn.engine.lake.LakeException;
import dev.firn.engine.pipeline.Exit;
import dev.firn.engine.pipeline.ExitReason;
import dev.firn.engine.pipeline.PipelineStatus;
import dev.firn.engine.pipeline.TableStatus.State;
import dev.firn.engine.work.FaultPoints;
import dev.firn.schema.source.TableId;
import dev.firn.sink.IcebergLake;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.iceberg.Table;

/**
 * The main job, once: a real server, a live workload, the pipeline as {@code firn run} runs it, and a comparison.
 *
 * <p>When the workload has ended the pipeline is stopped and started again with the goal to catch up, as {@code firn run
 * --until-caught-up} does: what it must have remembered, it finds in the lake.
 */
public final class Demo implements AutoCloseable {

    private static final int TRANSACTIONS_PER_SECOND = 150;
    private static final List<TableId> ACCOUNTS =
            List.of(new TableId("shop", "accounts_a"), new TableId("shop", "accounts_b"));

    private final DemoSettings settings;
    private final DemoListener listener;
    private final DatabaseServer server;
    private final Configuration configuration;

    private Demo(DemoSettings settings, DemoListener listener, DatabaseServer server, Configuration configuration) {
        this.settings = settings;
        this.listener = listener;
        this.server = server;
        this.configuration = configuration;
    }

    /** Starts the server. */
    public static Demo start(DemoSettings settings, DemoListener listener) throws IOException {
        Files.createDirectories(settings.warehouse());
        listener.step("Starting " + (settings.source() == SourceType.POSTGRES ? "PostgreSQL" : "MySQL") + " in "
                + settings.database());
        Files.createDirectories(settings.database());
        DatabaseServer server = switch (settings.source()) {
            case POSTGRES -> PostgresServer.start(settings.database());
            case MYSQL -> MysqlServer.start(settings.database());
        };
        try {
            return new Demo(settings, listener, server, DemoConfiguration.write(settings, server.address()));
        } catch (IOException | RuntimeException e) {
            server.close();
            throw e;
        }
    }

    /** Runs workload and pipeline, and compares. */
    public DemoResult run() throws SQLException, InterruptedException {
        WorkloadSettings shop = WorkloadSettings.of(settings.seed()).withTransactionsPerSecond(TRANSACTIONS_PER_SECOND);
        listener.step("Creating a shop with " + shop.initialRows() + " orders (seed " + settings.seed() + ")");
        try (Workload workload = Workload.prepare(server, shop)) {
            listener.step("Replicating while the shop is open, for "
                    + settings.duration().toSeconds() + " s");
            workload.start();
            replicateLive(workload);
            listener.step("The shop is closed: " + workload.stop());
            listener.step("Starting the pipeline again, from what the lake remembers, until it has caught up");
            catchUp();
            listener.step("Comparing source and lake, row by row and value by value");
            return compare(workload.tables());
        }
    }

    private void replicateLive(Workload workload) throws InterruptedException {
        try (Replication replication = Replication.open(configuration, FaultPoints.NONE)) {
            CompletionStage<Exit> ended = replication.run();
            Instant until = Instant.now().plus(settings.duration());
            while (Instant.now().isBefore(until)) {
                if (endedWithinASecond(ended)) {
                    throw new DemoFailedException(exit(ended));
                }
                Duration left = Duration.between(Instant.now(), until);
                listener.progress(
                        progress(replication.status(), workload) + ", " + Math.max(0, left.toSeconds()) + " s left");
            }
            replication.stop();
            requireCompleted(exit(ended));
        }
    }

    private void catchUp() throws InterruptedException {
        try (Replication replication = Replication.open(configuration, FaultPoints.NONE)) {
            CompletionStage<Exit> ended = replication.runUntilCaughtUp();
            while (!endedWithinASecond(ended)) {
                listener.progress(progress(replication.status()));
            }
            requireCompleted(exit(ended));
        }
    }

    private static boolean endedWithinASecond(CompletionStage<Exit> ended) throws InterruptedException {
        try {
            ended.toCompletableFuture().get(1, TimeUnit.SECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        }
    }

    private static Exit exit(CompletionStage<Exit> ended) {
        return ended.toCompletableFuture().join();
    }

    private static void requireCompleted(Exit exit) {
        if (exit.reason() != ExitReason.COMPLETED) {
            throw new DemoFailedException(exit);
        }
    }

    private static String progress(PipelineStatus status, Workload workload) {
        return "shop: " + count(workload.report().transactions()) + " transactions; " + progress(status);
    }

    private static String progress(PipelineStatus status) {
        long changes = status.tables().stream()
                .mapToLong(table -> table.inserts() + table.updates() + table.deletes())
                .sum();
        long streaming = status.tables().stream()
                .filter(table -> table.state() == State.STREAMING)
                .count();
        return "lake: checkpoint "
                + status.lastCheckpoint().map(last -> last.id().toString()).orElse("none yet") + ", " + count(changes)
                + " changes, " + streaming + " of " + status.tables().size() + " tables streaming, lag "
                + status.lag()
                        .map(lag -> String.format(Locale.ROOT, "%.1f s", lag.toMillis() / 1e3))
                        .orElse("unknown");
    }

    private static String count(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private DemoResult compare(List<TableId> tables) throws SQLException {
        try (Connection source = server.connect();
                IcebergLake lake = Lakes.open(configuration)) {
            List<DemoResult.TableResult> results = new ArrayList<>();
            for (TableId table : tables) {
                Table replica = require(lake, table);
                results.add(new DemoResult.TableResult(
                        TableComparison.compare(source, table, replica),
                        lake.names().of(table).toString(),
                        snapshots(replica)));
            }
            List<Table> accounts =
                    ACCOUNTS.stream().map(table -> require(lake, table)).toList();
            return new DemoResult(results, ConsistentCut.check(accounts, "balance", money(source)));
        }
    }

    private static Table require(IcebergLake lake, TableId table) {
        return lake.table(table)
                .orElseThrow(() -> new LakeException(
                        LakeException.Scope.TABLE,
                        "Cannot compare " + table + ": there is no "
                                + lake.names().of(table) + " in the lake",
                        null));
    }

    private static int snapshots(Table table) {
        int count = 0;
        for (Object snapshot : table.snapshots()) {
            count += snapshot == null ? 0 : 1;
        }
        return count;
    }

    private static BigDecimal money(Connection source) throws SQLException {
        try (Statement statement = source.createStatement();
                ResultSet sum = statement.executeQuery(
                        "SELECT (SELECT sum(balance) FROM shop.accounts_a) + (SELECT sum(balance) FROM shop.accounts_b)")) {
            sum.next();
            return sum.getBigDecimal(1);
        }
    }

    /** How to reach the server, for whoever wants to look around. */
    public String address() {
        return server.address().toString();
    }

    /** Ends the server and deletes its files; catalog, warehouse and configuration stay. */
    @Override
    public void close() throws IOException {
        server.close();
        FileTree.delete(settings.database());
    }
}
