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
