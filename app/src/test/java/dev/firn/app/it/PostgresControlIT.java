package dev.firn.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.app.servers.Servers;
import dev.firn.engine.pipeline.TableStatus;
import dev.firn.schema.source.TableId;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class PostgresControlIT extends ControlContract {

    @Override
    DatabaseServer start(Path directory) {
        return Servers.postgres(directory);
    }

    @Test
    void i6ATableWhoseDeletesTakeMoreThanTheBudgetStopsAloneAndAGreaterOneBringsItBack() throws Exception {
        TableId wide = new TableId("shop", "wide");
        TableId healthy = new TableId("shop", "healthy");
        // Keys that no file's bounds exclude, 22 MB of them when they are compressed.
        site().execute(
                        "CREATE SCHEMA shop",
                        "CREATE TABLE shop.wide (key TEXT PRIMARY KEY, n INT NOT NULL)",
                        "INSERT INTO shop.wide SELECT (SELECT string_agg(md5(i || '-' || part), '') FROM generate_series(1, 35) part), i"
                                + " FROM generate_series(1, 40000) i",
                        "CREATE TABLE shop.healthy (id INT PRIMARY KEY, n INT)",
                        "INSERT INTO shop.healthy SELECT i, i FROM generate_series(1, 100) i");
        String change = "UPDATE shop.%s SET n = n + 1 WHERE n %% 17 = 3";
        try (FirnProcess firn = site().run(budget("16MB"))) {
            URI address = address(firn);
            await(address, status -> state(status, wide) == TableStatus.State.STREAMING);
            site().execute(change.formatted("wide"), change.formatted("healthy"));
            await(address, status -> state(status, wide) == TableStatus.State.STOPPED);
            TableStatus stopped = status(address).tables().stream()
                    .filter(table -> table.table().equals(wide))
                    .findFirst()
                    .orElseThrow();
            assertThat(stopped.reason() + stopped.remedy())
                    .contains(
                            "sink.resolve-budget is 16 MB",
                            "raise sink.resolve-budget",
                            "firn resync",
                            "docs/operations.md");
            site().execute(change.formatted("healthy"));
            assertThat(firn(address, "flush").status()).isZero();
            site().assertEqual(List.of(healthy));
            firn.terminate();
            assertThat(firn.awaitExit(Site.PATIENCE)).isZero();
        }
        try (FirnProcess firn = site().run(budget("64MB"))) {
            URI address = address(firn);
            await(address, status -> state(status, wide) == TableStatus.State.STOPPED);
            Ended resync = firn(address, "resync", "shop.wide", "--wait");
            assertThat(resync.status()).as(resync.output()).isZero();
            site().execute(change.formatted("wide"));
            assertThat(firn(address, "flush").status()).isZero();
            site().assertEqual(List.of(wide, healthy));
        }
    }

    private Path budget(String size) throws Exception {
        Path token = Files.writeString(directory().resolve("token-" + size), TOKEN + "\n");
        configuration = site().deletes("resolved\n  resolve-budget: " + size)
                .configuration("", "  token: ${file:" + token + "}");
        return configuration;
    }
}
