package dev.firn.engine.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.pipeline.PipelineSettings;
import dev.firn.engine.pipeline.PipelineStatus;
import dev.firn.engine.pipeline.Supervisor;
import dev.firn.engine.pipeline.TableStatus;
import dev.firn.engine.simulation.Oracle.ChunkRead;
import dev.firn.engine.source.TableReader.Chunk;
import dev.firn.schema.source.TableId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a crash during a load costs, while checkpoints are far apart. */
@ExtendWith(QuietEngine.class)
class LoadRecordTest {

    private static final TableId BIG = new TableId("shop", "big");
    private static final int CHUNKS = 100;
    private static final int CHUNKS_AT_A_TIME = 3;
    private static final Duration CHUNK = Duration.ofMillis(600);

    private CalmWorld world = new CalmWorld();

    @BeforeEach
    void slowLoadBetweenRareCheckpoints() {
        makeLoadsSlow();
    }

    private void makeLoadsSlow() {
        world.checkpointInterval = Duration.ofHours(1);
        world.readsAtATime = CHUNKS_AT_A_TIME;
        world.faults.loadPause = CHUNK;
        world.faults.streamPause = Duration.ofMillis(40);
    }

    private void createBig(int chunks) {
        world.workload.create(Workload.keyed("big"), 3 * chunks);
        world.database.makeVisible(world.database.end());
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 7, 12, 16, 20})
    void killedProcessReadsAgainOnlyWhatWasInFlightOrNotYetRecorded(int seconds) {
        createBig(CHUNKS);
        world.newProcess().run();
        world.runUntil(() -> !reads().isEmpty());
        world.runFor(Duration.ofSeconds(seconds));
        Instant killed = world.schedule.now();
        world.killAll();
        Supervisor second = world.newProcess();
        second.runUntilCaughtUp();
        world.runUntil(() -> second.status().tables().stream()
                .anyMatch(table -> table.table().equals(BIG)));
        world.change(10);
        untilEnded(second);

        Set<Chunk> chunks = new HashSet<>();
        reads().forEach(read -> chunks.add(read.chunk()));
        Instant surelyRecorded = killed.minus(PipelineSettings.LOAD_RECORD_INTERVAL.multipliedBy(2));
        long late = reads().stream()
                .filter(read -> read.at().isAfter(surelyRecorded) && read.at().isBefore(killed))
                .count();
        assertThat(chunks).hasSizeGreaterThanOrEqualTo(CHUNKS);
        assertThat((long) reads().size() - chunks.size()).isLessThanOrEqualTo(late);
        world.compareAll();
    }

    /** Whatever a process that is killed had done of them. */
    @ParameterizedTest
    @CsvSource({"true, 2", "false, 2", "true, 900", "false, 900"})
    void columnsThatChangeInPlaceCostNoSecondLoad(boolean logTells, int stageMillis) {
        world = new CalmWorld(logTells);
        makeLoadsSlow();
        world.faults.stagePause = Duration.ofMillis(stageMillis);
        world.checkpointInterval = Duration.ofSeconds(5);
        createBig(CHUNKS);
        world.newProcess().run();
        world.runUntil(() -> !reads().isEmpty());
        // A log without definitions shows with a row what columns a table has.
        world.workload.touch(BIG);
        world.change(1);
        world.runFor(Duration.ofSeconds(1));
        for (int turn = 0; turn < 12; turn++) {
            world.workload.alterInPlace(BIG, turn);
            world.change(3);
            world.runFor(Duration.ofSeconds(turn % 4));
            if (turn % 5 == 4) {
                world.killAll();
                world.newProcess().run();
            }
        }
        world.killAll();
        Supervisor last = world.newProcess();
        last.runUntilCaughtUp();
        untilEnded(last);

        world.compareAll();
        assertThat(world.loadsBegun).containsEntry(BIG, 1);
    }

    @Test
    void recordsAreFewWhileManyChunksFinish() {
        createBig(CHUNKS);
        Instant start = world.schedule.now();
        Supervisor supervisor = world.newProcess();
        supervisor.runUntilCaughtUp();
        untilEnded(supervisor);

        long took = Duration.between(start, world.schedule.now()).toMillis();
        assertThat(world.lake.oracle().records()).isPositive().isLessThanOrEqualTo((int)
                (took / PipelineSettings.LOAD_RECORD_INTERVAL.toMillis()));
        assertThat(world.lake.checkpoints)
                .allMatch(checkpoint -> checkpoint.history().size() < 4);
    }

    @Test
    void checkpointThatATableRefusedIsNotRepeated() {
        Supervisor loader = world.newProcess();
        loader.runUntilCaughtUp();
        untilEnded(loader);
        createBig(2 * CHUNKS);
        Supervisor first = world.newProcess();
        first.run();
        world.runUntil(() -> !reads().isEmpty());
        world.faults.refusing.add(CalmWorld.EVENTS);
        world.change(10);
        String end = "log/" + world.database.end();
        world.runUntil(() -> first.status().position().orElse("").equals(end));
        first.flush();
        world.runUntil(() -> CalmWorld.table(first, CalmWorld.EVENTS).state() == TableStatus.State.STOPPED);
        world.faults.refusing.clear();
        world.runFor(PipelineSettings.LOAD_RECORD_INTERVAL.multipliedBy(3));
        world.killAll();
        world.faults.loadPause = Duration.ofMillis(2);

        Supervisor second = world.newProcess();
        second.runUntilCaughtUp();
        untilEnded(second);
        world.compareAll();
    }

    @Test
    void aTableThatTookTheNameOfAnotherIsNotRecordedInItsPlace() {
        world = new CalmWorld(false);
        makeLoadsSlow();
        createBig(2 * CHUNKS);
        Supervisor first = world.newProcess();
        first.run();
        world.runUntil(() -> !reads().isEmpty());
        flush(first);
        world.change(60);
        world.workload.dropOrCreate(Workload.keyed("big"));
        createBig(CHUNKS);
        int seen = reads().size();
        world.runUntil(
                () -> reads().stream().skip(seen).anyMatch(read -> read.chunk().ordinal() == 0));
        int records = world.lake.oracle().records();
        world.runUntil(() -> world.lake.oracle().records() > records + 1);
        world.killAll();
        world.faults.loadPause = Duration.ofMillis(2);

        Supervisor second = world.newProcess();
        second.runUntilCaughtUp();
        untilEnded(second);
        world.compareAll();
    }

    private void flush(Supervisor supervisor) {
        int before = world.lake.checkpoints.size();
        supervisor.flush();
        world.runUntil(() -> world.lake.checkpoints.size() > before
                && supervisor.status().inFlight().isEmpty());
    }

    private List<ChunkRead> reads() {
        return world.lake.oracle().chunkReads().stream()
                .filter(read -> read.table().equals(BIG))
                .toList();
    }

    private void untilEnded(Supervisor supervisor) {
        world.runUntil(() -> supervisor.status().activity() == PipelineStatus.Activity.ENDED);
    }
}
