package dev.firn.engine.simulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firn.engine.pipeline.Exit;
import dev.firn.engine.pipeline.ExitReason;
import dev.firn.engine.pipeline.PipelineStatus;
import dev.firn.engine.pipeline.SkipCause;
import dev.firn.engine.pipeline.Supervisor;
import dev.firn.engine.pipeline.TableStatus;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(QuietEngine.class)
class SupervisorTest {

    private final CalmWorld world = new CalmWorld();

    private Exit untilItEnds(CompletableFuture<Exit> exit) {
        world.runUntil(exit::isDone);
        return exit.join();
    }

    @Test
    void catchingUpLoadsEverythingAndEnds() {
        Supervisor supervisor = world.newProcess();
        Exit exit = untilItEnds(supervisor.runUntilCaughtUp().toCompletableFuture());

        assertThat(exit.reason()).isEqualTo(ExitReason.COMPLETED);
        world.compareAll();
        assertThat(supervisor.status().activity()).isEqualTo(PipelineStatus.Activity.ENDED);
    }

    @Test
    void catchingUpAgainBringsWhatCameMeanwhile() {
        untilItEnds(world.newProcess().runUntilCaughtUp().toCompletableFuture());
        world.change(30);
        Exit exit = untilItEnds(world.newProcess().runUntilCaughtUp().toCompletableFuture());

        assertThat(exit.reason()).isEqualTo(ExitReason.COMPLETED);
        world.compareAll();
    }

    @Test
    void catchingUpWithNothingNewEndsToo() {
        untilItEnds(world.newProcess().runUntilCaughtUp().toCompletableFuture());
        Exit exit = untilItEnds(world.newProcess().runUntilCaughtUp().toCompletableFuture());

        assertThat(exit.reason()).isEqualTo(ExitReason.COMPLETED);
    }

    @Test
    void stoppingCommitsWhatTheStreamHasBrought() {
        Supervisor supervisor = world.newProcess();
        CompletableFuture<Exit> exit = supervisor.run().toCompletableFuture();
        world.runUntilFollowing(supervisor);
        world.change(5);
        int end = world.database.end();
        world.runUntil(() -> supervisor.status().position().orElse("").equals("log/" + end));
        supervisor.stop();

        assertThat(untilItEnds(exit).reason()).isEqualTo(ExitReason.COMPLETED);
        world.compareAll();
        assertThat(world.database.acknowledged()).isEqualTo(end);
    }

    @Test
    void stoppingWhileWaitingToRetryEndsAtOnce() {
        world.faults.transientRate = 1;
        Supervisor supervisor = world.newProcess();
        CompletableFuture<Exit> exit = supervisor.run().toCompletableFuture();
        world.runFor(Duration.ofSeconds(5));
        supervisor.stop();

        assertThat(untilItEnds(exit).reason()).isEqualTo(ExitReason.COMPLETED);
    }

    @Test
    void idleSourceCostsNoCheckpoints() {
        Supervisor supervisor = world.newProcess();
        supervisor.run();
        world.runUntilFollowing(supervisor);
        world.runFor(Duration.ofSeconds(20));
        long before = world.lake.oracle().checkpoints();
        world.runFor(Duration.ofSeconds(60));

        assertThat(world.lake.oracle().checkpoints()).isEqualTo(before);
    }

    @Test
    void flushTakesACheckpointBeforeTheInterval() {
        Supervisor supervisor = world.newProcess();
        supervisor.run();
        world.runUntilFollowing(supervisor);
        world.runFor(Duration.ofSeconds(20));
        long before = world.lake.oracle().checkpoints();
        supervisor.flush();
        world.runFor(Duration.ofSeconds(3));

        assertThat(world.lake.oracle().checkpoints()).isEqualTo(before + 1);
    }

    @Test
    void i6_oneRefusingTableStopsOnlyItself() {
        Supervisor supervisor = world.newProcess();
        supervisor.run();
        world.runUntilFollowing(supervisor);
        world.faults.refusing.add(CalmWorld.ORDERS);
        world.change(10);
        world.runUntil(() -> CalmWorld.table(supervisor, CalmWorld.ORDERS).state() == TableStatus.State.STOPPED);
        world.change(10);
        int end = world.database.end();
        world.runUntil(() -> world.database.acknowledged() == end);

        TableStatus orders = CalmWorld.table(supervisor, CalmWorld.ORDERS);
        assertThat(orders.reason()).contains("refuses");
        assertThat(orders.remedy()).contains("load the table again");
        assertThat(orders.skipped().get(SkipCause.TABLE_STOPPED)).isPositive();
        assertThat(CalmWorld.table(supervisor, CalmWorld.EVENTS).state()).isEqualTo(TableStatus.State.STREAMING);
        world.lake.oracle().content().compare(CalmWorld.EVENTS, end, "now");

        world.faults.refusing.clear();
        supervisor.resync(java.util.Set.of(CalmWorld.ORDERS));
        world.runUntilFollowing(supervisor);
        world.compareAll();
    }

    @Test
    void lakeThatNeedsAnOperatorEndsTheProcess() {
        Supervisor supervisor = world.newProcess();
        CompletableFuture<Exit> exit = supervisor.run().toCompletableFuture();
        world.runUntilFollowing(supervisor);
        world.faults.lakeNeedsOperator = "The bucket is gone";
        world.change(1);
        Exit how = untilItEnds(exit);

        assertThat(how.reason()).isEqualTo(ExitReason.LAKE_NEEDS_OPERATOR);
        assertThat(how.message()).contains("The bucket is gone");
        assertThat(supervisor.status().lastFailure()).hasValue(how.message());

        world.faults.lakeNeedsOperator = "";
        untilItEnds(world.newProcess().runUntilCaughtUp().toCompletableFuture());
        world.compareAll();
    }

    @Test
    void sourceThatNeedsAnOperatorEndsTheProcess() {
        world.faults.sourceNeedsOperator = "The slot is lost";
        Exit how = untilItEnds(world.newProcess().run().toCompletableFuture());

        assertThat(how.reason()).isEqualTo(ExitReason.SOURCE_NEEDS_OPERATOR);
        assertThat(how.message()).contains("The slot is lost");
    }

    @Test
    void i10_theProcessThatComesLaterWinsAndTheOtherNamesIt() {
        Supervisor first = world.newProcess();
        CompletableFuture<Exit> exit = first.run().toCompletableFuture();
        world.runUntilFollowing(first);
        Supervisor second = world.newProcess();
        second.run();
        world.change(5);
        Exit how = untilItEnds(exit);

        assertThat(how.reason()).isEqualTo(ExitReason.FENCED);
        assertThat(how.message()).contains("process 2 on host");
        world.runUntilFollowing(second);
    }
}
