package dev.firn.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.app.it.Site.Ended;
import dev.firn.app.it.Site.Held;
import dev.firn.app.servers.Servers;
import dev.firn.engine.work.FaultPoint;
import dev.firn.schema.source.TableId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.apache.iceberg.data.IcebergGenerics;
import org.apache.iceberg.data.Record;
import org.apache.iceberg.io.CloseableIterable;
import org.junit.jupiter.api.Test;

/**
 * Large values that the log leaves out since they did not change: where deletes are resolved, they are those of the checkpoint, whatever the source has
 * by then. Every row says by small values, which the log has, which large ones it must have.
 */
class PostgresUnchangedValuesIT extends SiteContract {

    private static final TableId DOCUMENTS = new TableId("shop", "documents");

    /** What is said where the lake does not know a row. */
    private static final String AS_IT_IS_NOW = "are read from the source, as it is now";

    /** Eager, but no snapshot goes. */
    private static final String COMPACTING = """
            maintenance:
              interval: 1s
              compact: { small-files: 2, delete-files: 1, deleted-percent: 1 }
            """;

    @Override
    DatabaseServer start(Path directory) {
        return Servers.postgres(directory);
    }

    private void create(int rows) throws SQLException {
        site().execute(
                        "CREATE SCHEMA shop",
                        "CREATE TABLE shop.documents (id INT PRIMARY KEY, n INT NOT NULL, version INT NOT NULL, origin INT NOT NULL,"
                                + " body TEXT, raw BYTEA)",
                        "ALTER TABLE shop.documents ALTER body SET STORAGE EXTERNAL, ALTER raw SET STORAGE EXTERNAL",
                        "INSERT INTO shop.documents SELECT id, 0, 0, id, " + body("0", "id") + ", " + raw("0", "id")
                                + " FROM generate_series(1, " + rows + ") id");
    }

    /** Large, and different for each version of each row. */
    private static String body(String version, String origin) {
        return "rpad('body ' || " + version + " || ' of ' || " + origin + ", 3000, '.')";
    }

    private static String raw(String version, String origin) {
        return "convert_to(rpad('raw ' || " + version + " || ' of ' || " + origin + ", 4000, '.'), 'UTF8')";
    }

    private static String changed(String where) {
        return "UPDATE shop.documents SET n = n + 1, version = version + 1, body = " + body("version + 1", "origin")
                + ", raw = " + raw("version + 1", "origin") + where;
    }

    @Test
    void i2AnUnchangedValueIsThatOfItsCheckpointAndNotALaterOne() throws Exception {
        create(12);
        Path configuration = site().deletes("resolved").configuration();
        assertThat(site().runUntilCaughtUp(configuration).status()).isZero();
        transaction(
                "UPDATE shop.documents SET n = n + 1 WHERE id IN (1, 2)",
                "UPDATE shop.documents SET id = 103, n = n + 1 WHERE id = 3",
                "UPDATE shop.documents SET n = n + 1 WHERE id = 103",
                changed(" WHERE id = 4"),
                "UPDATE shop.documents SET id = 104 WHERE id = 4",
                "DELETE FROM shop.documents WHERE id = 5",
                "UPDATE shop.documents SET id = 5 WHERE id = 6",
                "UPDATE shop.documents SET id = 6 WHERE id = 7",
                "UPDATE shop.documents SET n = n + 1 WHERE id = 6",
                "UPDATE shop.documents SET body = 'short', version = -1 WHERE id = 8",
                "UPDATE shop.documents SET n = n + 1 WHERE id = 8");
        Held held = site().runHeld(configuration, FaultPoint.BEFORE_STAGE, 1);
        try (FirnProcess firn = held.firn()) {
            // All is gathered for the checkpoint, and beyond it the source goes on.
            transaction(changed(" WHERE version >= 0"), "DELETE FROM shop.documents WHERE id = 2");
            held.letGo();
            firn.awaitLine("is committed: 1 tables changed", Site.PATIENCE);
            firn.kill();
            assertThat(Files.readString(firn.log())).doesNotContain(AS_IT_IS_NOW);
        }
        // At the checkpoint, not in the source: the row that was deleted since.
        assertThat(exactInEverySnapshot()).contains("2: n 1, version 0");
        for (FaultPoint point : List.of(FaultPoint.AFTER_RESOLVE, FaultPoint.AFTER_PREPARE)) {
            transaction(
                    "UPDATE shop.documents SET n = n + 1",
                    "UPDATE shop.documents SET id = id + 1000 WHERE id BETWEEN 9 AND 10");
            Held again = site().runHeld(configuration, point, 1);
            try (FirnProcess firn = again.firn()) {
                transaction(changed(" WHERE version >= 0"));
                firn.kill();
            }
        }
        Ended ended = site().runUntilCaughtUp(configuration);
        assertThat(ended.status()).as(ended.lastLines()).isZero();
        exactInEverySnapshot();
        site().assertEqual(List.of(DOCUMENTS));
    }

    @Test
    void i2UnchangedValuesAreExactUnderTrafficCompactionAndKills() throws Exception {
        long seed = System.nanoTime() % 1_000_000;
        create(40);
        Path configuration = site().deletes("resolved").formatVersion(3).configuration("", COMPACTING);
        assertThat(site().runUntilCaughtUp(configuration).status()).isZero();
        AtomicBoolean stopped = new AtomicBoolean();
        CompletableFuture<Void> traffic = CompletableFuture.runAsync(() -> change(new Random(seed), stopped));
        Random random = new Random(seed + 1);
        for (int kill = 0; kill < 3; kill++) {
            try (FirnProcess firn = site().run(configuration)) {
                firn.awaitLines(2, "is committed", Site.PATIENCE);
                Thread.sleep(random.nextInt(2_000));
                firn.kill();
                assertThat(Files.readString(firn.log())).doesNotContain(AS_IT_IS_NOW);
            }
        }
        stopped.set(true);
        traffic.get();
        Ended ended = site().runUntilCaughtUp(configuration);
        assertThat(ended.status()).as("seed %s: %s", seed, ended.lastLines()).isZero();
        exactInEverySnapshot();
        assertThat(site().table(DOCUMENTS).orElseThrow().snapshots())
                .anySatisfy(snapshot -> assertThat(snapshot.summary()).containsEntry("firn.maintenance", "compact"));
        site().assertEqual(List.of(DOCUMENTS));
    }

    private void change(Random random, AtomicBoolean stopped) {
        while (!stopped.get()) {
            List<String> statements = new ArrayList<>();
            for (int count = 1 + random.nextInt(4); count > 0; count--) {
                int id = 1 + random.nextInt(60);
                String where = " WHERE id = " + id;
                statements.add(
                        switch (random.nextInt(6)) {
                            case 0 -> changed(where);
                            case 1 -> "UPDATE shop.documents SET id = " + (1 + random.nextInt(60)) + where;
                            case 2 ->
                                "INSERT INTO shop.documents SELECT " + id + ", 0, 0, " + id + ", " + body("0", "" + id)
                                        + ", " + raw("0", "" + id) + " ON CONFLICT DO NOTHING";
                            case 3 -> random.nextInt(3) == 0 ? "DELETE FROM shop.documents" + where : "SELECT";
                            default -> "UPDATE shop.documents SET n = n + 1" + where;
                        });
            }
            try {
                transaction(statements.toArray(String[]::new));
                Thread.sleep(5);
            } catch (SQLException e) {
                // Two rows of a key: the transaction is rolled back, as those of applications are.
                assertThat(e.getSQLState()).isEqualTo("23505");
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private void transaction(String... statements) throws SQLException {
        try (Connection connection = site().server().connect();
                var statement = connection.createStatement()) {
            connection.setAutoCommit(false);
            for (String sql : statements) {
                statement.execute(sql);
            }
            connection.commit();
        }
    }

    /** Fails if a row of any snapshot has a large value that is not its own; returns the rows of all. */
    private List<String> exactInEverySnapshot() throws Exception {
        Table table = site().table(DOCUMENTS).orElseThrow();
        List<String> seen = new ArrayList<>();
        for (Snapshot snapshot : table.snapshots()) {
            try (CloseableIterable<Record> rows = IcebergGenerics.read(table)
                    .useSnapshot(snapshot.snapshotId())
                    .build()) {
                for (Record row : rows) {
                    String of = " " + row.getField("version") + " of " + row.getField("origin") + "...";
                    String what =
                            row.getField("id") + ": n " + row.getField("n") + ", version " + row.getField("version");
                    seen.add(what);
                    String body = (String) row.getField("body");
                    if (row.getField("version").equals(-1)) {
                        assertThat(body).isEqualTo("short");
                    } else {
                        assertThat(body).as(what).startsWith("body" + of).hasSize(3000);
                        assertThat(new String(((ByteBuffer) row.getField("raw")).array(), StandardCharsets.UTF_8))
                                .as(what)
                                .startsWith("raw" + of);
                    }
                }
            }
        }
        return seen;
    }
}
