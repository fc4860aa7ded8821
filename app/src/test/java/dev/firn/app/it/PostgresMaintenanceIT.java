package dev.firn.app.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.app.demo.workload.Feature;
import dev.firn.app.demo.workload.Workload;
import dev.firn.app.it.Site.Ended;
import dev.firn.app.servers.Servers;
import dev.firn.engine.work.FaultPoint;
import dev.firn.schema.source.TableId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;

/** Maintenance in the real process and beside it, under traffic, killed at each of its steps: every row stays right. */
class PostgresMaintenanceIT extends SiteContract {

    /** As eager as it can be. */
    private static final String EAGER = """
            maintenance:
              interval: 1s
              compact: { small-files: 2, delete-files: 1, deleted-percent: 1 }
              expire-snapshots: { keep-at-least: 1, keep-at-most: 3 }
              rewrite-manifests: { small-manifests: 2 }
            """;

    @Override
    DatabaseServer start(Path directory) {
        return Servers.postgres(directory);
    }

    @Test
    void aKillAtEachStepLosesNothingAndACommandBesideDoesNoHarm() throws Exception {
        Path configuration = site().configuration("", EAGER);
        try (Workload workload =
                Workload.prepare(site().server(), InvariantsContract.shop(91).without(Feature.SCHEMA_CHANGES))) {
            assertThat(site().runUntilCaughtUp(configuration).status()).isZero();
            workload.start();
            for (FaultPoint point : List.of(
                    FaultPoint.BEFORE_REWRITE,
                    FaultPoint.AFTER_REWRITE,
                    FaultPoint.AFTER_REWRITE_COMMIT,
                    FaultPoint.BEFORE_EXPIRY,
                    FaultPoint.BEFORE_EXPIRED_FILE)) {
                try (FirnProcess firn = site().runHeld(configuration, point, 1).firn()) {
                    firn.kill();
                }
            }
            try (FirnProcess firn = site().run(configuration)) {
                firn.awaitLine("files anew", Site.PATIENCE);
                Ended beside = maintain(configuration);
                assertThat(beside.status()).as(beside.lastLines()).isZero();
                firn.awaitLine("snapshots", Site.PATIENCE);
                firn.terminate();
                assertThat(firn.awaitExit(Site.PATIENCE)).isZero();
                assertThat(Files.readString(firn.log())).doesNotContain("load again", "is loaded again");
            }
            workload.stop();
            Ended ended = site().runUntilCaughtUp(configuration);
            assertThat(ended.status()).as(ended.lastLines()).isZero();
            site().assertEqual(workload.tables());
            Ended last = maintain(configuration);
            assertThat(last.status()).as(last.lastLines()).isZero();
            site().assertEqual(workload.tables());
            assertThat(workload.tables()).anySatisfy(this::assertCompacted);
            assertThat(workload.tables())
                    .anySatisfy(table -> assertThat(site().schemaChanges(table)).contains("maintenance: wrote"));
        }
    }

    private Ended maintain(Path configuration) throws Exception {
        try (FirnProcess firn = FirnProcess.command("maintain", "-c", configuration.toString())
                .start(Files.createTempDirectory(directory(), "maintain"))) {
            return new Ended(firn.awaitExit(Site.PATIENCE), firn.log(), firn.lastLines());
        }
    }

    private void assertCompacted(TableId table) {
        Table there = site().table(table).orElseThrow();
        List<String> did = new ArrayList<>();
        for (Snapshot snapshot : there.snapshots()) {
            did.add(snapshot.summary().getOrDefault("firn.maintenance", "-"));
        }
        assertThat(did).contains("compact");
        assertThat(there.currentSnapshot().summary()).containsEntry("total-delete-files", "0");
    }
}
