package dev.firn.app.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.firn.app.demo.workload.Feature;
import dev.firn.app.demo.workload.Workload;
import dev.firn.app.it.Site.Ended;
import dev.firn.app.it.Site.Held;
import dev.firn.engine.work.FaultPoint;
import dev.firn.schema.source.TableId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.SnapshotSummary;
import org.apache.iceberg.Table;
import org.junit.jupiter.api.Test;

/** Maintenance in the real process and beside it, under traffic, killed at each of its steps: every row stays right. */
abstract class MaintenanceContract extends SiteContract {

    private static final String EAGER = EagerMaintenance.cleanEvery("1m");

    /** By position on the one database and by key on the other, so that each test has both. */
    @Test
    void aKillAtEachStepLosesNothingAndACommandBesideDoesNoHarm() throws Exception {
        site().deletes(site().isMysql() ? "resolved" : "equality");
        Path configuration = site().configuration("", EAGER);
        try (Workload workload =
                Workload.prepare(site().server(), InvariantsContract.shop(91).without(Feature.SCHEMA_CHANGES))) {
            assertThat(site().runUntilCaughtUp(configuration).status()).isZero();
            workload.start();
            // The process takes its time with orphans; the command does not.
            List<Path> orphans = orphans(workload);
            for (FaultPoint point : EnumSet.range(FaultPoint.BEFORE_CLEAN_BRANCH, FaultPoint.BEFORE_EXPIRED_FILE)) {
                try (FirnProcess firn = site().runHeld(configuration, point, 1).firn()) {
                    firn.kill();
                }
            }
            try (FirnProcess firn = site().run(configuration)) {
                firn.awaitLine("files anew", Site.PATIENCE);
                Ended beside = site().maintain(configuration);
                assertThat(beside.status()).as(beside.lastLines()).isZero();
                firn.awaitLine("snapshots", Site.PATIENCE);
                firn.terminate();
                assertThat(firn.awaitExit(Site.PATIENCE)).isZero();
                assertThat(Files.readString(firn.log())).doesNotContain("load again", "is loaded again");
            }
            workload.stop();
            assertEqualBehindMaintenance(configuration, workload);
            assertThat(orphans).noneMatch(Files::exists);
        }
    }

    @Test
    void eachMayCommitBetweenAnyTwoStepsOfTheOther() throws Exception {
        assumeTrue(
                !site().isMysql() || Boolean.getBoolean("firn.long"),
                "what a commit meets in the lake is the same for both databases; -Dfirn.long=true runs it for this one, too");
        site().deletes(site().isMysql() ? "equality" : "resolved").formatVersion(3);
        Path configuration = site().configuration("", EAGER);
        try (Workload workload =
                Workload.prepare(site().server(), InvariantsContract.shop(92).without(Feature.SCHEMA_CHANGES))) {
            assertThat(site().runUntilCaughtUp(configuration).status()).isZero();
            workload.start();
            for (FaultPoint point : List.of(FaultPoint.BEFORE_REWRITE, FaultPoint.AFTER_REWRITE)) {
                Held held = site().runHeld(configuration, point, 1);
                try (FirnProcess firn = held.firn()) {
                    awaitCheckpoints(workload.tables(), 2);
                    held.letGo();
                    firn.awaitLine("files anew", Site.PATIENCE);
                    firn.kill();
                }
            }
            for (FaultPoint point : List.of(FaultPoint.AFTER_PREPARE, FaultPoint.BEFORE_COMMIT)) {
                Held held = site().runHeld(configuration, point, 3);
                try (FirnProcess firn = held.firn()) {
                    Ended beside = site().maintain(configuration);
                    assertThat(beside.status()).as(beside.lastLines()).isZero();
                    held.letGo();
                    awaitCheckpoints(workload.tables(), 2);
                    firn.kill();
                }
            }
            workload.stop();
            assertEqualBehindMaintenance(configuration, workload);
        }
    }

    /** Waits until some table has had more checkpoints. */
    private void awaitCheckpoints(List<TableId> tables, int more) throws InterruptedException {
        long wanted = newestCheckpoint(tables) + more;
        long end = System.nanoTime() + Site.PATIENCE.toNanos();
        while (newestCheckpoint(tables) < wanted) {
            assertThat(System.nanoTime()).as("checkpoint %s", wanted).isLessThan(end);
            Thread.sleep(100);
        }
    }

    private long newestCheckpoint(List<TableId> tables) {
        return tables.stream()
                .flatMap(table -> site().table(table).stream())
                .mapToLong(table -> Long.parseLong(table.properties().getOrDefault("firn.checkpoint", "0")))
                .max()
                .orElse(0);
    }

    private void assertEqualBehindMaintenance(Path configuration, Workload workload) throws Exception {
        Ended ended = site().runUntilCaughtUp(configuration);
        assertThat(ended.status()).as(ended.lastLines()).isZero();
        site().assertEqual(workload.tables());
        Ended last = site().maintain(configuration);
        assertThat(last.status()).as(last.lastLines()).isZero();
        site().assertEqual(workload.tables());
        assertThat(workload.tables()).anySatisfy(this::assertCompacted);
        assertThat(workload.tables())
                .anySatisfy(table -> assertThat(site().schemaChanges(table)).contains("maintenance: wrote"));
        if (site().deletes().equals("resolved")) {
            assertThat(workload.tables())
                    .allSatisfy(table -> assertThat(
                                    site().table(table).orElseThrow().snapshots())
                            .allSatisfy(snapshot -> assertThat(snapshot.summary())
                                    .containsEntry(SnapshotSummary.TOTAL_EQ_DELETES_PROP, "0")));
        }
    }

    /** Files as a process that crashed long ago left them. */
    private List<Path> orphans(Workload workload) throws IOException {
        List<Path> orphans = new ArrayList<>();
        for (TableId table : workload.tables()) {
            Path folder = Path.of(site().table(table).orElseThrow().location().replaceFirst("^file:(//)?", ""));
            Path orphan = Files.writeString(folder.resolve("data/00000-0-crashed.parquet"), "half");
            Files.setLastModifiedTime(orphan, FileTime.from(Instant.now().minus(Duration.ofDays(10))));
            orphans.add(orphan);
        }
        return orphans;
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
