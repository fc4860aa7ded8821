package dev.firn.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.app.it.Site.Ended;
import dev.firn.schema.source.TableId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Names of every kind, in a catalog in a file. */
abstract class NamesContract extends SiteContract {

    @Test
    void awkwardNamesAreFollowed() throws SQLException {
        site().execute("CREATE SCHEMA shop");
        new AwkwardNames(site()).areFollowed(site().configuration());
    }

    /** The connectors lose their way in such a name, and would end the stream of all tables. */
    @Test
    void aQuoteInATablesNameStopsThatTableAlone() throws Exception {
        String quote = site().isMysql() ? "`" : "\"";
        String name = quote + "it's " + quote + quote + "so" + quote;
        site().execute(
                        "CREATE SCHEMA shop",
                        "CREATE TABLE shop.plain (id INT PRIMARY KEY)",
                        "INSERT INTO shop.plain VALUES (1)",
                        "CREATE TABLE shop." + name + " (id INT PRIMARY KEY)",
                        "INSERT INTO shop." + name + " VALUES (1)");
        Path configuration = site().configuration();
        Ended first = site().runUntilCaughtUp(configuration);
        site().execute(
                        "INSERT INTO shop.plain VALUES (2)",
                        "INSERT INTO shop." + name + " VALUES (2)",
                        "ALTER TABLE shop." + name + " ADD a INT",
                        "INSERT INTO shop.plain VALUES (3)");
        Ended second = site().runUntilCaughtUp(configuration);

        assertThat(Files.readString(first.log()))
                .contains("its name contains " + quote)
                .contains("tables.exclude");
        assertThat(second.lastLines()).doesNotContain("The run failed");
        site().assertEqual(List.of(new TableId("shop", "plain")));
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
