package dev.firn.app.it;

import dev.firn.app.demo.server.MysqlServer;
import dev.firn.schema.source.TableId;
import java.sql.SQLException;

/** A table that can be given a row which no Iceberg type holds. */
final class Poisoned {

    static final TableId TABLE = new TableId("shop", "poisoned");

    private Poisoned() {}

    /** Creates it, {@code (id, note, at)}, with one harmless row. */
    static void create(Site site) throws SQLException {
        String time = isMysql(site) ? "DATETIME NOT NULL" : "TIMESTAMP";
        site.execute(
                "CREATE SCHEMA IF NOT EXISTS shop",
                "CREATE TABLE shop.poisoned (id INT PRIMARY KEY, note VARCHAR(20), at " + time + ")",
                "INSERT INTO shop.poisoned VALUES (1, 'fine', now())");
    }

    /** Puts the row into it, under the id 2. */
    static void poison(Site site) throws SQLException {
        if (isMysql(site)) {
            site.execute(
                    "SET SESSION sql_mode = ''",
                    "INSERT INTO shop.poisoned VALUES (2, 'poison', '0000-00-00 00:00:00')");
        } else {
            site.execute("INSERT INTO shop.poisoned VALUES (2, 'poison', 'infinity')");
        }
    }

    private static boolean isMysql(Site site) {
        return site.server() instanceof MysqlServer;
    }
}
