package dev.firn.sink.checkpoint;

import static dev.firn.sink.support.TestLake.owner;
import static dev.firn.sink.support.TestLake.prepared;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.lake.HistoryRow;
import dev.firn.engine.lake.LakeException;
import dev.firn.engine.lake.Owner;
import dev.firn.engine.lake.PrepareOutcome;
import dev.firn.engine.lake.PreparedCheckpoint;
import dev.firn.sink.catalog.WriteSettings;
import dev.firn.sink.support.FaultyCatalog.Fault;
import dev.firn.sink.support.TestLake;
import dev.firn.sink.table.TableCreation;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.iceberg.Table;
import org.apache.iceberg.util.SnapshotUtil;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** I4 and I10: what a process prepares is what the next one finds, and of two processes one prepares. */
class CheckpointLogTest {

    private static final PrepareOutcome PREPARED = new PrepareOutcome.Prepared();
    private static final Owner ANNA = owner("anna");
    private static final Owner BERT = owner("bert");

    @TempDir
    private Path folder;

    private TestLake lake;

    @BeforeEach
    void open() {
        lake = TestLake.in(folder);
    }

    @AfterEach
    void close() {
        lake.close();
    }

    private IcebergCheckpointLog log() {
        return lake.lake().checkpoints();
    }

    private static HistoryRow history(String change) {
        return new HistoryRow(
                TestLake.ORDERS,
                "0/16B3748",
                TestLake.SOURCE_TIME,
                Instant.parse("2026-11-20T10:16:00Z"),
                1,
                2,
                3,
                4,
                5,
                6,
                change);
    }

    private static List<Long> mainSnapshots(Table table) {
        return SnapshotUtil.currentAncestorIds(table);
    }

    @Test
    void lookingForTheNewestCheckpointCreatesNothing() {
        assertThat(log().newest()).isEmpty();
        assertThat(log().peek()).isEmpty();
        assertThat(lake.lake().checkpointTable()).isEmpty();
    }

    @Test
    void I4_theNextProcessFindsTheNewestCheckpointAndItsState() {
        log().newest();
        log().prepare(prepared(1, ANNA));
        log().prepare(new PreparedCheckpoint(
                prepared(2, ANNA).id(), ANNA, "a state with umlauts: ÄÖÜ ☃", List.of(history(""))));

        try (TestLake next = TestLake.in(folder)) {
            assertThat(next.lake().checkpoints().newest())
                    .hasValue(new PreparedCheckpoint(
                            prepared(2, ANNA).id(), ANNA, "a state with umlauts: ÄÖÜ ☃", List.of()));
            assertThat(next.lake().checkpoints().prepare(prepared(3, BERT))).isEqualTo(PREPARED);
        }
    }

    @Test
    void theHistoryIsATable() {
        log().newest();
        log().prepare(prepared(1, ANNA, history(""), history("add note string")));
        log().prepare(prepared(2, ANNA));

        Table table = lake.lake().checkpointTable().orElseThrow();
        assertThat(table.name()).endsWith("shop.firn_shop_checkpoints");
        assertThat(TestLake.contents(table))
                .containsExactly(
                        "[1, public, orders, 0/16B3748, 2026-11-20T10:15:30.123456Z, 2026-11-20T10:16Z, 1, 2, 3, 4, 5, 6, add note string, null]",
                        "[1, public, orders, 0/16B3748, 2026-11-20T10:15:30.123456Z, 2026-11-20T10:16Z, 1, 2, 3, 4, 5, 6, null, null]");
        assertThat(mainSnapshots(table)).hasSize(2);
        assertThat(table.currentSnapshot().summary())
                .containsEntry("firn.checkpoint", "2")
                .containsEntry("firn.owner-host", "host-anna")
                .containsEntry("firn.owner-process", "42")
                .containsEntry("firn.owner-incarnation", "anna")
                .containsKey("firn.state");
    }

    @Test
    void preparingAgainChangesNothing() {
        log().newest();
        assertThat(log().prepare(prepared(1, ANNA, history("")))).isEqualTo(PREPARED);
        assertThat(log().prepare(prepared(1, ANNA, history("")))).isEqualTo(PREPARED);
        assertThat(log().prepare(prepared(2, ANNA))).isEqualTo(PREPARED);
        assertThat(mainSnapshots(lake.lake().checkpointTable().orElseThrow())).hasSize(2);
    }

    @Test
    void aCheckpointOutOfOrderIsRefused() {
        log().newest();
        assertThatThrownBy(() -> log().prepare(prepared(2, ANNA))).hasMessageContaining("expected 1");
    }

    @Test
    void I10_aProcessThatWasSucceededLearnsByWhom() {
        log().newest();
        log().prepare(prepared(1, ANNA));
        try (TestLake other = TestLake.in(folder)) {
            other.lake().checkpoints().newest();
            assertThat(other.lake().checkpoints().prepare(prepared(2, BERT))).isEqualTo(PREPARED);

            assertThat(log().prepare(prepared(2, ANNA))).isEqualTo(new PrepareOutcome.Fenced(BERT));
            assertThat(log().peek()).isPresent();
            assertThat(log().prepare(prepared(2, ANNA))).isEqualTo(new PrepareOutcome.Fenced(BERT));
            assertThat(other.lake().checkpoints().prepare(prepared(3, BERT))).isEqualTo(PREPARED);
        }
    }

    @Test
    void I10_theFasterOfTwoWinsInTheLastMoment() {
        log().newest();
        log().prepare(prepared(1, ANNA));
        try (TestLake other = TestLake.in(folder)) {
            other.lake().checkpoints().newest();
            lake.catalog()
                    .beforeNextCommit(() -> assertThat(
                                    other.lake().checkpoints().prepare(prepared(2, BERT, history(""))))
                            .isEqualTo(PREPARED));

            assertThat(log().prepare(prepared(2, ANNA, history("")))).isEqualTo(new PrepareOutcome.Fenced(BERT));

            assertThat(other.lake().checkpoints().peek().orElseThrow().owner()).isEqualTo(BERT);
            assertThat(TestLake.files(folder.resolve("warehouse")).stream()
                            .filter(file -> file.toString().contains("firn-state-2-")))
                    .as("the loser's state is gone")
                    .hasSize(1);
        }
    }

    @Test
    void I10_ofManyThatRaceExactlyOnePrepares() throws Exception {
        int processes = 4;
        List<TestLake> lakes = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(processes);
        try {
            CyclicBarrier start = new CyclicBarrier(processes);
            List<Future<PrepareOutcome>> outcomes = new ArrayList<>();
            for (int index = 0; index < processes; index++) {
                TestLake racer = TestLake.in(folder);
                lakes.add(racer);
                Owner owner = owner("racer" + index);
                outcomes.add(threads.submit(() -> {
                    racer.lake().checkpoints().newest();
                    start.await();
                    PrepareOutcome outcome = racer.lake().checkpoints().prepare(prepared(1, owner));
                    while (outcome instanceof PrepareOutcome.Unknown) {
                        outcome = racer.lake().checkpoints().prepare(prepared(1, owner));
                    }
                    return outcome;
                }));
            }
            int winners = 0;
            List<Owner> named = new ArrayList<>();
            for (Future<PrepareOutcome> outcome : outcomes) {
                if (outcome.get() instanceof PrepareOutcome.Fenced fenced) {
                    named.add(fenced.winner());
                } else {
                    winners++;
                }
            }
            assertThat(winners).isEqualTo(1);
            Owner winner = log().peek().orElseThrow().owner();
            assertThat(named).hasSize(processes - 1).allMatch(winner::equals);
        } finally {
            threads.shutdownNow();
            lakes.forEach(TestLake::close);
        }
    }

    @Test
    void maintenanceBySomebodyElseFencesNobody() {
        log().newest();
        log().prepare(prepared(1, ANNA, history("")));
        Table table = lake.lake().checkpointTable().orElseThrow();
        table.newAppend().commit();
        table.updateProperties().set("gc.enabled", "true").commit();
        table.expireSnapshots()
                .expireOlderThan(System.currentTimeMillis() + 1)
                .retainLast(1)
                .commit();

        assertThat(log().prepare(prepared(2, ANNA))).isEqualTo(PREPARED);
        try (TestLake next = TestLake.in(folder)) {
            assertThat(next.lake().checkpoints().newest())
                    .hasValueSatisfying(
                            newest -> assertThat(newest.id().number()).isEqualTo(2));
        }
    }

    @ParameterizedTest
    @EnumSource(Fault.class)
    void whateverTheCatalogSaysTheOutcomeIsTheTruth(Fault fault) {
        log().newest();
        log().prepare(prepared(1, ANNA));
        lake.catalog().failNext(fault);

        PrepareOutcome outcome = log().prepare(prepared(2, ANNA, history("")));

        switch (fault) {
            case CONFLICT, UNKNOWN_AFTER, ERROR_AFTER -> assertThat(outcome).isEqualTo(PREPARED);
            case UNKNOWN_BEFORE, ERROR_BEFORE -> {
                assertThat(outcome).isInstanceOf(PrepareOutcome.Unknown.class);
                assertThat(log().peek().orElseThrow().id().number()).isEqualTo(1);
                assertThat(log().prepare(prepared(2, ANNA, history("")))).isEqualTo(PREPARED);
            }
        }
        assertThat(TestLake.contents(lake.lake().checkpointTable().orElseThrow()))
                .hasSize(1);
        assertThat(log().prepare(prepared(3, ANNA))).isEqualTo(PREPARED);
    }

    @Test
    void unknownAndTheTableCannotBeLookedAt() {
        log().newest();
        log().prepare(prepared(1, ANNA));
        lake.catalog().failNext(Fault.UNKNOWN_AFTER);
        lake.catalog()
                .beforeNextCommit(() ->
                        lake.catalog().makeUnreachable(new UncheckedIOException(new IOException("connection reset"))));
        assertThat(log().prepare(prepared(2, ANNA))).isInstanceOf(PrepareOutcome.Unknown.class);
        assertThat(log().prepare(prepared(2, ANNA))).isInstanceOf(PrepareOutcome.Unknown.class);

        lake.catalog().makeUnreachable(null);
        assertThat(log().prepare(prepared(2, ANNA))).isEqualTo(PREPARED);
        assertThat(mainSnapshots(lake.lake().checkpointTable().orElseThrow())).hasSize(2);
    }

    @Test
    void aDroppedCheckpointTableStopsThePipeline() {
        log().newest();
        log().prepare(prepared(1, ANNA));
        lake.catalog().dropTable(lake.lake().names().checkpoints(), false);

        for (int attempt = 0; attempt < 2; attempt++) {
            assertThatThrownBy(() -> log().prepare(prepared(2, ANNA)))
                    .isInstanceOf(LakeException.class)
                    .hasMessageContaining("firn_shop_checkpoints")
                    .extracting(failure -> ((LakeException) failure).scope())
                    .isEqualTo(LakeException.Scope.LAKE);
        }
    }

    @Test
    void onlyTheLastFewStatesAreKeptWhenSnapshotsExpire() {
        IcebergCheckpointLog log =
                logWith(Clock.systemUTC(), new IcebergCheckpointLog.Retention(10, 2, 100, Duration.ofDays(3)));
        log.newest();
        for (long checkpoint = 1; checkpoint <= 10; checkpoint++) {
            assertThat(log.prepare(prepared(checkpoint, ANNA))).isEqualTo(PREPARED);
        }
        assertThat(TestLake.files(folder.resolve("warehouse")).stream()
                        .map(file -> String.valueOf(file.getFileName()))
                        .filter(name -> name.startsWith("firn-state-"))
                        .map(name -> name.split("-")[2]))
                .containsExactlyInAnyOrder("7", "8", "9", "10");
    }

    @Test
    void oldSnapshotsExpireAndTheHistoryStays() {
        IcebergCheckpointLog log = logWith(
                Clock.offset(Clock.systemUTC(), Duration.ofDays(1)),
                new IcebergCheckpointLog.Retention(4, 2, 100, Duration.ofHours(1)));
        log.newest();
        for (long checkpoint = 1; checkpoint <= 9; checkpoint++) {
            assertThat(log.prepare(prepared(checkpoint, ANNA, history("")))).isEqualTo(PREPARED);
        }

        Table table = lake.lake().checkpointTable().orElseThrow();
        assertThat(mainSnapshots(table)).hasSize(3);
        assertThat(TestLake.contents(table)).hasSize(9);
        assertThat(log().newest().orElseThrow().id().number()).isEqualTo(9);
    }

    @Test
    void manyYoungSnapshotsExpireToo() {
        IcebergCheckpointLog log =
                logWith(Clock.systemUTC(), new IcebergCheckpointLog.Retention(8, 2, 3, Duration.ofDays(3)));
        log.newest();
        for (long checkpoint = 1; checkpoint <= 8; checkpoint++) {
            assertThat(log.prepare(prepared(checkpoint, ANNA))).isEqualTo(PREPARED);
        }

        assertThat(mainSnapshots(lake.lake().checkpointTable().orElseThrow())).hasSizeLessThanOrEqualTo(3);
    }

    private IcebergCheckpointLog logWith(Clock clock, IcebergCheckpointLog.Retention retention) {
        return new IcebergCheckpointLog(
                new CheckpointTable(
                        lake.catalog(),
                        lake.lake().names().checkpoints(),
                        "shop",
                        new TableCreation(lake.catalog(), TestLake.settings(folder))),
                WriteSettings.DEFAULT,
                clock,
                retention);
    }

    @Test
    void twoPipelinesWhoseNamesComeToOneTableAreToldApart() {
        log().newest();
        log().prepare(prepared(1, ANNA));
        try (TestLake other = TestLake.of(TestLake.settings(folder), "SHOP")) {
            assertThatThrownBy(() -> other.lake().checkpoints().newest())
                    .hasMessageContaining("the checkpoint table of the pipeline shop");
        }
    }
}
