package dev.firn.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.app.it.Site.Held;
import dev.firn.app.servers.Servers;
import dev.firn.engine.work.FaultPoint;
import dev.firn.schema.source.TableId;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

class PostgresInvariantsIT extends InvariantsContract {

    @Override
    DatabaseServer start(Path directory) {
        return Servers.postgres(directory);
    }

    @Test
    void i3TheSlotStandsBehindWhatIsCommitted() throws Exception {
        TableId rows = new TableId("shop", "rows");
        site().execute("CREATE SCHEMA shop", "CREATE TABLE shop.rows (id INT PRIMARY KEY, name VARCHAR(20))");
        Path configuration = site().configuration();
        assertThat(site().runUntilCaughtUp(configuration).status()).isZero();
        insertRows(rows, 1, 100);
        String written = text("SELECT pg_current_wal_insert_lsn()");
        for (FaultPoint point : List.of(FaultPoint.BEFORE_PREPARE, FaultPoint.BEFORE_COMMIT)) {
            Held held = site().runHeld(configuration, point, 1);
            try (FirnProcess firn = held.firn()) {
                // Everything is staged, and prepared at the second time; nothing of it is confirmed.
                assertThat(text("SELECT confirmed_flush_lsn < '" + written + "' FROM pg_replication_slots"))
                        .as("the slot at %s", point)
                        .isEqualTo("t");
                firn.kill();
            }
        }
        assertThat(site().runUntilCaughtUp(configuration).status()).isZero();
        assertThat(text("SELECT confirmed_flush_lsn >= '" + written + "' FROM pg_replication_slots"))
                .isEqualTo("t");
        site().assertEqual(List.of(rows));
    }

    @Test
    void aLostSlotIsMendedByStartingAnew() throws Exception {
        TableId rows = new TableId("shop", "rows");
        site().execute("CREATE SCHEMA shop", "CREATE TABLE shop.rows (id INT PRIMARY KEY, name VARCHAR(20))");
        Path configuration = site().configuration();
        insertRows(rows, 1, 100);
        assertThat(site().runUntilCaughtUp(configuration).status()).isZero();
        insertRows(rows, 101, 200);
        site().execute(
                        "DELETE FROM shop.rows WHERE id < 10",
                        "SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots");
        Site.Ended lost = site().runUntilCaughtUp(configuration);
        assertThat(lost.status()).isEqualTo(3);
        assertThat(lost.lastLines()).contains("firn run --start-anew");
        Site.Ended anew = site().runUntilCaughtUpAnew(configuration);
        assertThat(anew.status()).as(anew.lastLines()).isZero();
        site().assertEqual(List.of(rows));
        insertRows(rows, 201, 300);
        assertThat(site().runUntilCaughtUp(configuration).status()).isZero();
        site().assertEqual(List.of(rows));
    }

    private String text(String query) throws SQLException {
        try (Connection connection = site().server().connect();
                ResultSet result = connection.createStatement().executeQuery(query)) {
            result.next();
            return result.getString(1);
        }
    }
}
