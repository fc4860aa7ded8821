package dev.firn.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.app.cli.Firn;
import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.app.it.Site.Ended;
import dev.firn.app.servers.Servers;
import dev.firn.schema.source.TableId;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * A MySQL server that was started with what a DBA may have had reasons for: a database that is left out of the log, GTIDs that it gives no more, and
 * generated keys that it does not show.
 */
class MysqlServerSettingsIT extends SiteContract {

    @Override
    DatabaseServer start(Path directory) {
        return Servers.mysql(
                directory,
                "gtid-mode=OFF",
                "enforce-gtid-consistency=OFF",
                "binlog-ignore-db=silent",
                "show-gipk-in-create-table-and-information-schema=OFF");
    }

    private String check(Path configuration, int expected) {
        StringWriter out = new StringWriter();
        int status = Firn.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(out, true))
                .execute("check", "-c", configuration.toString());
        assertThat(status).as(out.toString()).isEqualTo(expected);
        return out.toString();
    }

    @Test
    void tablesAreLoadedAndFollowed() throws Exception {
        site().execute(
                        "SET GLOBAL gtid_purged = '3e11fa47-71ca-11e1-9e33-c80aa9429562:1-5'",
                        "CREATE SCHEMA shop",
                        "SET SESSION sql_generate_invisible_primary_key = ON",
                        "CREATE TABLE shop.unkeyed (a INT)",
                        "INSERT INTO shop.unkeyed (a) VALUES (1), (2), (2)",
                        "CREATE TABLE shop.keyed (id INT PRIMARY KEY, a INT)",
                        "INSERT INTO shop.keyed VALUES (1, 1), (2, 2)");
        List<TableId> tables = List.of(new TableId("shop", "unkeyed"), new TableId("shop", "keyed"));
        Path configuration = site().configuration();
        assertThat(check(configuration, 0)).contains("binlog-ignore-db = silent");
        Ended ended = site().runUntilCaughtUp(configuration);
        assertThat(ended.status()).as(ended.lastLines()).isZero();

        site().execute(
                        "UPDATE shop.unkeyed SET a = 3 WHERE a = 2 LIMIT 1",
                        "INSERT INTO shop.unkeyed (a) VALUES (4)",
                        "ALTER TABLE shop.unkeyed ADD b INT",
                        "DELETE FROM shop.unkeyed WHERE a = 1",
                        "UPDATE shop.keyed SET a = 3 WHERE id = 1");
        Ended followed = site().runUntilCaughtUp(configuration);
        assertThat(followed.status()).as(followed.lastLines()).isZero();
        assertThat(TablesContract.loads(followed)).isEmpty();
        site().execute("SET GLOBAL show_gipk_in_create_table_and_information_schema = ON");
        site().assertEqual(tables);
        assertThat(site().table(tables.get(0)).orElseThrow().schema().findField("my_row_id"))
                .isNotNull();
    }

    @Test
    void tablesThatAreLeftOutOfTheLogStopAlone() throws Exception {
        site().execute(
                        "CREATE SCHEMA shop",
                        "CREATE SCHEMA silent",
                        "CREATE TABLE shop.told (id INT PRIMARY KEY)",
                        "INSERT INTO shop.told VALUES (1)",
                        "CREATE TABLE silent.untold (id INT PRIMARY KEY)",
                        "INSERT INTO silent.untold VALUES (1)");
        Path configuration = site().configuration();
        Files.writeString(
                configuration, Files.readString(configuration).replace("[\"shop.*\"]", "[\"shop.*\", \"silent.*\"]"));
        assertThat(check(configuration, 1))
                .contains(
                        "silent.untold",
                        "the server does not write changes of silent to its log",
                        "start the server again");
        Ended ended = site().runUntilCaughtUp(configuration);
        assertThat(ended.status()).as(ended.lastLines()).isEqualTo(6);
        assertThat(Files.readString(ended.log()))
                .contains("Table silent.untold is stopped", "binlog-ignore-db = silent");
        site().assertEqual(List.of(new TableId("shop", "told")));
    }
}
