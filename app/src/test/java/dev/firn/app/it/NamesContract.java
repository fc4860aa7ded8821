package dev.firn.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.app.it.Site.Ended;
import java.nio.file.Files;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

/** Names of every kind, in a catalog in a file. */
abstract class NamesContract extends SiteContract {

    @Test
    void awkwardNamesAreFollowed() throws SQLException {
        site().execute("CREATE SCHEMA shop");
        new AwkwardNames(site()).areFollowed(site().configuration());
    }

    @Test
    void tablesWhoseNamesDifferOnlyInCaseAreToldBoth() throws Exception {
        String quote = site().isMysql() ? "`" : "\"";
        site().execute(
                        "CREATE SCHEMA shop",
                        "CREATE TABLE shop." + quote + "Twin" + quote + " (id INT PRIMARY KEY)",
                        "CREATE TABLE shop.twin (id INT PRIMARY KEY)");
        Ended ended = site().runUntilCaughtUp(site().configuration());
        assertThat(ended.status()).isNotZero();
        assertThat(Files.readString(ended.log()))
                .contains("shop.Twin")
                .contains("shop.twin")
                .contains("table-name template");
    }
}
