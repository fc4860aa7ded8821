package dev.firn.app.source;

import static dev.firn.app.source.TableReads.execute;
import static dev.firn.app.source.TableReads.layout;
import static dev.firn.app.source.TableReads.query;
import static dev.firn.app.source.TableReads.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.event.TransactionId;
import dev.firn.engine.source.TableReader;
import dev.firn.engine.source.TableReader.ConsistentRead;
import dev.firn.schema.layout.TableLayout;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** What reads see of transactions. */
class PostgresSnapshotIT extends PostgresTables {

    @Test
    void I1_aSnapshotTellsExactlyWhichTransactionsItSaw() throws Exception {
        execute(connection, "CREATE TABLE log (xid bigint, n int)", "ALTER TABLE log REPLICA IDENTITY FULL");
        TableLayout layout = layout(source, table("log"));
        Set<Long> written = java.util.concurrent.ConcurrentHashMap.newKeySet();
        AtomicBoolean stop = new AtomicBoolean();
        List<CompletableFuture<Void>> writers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            int seed = i;
            writers.add(CompletableFuture.runAsync(() -> write(new Random(seed), written, stop)));
        }
        try {
            for (int round = 0; round < 15; round++) {
                Set<Object> seen = new HashSet<>();
                try (ConsistentRead read = source.reader().openConsistentRead(layout)) {
                    read.read(row -> seen.add(row[0]));
                    for (long xid : List.copyOf(written)) {
                        assertThat(source.reader()
                                        .sawTransaction(read.snapshot(), new TransactionId(Long.toString(xid))))
                                .as("transaction %s in snapshot %s", xid, read.snapshot())
                                .isEqualTo(seen.contains(xid));
                    }
                }
            }
        } finally {
            stop.set(true);
            CompletableFuture.allOf(writers.toArray(CompletableFuture[]::new)).get(30, TimeUnit.SECONDS);
        }
        assertThat(written).hasSizeGreaterThan(30);
    }

    private void write(Random random, Set<Long> written, AtomicBoolean stop) {
        try (Connection writer = server.connect(name);
                Statement statement = writer.createStatement()) {
            writer.setAutoCommit(false);
            while (!stop.get()) {
                long xid;
                try (ResultSet row = statement.executeQuery(
                        "INSERT INTO log VALUES (pg_current_xact_id()::text::bigint, 1) RETURNING xid")) {
                    row.next();
                    xid = row.getLong(1);
                }
                if (random.nextInt(3) == 0) {
                    statement.execute(
                            "INSERT INTO log SELECT pg_current_xact_id()::text::bigint, i FROM generate_series(1, 50) i");
                }
                writer.commit();
                written.add(xid);
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aChangelogRowSaysThatItWasReadAndWhere() throws Exception {
        execute(
                connection,
                "CREATE TABLE log (a int)",
                "ALTER TABLE log REPLICA IDENTITY FULL",
                "INSERT INTO log VALUES (1), (1)");
        List<Object[]> rows = new ArrayList<>();
        try (ConsistentRead read = source.reader().openConsistentRead(layout(source, table("log")))) {
            read.read(row -> rows.add(row.clone()));
        }
        assertThat(rows).hasSize(2);
        assertThat(rows.get(0)).hasSize(4).startsWith(1, "r");
        assertThat((Long) rows.get(0)[2]).isPositive();
        assertThat((String) rows.get(0)[3]).matches("[0-9A-F]{16}:0{10}");
    }

    @Test
    void aLoadBeginsWhenThoseWhoWroteBeforeHaveEnded() throws Exception {
        execute(connection, "CREATE TABLE busy (id int PRIMARY KEY)");
        TableLayout layout = layout(source, table("busy"));
        CompletableFuture<List<Object[]>> load;
        try (Connection writer = server.connect(name)) {
            writer.setAutoCommit(false);
            execute(writer, "INSERT INTO busy VALUES (1)");
            load = CompletableFuture.supplyAsync(() -> {
                try {
                    return rows(source.reader(), layout);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThatThrownBy(() -> load.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            writer.commit();
        }
        assertThat(load.get(20, TimeUnit.SECONDS)).containsExactly(new Object[] {1});
    }

    @Test
    void awaitVisibleWaitsForDeliveredTransactionsAndForNoOthers() throws Exception {
        execute(connection, "CREATE TABLE rows (id int)");
        TableReader reader = source.reader();
        try (Connection open = server.connect(name)) {
            open.setAutoCommit(false);
            execute(open, "INSERT INTO rows VALUES (1)");
            long xid = Long.parseLong(query(open, "SELECT pg_current_xact_id()::text"));
            reader.awaitVisible(null);
            // As if its commit were in the log, and the server had not yet told others.
            delivered.add(xid);
            CompletableFuture<Void> wait = CompletableFuture.runAsync(() -> {
                try {
                    reader.awaitVisible(null);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThatThrownBy(() -> wait.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            open.commit();
            wait.get(20, TimeUnit.SECONDS);
        }
    }

    @Test
    void awaitVisibleWaitsForCommitsThatWaitForAStandby() throws Exception {
        execute(connection, "CREATE TABLE rows (id int)");
        execute(connection, "ALTER SYSTEM SET synchronous_standby_names = 'nobody'", "SELECT pg_reload_conf()");
        ConcurrentLinkedQueue<String> order = new ConcurrentLinkedQueue<>();
        try (Connection committing = server.connect(name)) {
            CompletableFuture<Void> commit = CompletableFuture.runAsync(() -> {
                try {
                    execute(committing, "INSERT INTO rows VALUES (1)");
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            });
            while (!"1"
                    .equals(query(connection, "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"))) {
                Thread.onSpinWait();
            }
            CompletableFuture<Void> wait = CompletableFuture.runAsync(() -> {
                try {
                    source.reader().awaitVisible(null);
                    order.add("visible");
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThatThrownBy(() -> wait.get(300, TimeUnit.MILLISECONDS)).isInstanceOf(TimeoutException.class);
            execute(connection, "ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()");
            commit.get(20, TimeUnit.SECONDS);
            wait.get(20, TimeUnit.SECONDS);
        } finally {
            execute(connection, "ALTER SYSTEM RESET synchronous_standby_names", "SELECT pg_reload_conf()");
        }
        assertThat(order).containsExactly("visible");
    }
}
