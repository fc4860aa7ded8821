package dev.firn.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.app.servers.AwsStandIn.Moment;
import dev.firn.app.servers.Servers;
import dev.firn.schema.source.TableId;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The real process against a catalog's wire protocol: create, evolve, commit, conflict, unknown outcome. */
abstract class CatalogContract extends SiteContract {

    static final TableId ORDERS = new TableId("shop", "orders");

    @Override
    DatabaseServer start(Path place) {
        return Servers.postgres(place);
    }

    /** Starts the catalog, and says how a site uses it. */
    @Override
    abstract Site open(DatabaseServer database, Path place) throws IOException;

    /** Makes the next updates of a table fail, before or after they have their effect. */
    abstract void failNextUpdates(Moment moment, int count);

    /** The columns of {@link #ORDERS} as {@code name type}, as the catalog's own users see them. */
    abstract List<String> currentColumns(Site at);

    @BeforeEach
    void fill() throws SQLException {
        site().execute(
                        "CREATE SCHEMA shop",
                        "CREATE TABLE shop.orders (id INT PRIMARY KEY, total DECIMAL(10, 2))",
                        "INSERT INTO shop.orders SELECT g, g FROM generate_series(1, 100) g");
    }

    @Test
    void aTableIsCreatedEvolvedAndListed() throws Exception {
        Path configuration = site().configuration();
        assertCaughtUp(configuration);
        assertThat(currentColumns(site())).containsExactly("id int", "total decimal(10,2)");
        site().execute(
                        "ALTER TABLE shop.orders ADD COLUMN note VARCHAR(20)",
                        "ALTER TABLE shop.orders ALTER COLUMN id TYPE BIGINT",
                        "ALTER TABLE shop.orders ALTER COLUMN total TYPE DECIMAL(12, 2)",
                        "INSERT INTO shop.orders VALUES (5000000000, 1, 'new')");
        assertCaughtUp(configuration);
        assertThat(currentColumns(site())).containsExactly("id bigint", "total decimal(12,2)", "note string");
        site().execute(
                        "ALTER TABLE shop.orders DROP COLUMN total",
                        "UPDATE shop.orders SET note = 'late' WHERE id = 1");
        assertCaughtUp(configuration);
        assertThat(currentColumns(site())).containsExactly("id bigint", "note string");
    }

    @Test
    void i1ACommitWhoseAnswerIsLostIsThereOnce() throws Exception {
        Path configuration = site().configuration();
        assertCaughtUp(configuration);
        for (int round = 1; round <= 3; round++) {
            site().execute(
                            "INSERT INTO shop.orders VALUES (" + (1000 + round) + ", 1)",
                            "DELETE FROM shop.orders WHERE id = " + round);
            // More than the client's own tries, so that Iceberg and Firn see it.
            failNextUpdates(Moment.AFTER, round);
            assertCaughtUp(configuration);
        }
    }

    @Test
    void i1ACommitThatFailsIsRepeated() throws Exception {
        Path configuration = site().configuration();
        assertCaughtUp(configuration);
        site().execute("INSERT INTO shop.orders VALUES (1001, 1)", "UPDATE shop.orders SET total = 0 WHERE id = 1");
        failNextUpdates(Moment.BEFORE, 6);
        assertCaughtUp(configuration);
    }

    @Test
    void aConflictingCommitOfAnotherIsSurvived() throws Exception {
        Path configuration = site().configuration();
        assertCaughtUp(configuration);
        try (FirnProcess firn = site().run(configuration)) {
            firn.awaitLine("Streaming the log", Site.PATIENCE);
            Table table = site().table(ORDERS).orElseThrow();
            for (int round = 0; round < 10; round++) {
                site().execute("INSERT INTO shop.orders VALUES (" + (2000 + round) + ", 1)");
                table.updateProperties().set("owner-note", "round " + round).commit();
            }
            firn.terminate();
            assertThat(firn.awaitExit(Site.PATIENCE)).as(firn.lastLines()).isZero();
        }
        assertCaughtUp(configuration);
        assertThat(site().table(ORDERS).orElseThrow().properties()).containsEntry("owner-note", "round 9");
    }

    private void assertCaughtUp(Path configuration) throws SQLException {
        Site.Ended ended = site().runUntilCaughtUp(configuration);
        assertThat(ended.status()).as(ended.lastLines()).isZero();
        site().assertEqual(List.of(ORDERS));
    }
}
