package dev.firn.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.app.it.Site.Ended;
import dev.firn.app.servers.Servers;
import dev.firn.schema.source.TableId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PostgresNamesIT extends NamesContract {

    @Override
    DatabaseServer start(Path directory) {
        return Servers.postgres(directory);
    }

    /** MySQL has no such columns. */
    @Test
    void columnsWhoseNamesDifferOnlyInCaseStopTheirTableAlone() throws Exception {
        site().execute(
                        "CREATE SCHEMA shop",
                        "CREATE TABLE shop.plain (id INT PRIMARY KEY)",
                        "CREATE TABLE shop.twins (id INT PRIMARY KEY, \"Name\" INT, name INT)");
        Path configuration = site().configuration();
        Ended first = site().runUntilCaughtUp(configuration);
        site().execute("INSERT INTO shop.twins VALUES (1, 2, 3)", "INSERT INTO shop.plain VALUES (1)");
        Ended second = site().runUntilCaughtUp(configuration);

        assertThat(Files.readString(first.log())).contains("shop.twins").contains("Name and name differ only in case");
        assertThat(second.lastLines()).doesNotContain("The run failed");
        site().assertEqual(List.of(new TableId("shop", "plain")));
    }
}
