package dev.firn.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.app.it.Site.Ended;
import dev.firn.app.servers.Servers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PostgresTablesIT extends TablesContract {

    @Override
    DatabaseServer start(Path directory) {
        return Servers.postgres(directory);
    }

    @Override
    String[] rename(String... fromAndTo) {
        List<String> statements = new ArrayList<>();
        statements.add("BEGIN");
        for (int i = 0; i < fromAndTo.length; i += 2) {
            statements.add("ALTER TABLE shop." + fromAndTo[i] + " RENAME TO " + fromAndTo[i + 1]);
        }
        statements.add("COMMIT");
        return statements.toArray(String[]::new);
    }

    @Override
    void letOtherKeysIdentify(String name) throws SQLException {
        site().execute("ALTER TABLE shop." + name + " REPLICA IDENTITY FULL");
    }

    @Test
    void aTableThatWasOutOfThePublicationIsLoadedAgainAlone() throws Exception {
        create("out", 3);
        create("in", 3);
        Path configuration = site().configuration();
        assertThat(site().runUntilCaughtUp(configuration).status()).isZero();
        site().execute("ALTER PUBLICATION firn_it DROP TABLE shop.out");
        change("out");
        change("in");
        site().execute("ALTER PUBLICATION firn_it ADD TABLE shop.out");
        Ended ended = site().runUntilCaughtUp(configuration);
        assertThat(ended.status()).as(ended.lastLines()).isZero();
        assertThat(loads(ended)).containsExactly("out");
        site().assertEqual(List.of(table("out"), table("in")));
    }

    @Test
    void statementsThatNameNoTableAreFollowed() throws Exception {
        site().execute("CREATE SCHEMA archive", "CREATE ROLE keeper", "GRANT ALL ON SCHEMA shop TO keeper");
        for (String name : List.of("stays", "moves_out", "owned", "swapped", "restored")) {
            create(name, 4);
        }
        site().execute(
                        "ALTER TABLE shop.owned OWNER TO keeper",
                        "CREATE TABLE shop.parted (id INT PRIMARY KEY, name VARCHAR(20), day DATE) PARTITION BY RANGE (id)",
                        "CREATE TABLE shop.parted_1 PARTITION OF shop.parted FOR VALUES FROM (0) TO (100)",
                        "CREATE TABLE archive.moves_in (id INT PRIMARY KEY, name VARCHAR(20), day DATE)",
                        "INSERT INTO archive.moves_in VALUES (1, 'from elsewhere', NULL)");
        insert("parted", 1, 3);
        Path configuration = site().configuration();
        try (FirnProcess firn = site().run(configuration)) {
            for (String name : List.of("stays", "moves_out", "owned", "swapped", "restored", "parted")) {
                firn.awaitLine(loaded(name), Site.PATIENCE);
            }
            for (String name : List.of("moves_out", "owned")) {
                insert(name, 5, 5);
                awaitRows(name, 5);
            }
            site().execute(
                            "INSERT INTO shop.moves_out (id, name) VALUES (6, 'the last')",
                            "ALTER TABLE shop.moves_out SET SCHEMA archive",
                            "INSERT INTO archive.moves_out (id, name) VALUES (7, 'of no interest')",
                            "ALTER TABLE archive.moves_in SET SCHEMA shop",
                            "INSERT INTO shop.moves_in VALUES (2, 'here', NULL)",
                            "INSERT INTO shop.owned (id, name) VALUES (6, 'the last')",
                            "DROP OWNED BY keeper CASCADE");
            firn.awaitLine("Table shop.moves_out was renamed to archive.moves_out at the source", Site.PATIENCE);
            firn.awaitLine("Table shop.owned was dropped at the source", Site.PATIENCE);
            firn.awaitLine(loaded("moves_in"), Site.PATIENCE);
            awaitRows("moves_out", 6);
            awaitRows("owned", 6);
            // All tables have another schema at once, and others have their names.
            site().execute(
                            "INSERT INTO shop.swapped (id, name) VALUES (5, 'before')",
                            "BEGIN",
                            "ALTER SCHEMA shop RENAME TO shop_old",
                            "CREATE SCHEMA shop",
                            "CREATE TABLE shop.swapped (id INT PRIMARY KEY, name VARCHAR(20), day DATE)",
                            "INSERT INTO shop.swapped VALUES (1, 'another', NULL), (7, 'another', NULL)",
                            "CREATE TABLE shop.parted (id INT PRIMARY KEY, name VARCHAR(20), day DATE) PARTITION BY RANGE (id)",
                            "CREATE TABLE shop.parted_1 PARTITION OF shop.parted FOR VALUES FROM (0) TO (100)",
                            "INSERT INTO shop.parted VALUES (1, 'another', NULL)",
                            "COMMIT",
                            "UPDATE shop.swapped SET name = 'changed' WHERE id = 7",
                            "UPDATE shop_old.swapped SET name = 'of no interest'",
                            "ALTER TABLE shop_old.stays SET SCHEMA shop",
                            "INSERT INTO shop.stays (id, name) VALUES (5, 'back again')");
            firn.awaitLine("Table shop.restored was renamed to shop_old.restored at the source", Site.PATIENCE);
            firn.terminate();
            assertThat(firn.awaitExit(Site.PATIENCE)).as(firn.lastLines()).isZero();
        }
        // A dump is restored, with what comes with it: everything is dropped and made again in one transaction, and
        // filled.
        site().execute(
                        "INSERT INTO shop.swapped (id, name) VALUES (9, 'lost')",
                        "BEGIN",
                        "DROP SCHEMA shop CASCADE",
                        "CREATE SCHEMA shop",
                        "CREATE TABLE shop.swapped (id INT, name VARCHAR(20), day DATE)",
                        "CREATE TABLE shop.restored (id INT, name VARCHAR(20), day DATE)",
                        "INSERT INTO shop.swapped VALUES (1, 'from the dump', NULL)",
                        "INSERT INTO shop.restored VALUES (1, 'from the dump', NULL), (2, 'from the dump', NULL)",
                        "ALTER TABLE shop.swapped ADD PRIMARY KEY (id)",
                        "ALTER TABLE shop.restored ADD PRIMARY KEY (id)",
                        "COMMIT",
                        "UPDATE shop.restored SET name = 'changed' WHERE id = 2");
        Ended ended = site().runUntilCaughtUp(configuration);
        assertThat(ended.status()).as(ended.lastLines()).isZero();
        site().assertEqual(List.of(table("swapped"), table("restored")));
        assertThat(Files.readString(ended.log())).contains("Table shop.parted was dropped at the source");
        assertThat(rows("stays")).isEqualTo(5);
        assertThat(loads(site().runUntilCaughtUp(configuration))).isEmpty();
    }

    @Test
    void aPublicationThatWasMadeAnewIsForTheOperator() throws Exception {
        create("rows", 3);
        Path configuration = site().configuration();
        assertThat(site().runUntilCaughtUp(configuration).status()).isZero();
        site().execute(
                        "DROP PUBLICATION firn_it",
                        "CREATE PUBLICATION firn_it FOR TABLE shop.rows WITH (publish_via_partition_root = true)");
        change("rows");
        Ended ended = site().runUntilCaughtUp(configuration);
        assertThat(ended.status()).as(ended.lastLines()).isEqualTo(3);
        assertThat(Files.readString(ended.log())).contains("firn_it").contains("dropped and made again");
    }

    @Test
    void writersFromBeforeATableWasPublishedAreWaitedForWithoutHoldingUpOtherTables() throws Exception {
        create("known", 1);
        Path configuration = site().configuration();
        try (FirnProcess firn = site().run(configuration)) {
            firn.awaitLine(loaded("known"), Site.PATIENCE);
            site().execute(
                            "CREATE TABLE shop.late (id INT PRIMARY KEY, name VARCHAR(20))",
                            "CREATE TABLE shop.notes (name VARCHAR(20))",
                            "ALTER TABLE shop.notes REPLICA IDENTITY FULL");
            try (var writer = site().server().connect();
                    var statement = writer.createStatement()) {
                writer.setAutoCommit(false);
                statement.execute("INSERT INTO shop.late VALUES (1, 'before')");
                statement.execute("INSERT INTO shop.notes VALUES ('before')");
                firn.awaitLine("ADD TABLE ONLY \"shop\".\"late\"", Site.PATIENCE);
                firn.awaitLine("Table shop.late is to be loaded", Site.PATIENCE);
                firn.awaitLine("Table shop.notes is to be loaded", Site.PATIENCE);
                statement.execute("INSERT INTO shop.late VALUES (2, 'after')");
                statement.execute("INSERT INTO shop.notes VALUES ('after')");
                insert("known", 2, 3);
                awaitRows("known", 3);
                insert("known", 4, 5);
                awaitRows("known", 5);
                writer.commit();
            }
            firn.awaitLine(loaded("late"), Site.PATIENCE);
            firn.awaitLine(loaded("notes"), Site.PATIENCE);
            firn.terminate();
            assertThat(firn.awaitExit(Site.PATIENCE)).as(firn.lastLines()).isZero();
        }
        assertThat(site().runUntilCaughtUp(configuration).status()).isZero();
        site().assertEqual(List.of(table("late"), table("notes"), table("known")));
    }
}
