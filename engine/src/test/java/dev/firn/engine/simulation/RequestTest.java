package dev.firn.engine.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.pipeline.Exit;
import dev.firn.engine.pipeline.ExitReason;
import dev.firn.engine.pipeline.Paused;
import dev.firn.engine.pipeline.PipelineStatus;
import dev.firn.engine.pipeline.PipelineStatus.Activity;
import dev.firn.engine.pipeline.PipelineStatus.LastCheckpoint;
import dev.firn.engine.pipeline.RequestRefused;
import dev.firn.engine.pipeline.Resumed;
import dev.firn.engine.pipeline.Resynced;
import dev.firn.engine.pipeline.Supervisor;
import dev.firn.engine.pipeline.TableStatus;
import dev.firn.schema.source.TableId;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What operators ask of a running pipeline, story by story. The simulation asks for all of it at random, with crashes between. */
@ExtendWith(QuietEngine.class)
class RequestTest {

    private final CalmWorld world = new CalmWorld();

    private CompletionStage<Resumed> resume(Supervisor supervisor) {
        CompletionStage<Resumed> answer = supervisor.resume();
        world.lake.oracle().requests().resumeAsked(() -> true, answer.toCompletableFuture());
        return answer;
    }

    private <T> T answer(CompletionStage<T> stage) {
        CompletableFuture<T> answer = stage.toCompletableFuture();
        world.runUntil(answer::isDone);
        return answer.join();
    }

    private void assertRefused(CompletionStage<?> stage, String... why) {
        assertThatThrownBy(() -> answer(stage))
                .hasCauseInstanceOf(RequestRefused.class)
                .hasMessageContainingAll(why);
    }

    // --- flush

    @Test
    void flushBringsAllThatTheSourceHadWhenItWasAskedFor() {
        Supervisor supervisor = world.newFollowing();
        world.change(30);
        int end = world.database.end();
        LastCheckpoint checkpoint = answer(supervisor.flush());

        assertThat(checkpoint.position()).isEqualTo("log/" + end);
        assertThat(checkpoint.id())
                .isEqualTo(supervisor.status().lastCheckpoint().orElseThrow().id());
        world.compareAll();
    }

    @Test
    void flushOfAnIdlePipelineTakesACheckpointToo() {
        Supervisor supervisor = world.newFollowing();
        world.runFor(Duration.ofSeconds(20));
        long before = world.lake.oracle().checkpoints();

        assertThat(answer(supervisor.flush()).id().number()).isEqualTo(before + 1);
    }

    @Test
    void flushBeforeTheFirstCheckpointWaitsForIt() {
        Supervisor supervisor = world.newProcess();
        CompletionStage<LastCheckpoint> flush = supervisor.flush();
        supervisor.run();

        assertThat(answer(flush).position()).isEqualTo("log/" + world.database.end());
    }

    @Test
    void flushOfAProcessThatEndsIsRefused() {
        Supervisor supervisor = world.newFollowing();
        supervisor.stop();

        assertRefused(supervisor.flush(), "The process ends");
    }

    // --- resync

    @Test
    void resyncReplacesTheContentOnceAllOfItIsThere() {
        Supervisor supervisor = world.newFollowing();
        int before = world.lake.oracle().commits();
        Resynced answer = answer(supervisor.resync(Set.of(CalmWorld.ORDERS, CalmWorld.EVENTS)));

        assertThat(answer.queued()).containsExactly(CalmWorld.EVENTS, CalmWorld.ORDERS);
        assertThat(answer.refused()).isEmpty();
        assertThat(world.lake.oracle().commits())
                .as("readers see the old content")
                .isEqualTo(before);
        world.change(10);
        world.runUntilFollowing(supervisor);
        assertThat(answer(supervisor.flush()).position()).isEqualTo("log/" + world.database.end());
        assertThat(world.lake.oracle().commits()).isGreaterThanOrEqualTo(before + 2);
        world.compareAll();
    }

    @Test
    void resyncOutlivesTheProcess() {
        Supervisor supervisor = world.newFollowing();
        Resynced answer = answer(supervisor.resync(Set.of(CalmWorld.ORDERS)));
        assertThat(answer.queued()).containsExactly(CalmWorld.ORDERS);
        int before = world.lake.oracle().commits();

        // The oracle remembers what was promised, and fails if the next process follows the table without loading it.
        Supervisor second = world.newProcess();
        second.run();
        world.runUntilFollowing(second);
        assertThat(world.lake.oracle().commits()).isGreaterThan(before);
        world.compareAll();
    }

    @Test
    void i6_resyncBringsAStoppedTableBackUnderTheColumnsThatItHasNow() {
        Supervisor supervisor = world.newFollowing();
        world.faults.refusing.add(CalmWorld.ORDERS);
        world.change(10);
        world.runUntil(() -> CalmWorld.table(supervisor, CalmWorld.ORDERS).state() == TableStatus.State.STOPPED);
        assertThat(CalmWorld.table(supervisor, CalmWorld.ORDERS).remedy()).endsWith("firn resync shop.orders");
        world.faults.refusing.clear();
        for (int i = 0; i < 15; i++) {
            world.workload.alter(0);
        }
        world.database.makeVisible(world.database.end());

        assertThat(answer(supervisor.resync(Set.of(CalmWorld.ORDERS))).queued()).containsExactly(CalmWorld.ORDERS);
        world.runUntilFollowing(supervisor);
        answer(supervisor.flush());
        world.compareAll();
    }

    @Test
    void resyncOfATableThatIsGoneIsRefusedAndTakenWhenItIsThereAgain() {
        var temporary = Workload.keyed("temporary");
        world.workload.create(temporary);
        world.database.makeVisible(world.database.end());
        Supervisor supervisor = world.newFollowing();
        world.workload.dropOrCreate(temporary);
        world.database.makeVisible(world.database.end());
        world.runUntil(() -> CalmWorld.table(supervisor, temporary.id()).state() == TableStatus.State.GONE);

        Resynced refused = answer(supervisor.resync(Set.of(temporary.id(), CalmWorld.ORDERS)));
        assertThat(refused.queued()).containsExactly(CalmWorld.ORDERS);
        assertThat(refused.refused()).containsOnlyKeys(temporary.id());
        assertThat(refused.refused().get(temporary.id())).contains("no such table");

        world.workload.dropOrCreate(temporary);
        world.database.makeVisible(world.database.end());
        assertThat(answer(supervisor.resync(Set.of(temporary.id()))).queued()).containsExactly(temporary.id());
        world.runUntilFollowing(supervisor);
        answer(supervisor.flush());
        world.compareAll();
    }

    @Test
    void resyncOfATableThatNobodyKnowsChangesNothing() {
        Supervisor supervisor = world.newFollowing();
        TableId nobody = new TableId("shop", "nobody");

        assertThat(answer(supervisor.resync(Set.of(nobody))).refused()).containsOnlyKeys(nobody);
    }

    // --- pause

    @Test
    void pauseLeavesTheLogAloneUntilResumedAlsoOverRestarts() {
        Supervisor supervisor = world.newFollowing();
        world.change(10);
        int end = world.database.end();
        Paused paused = answer(supervisor.pause());

        assertThat(supervisor.status().activity()).isEqualTo(Activity.PAUSED);
        assertThat(supervisor.status().pausedSince()).hasValue(paused.since());
        assertThat(supervisor.status().tables()).hasSize(2);
        world.change(10);
        world.runFor(Duration.ofMinutes(2));
        assertThat(world.database.delivered()).isLessThanOrEqualTo(end);

        Supervisor second = world.newProcess();
        CompletableFuture<Exit> exit = second.run().toCompletableFuture();
        world.runUntil(() -> second.status().activity() == Activity.PAUSED);
        assertThat(second.status().pausedSince()).hasValue(paused.since());
        assertThat(second.status().tables()).extracting(TableStatus::state).containsOnly(TableStatus.State.STREAMING);
        world.runFor(Duration.ofMinutes(2));
        assertThat(world.database.delivered()).isLessThanOrEqualTo(end);
        assertThat(exit).isNotDone();

        answer(resume(second));
        assertThat(answer(second.flush()).position()).isEqualTo("log/" + world.database.end());
        assertThat(second.status().activity()).isEqualTo(Activity.RUNNING);
        assertThat(second.status().pausedSince()).isEmpty();
        world.compareAll();
    }

    @Test
    void pausingAndResumingAgainSaysHowItIs() {
        Supervisor supervisor = world.newFollowing();
        assertThat(answer(resume(supervisor)).position()).startsWith("log/");
        Paused paused = answer(supervisor.pause());
        assertThat(answer(supervisor.pause())).isEqualTo(paused);
        CompletionStage<Paused> third = supervisor.pause();
        answer(resume(supervisor));
        assertThat(answer(third)).isEqualTo(paused);
        assertThat(supervisor.status().activity()).isEqualTo(Activity.RUNNING);
    }

    @Test
    void whatWasAskedForInOneBreathIsDoneInThatOrder() {
        Supervisor supervisor = world.newFollowing();
        world.change(5);
        CompletionStage<Paused> paused = supervisor.pause();
        CompletionStage<?> resumed = resume(supervisor);
        CompletionStage<LastCheckpoint> flushed = supervisor.flush();

        answer(flushed);
        assertThat(paused.toCompletableFuture()).isCompleted();
        assertThat(resumed.toCompletableFuture()).isCompleted();
        assertThat(supervisor.status().activity()).isEqualTo(Activity.RUNNING);
        world.compareAll();
    }

    @Test
    void pauseDuringALoadKeepsWhatWasRead() {
        Supervisor supervisor = world.newProcess();
        supervisor.run();
        world.runUntil(() ->
                supervisor.status().tables().stream().anyMatch(table -> table.state() == TableStatus.State.LOADING));
        answer(supervisor.pause());
        answer(resume(supervisor));
        world.runUntilFollowing(supervisor);
        answer(supervisor.flush());
        world.compareAll();
    }

    @Test
    void pauseBeforeTheFirstRunTakesTheFirstCheckpointAndStays() {
        Supervisor supervisor = world.newProcess();
        CompletionStage<Paused> paused = supervisor.pause();
        supervisor.run();

        answer(paused);
        assertThat(supervisor.status().activity()).isEqualTo(Activity.PAUSED);
        assertThat(world.lake.oracle().checkpoints()).isEqualTo(1);
    }

    @Test
    void pauseOfAPipelineWhoseSourceIsAwayNeedsNoSource() {
        answer(world.newFollowing().flush());
        world.faults.sourceIsAway = true;
        Supervisor supervisor = world.newProcess();
        supervisor.run();
        world.runFor(Duration.ofSeconds(5));
        CompletionStage<Paused> paused = supervisor.pause();

        answer(paused);
        assertThat(supervisor.status().activity()).isEqualTo(Activity.PAUSED);
        world.faults.sourceIsAway = false;
        answer(resume(supervisor));
        world.runUntilFollowing(supervisor);
    }

    @Test
    void whilePausedNothingElseIsDone() {
        Supervisor supervisor = world.newFollowing();
        answer(supervisor.pause());

        assertRefused(supervisor.flush(), "paused since", "firn resume");
        assertRefused(supervisor.resync(Set.of(CalmWorld.ORDERS)), "paused since", "firn resume");
    }

    @Test
    void stoppingWhilePausedEndsAtOnceAndStaysPaused() {
        Supervisor supervisor = world.newProcess();
        CompletableFuture<Exit> exit = supervisor.run().toCompletableFuture();
        world.runUntilFollowing(supervisor);
        answer(supervisor.pause());
        supervisor.stop();

        assertThat(exit.join().reason()).isEqualTo(ExitReason.COMPLETED);
        assertThat(supervisor.status().activity()).isEqualTo(PipelineStatus.Activity.ENDED);
        assertRefused(supervisor.resume(), "The process ends");
        Supervisor second = world.newProcess();
        second.run();
        world.runUntil(() -> second.status().activity() == Activity.PAUSED);
    }

    @Test
    void catchingUpWithAPausedPipelineEndsAndSaysSo() {
        answer(world.newFollowing().pause());
        Exit exit = answer(world.newProcess().runUntilCaughtUp());

        assertThat(exit.reason()).isEqualTo(ExitReason.PAUSED);
        assertThat(exit.message()).contains("pipeline shop is paused since");
        assertThat(exit.remedy()).contains("firn run --resume");
    }

    @Test
    void catchingUpWithAPausedPipelineThatIsResumed() {
        answer(world.newFollowing().pause());
        world.change(10);
        Supervisor supervisor = world.newProcess();
        CompletionStage<?> resumed = resume(supervisor);
        Exit exit = answer(supervisor.runUntilCaughtUp());

        assertThat(exit.reason()).isEqualTo(ExitReason.COMPLETED);
        assertThat(resumed.toCompletableFuture()).isCompleted();
        world.compareAll();
    }

    @Test
    void pauseOfAProcessThatCatchesUpIsRefused() {
        Supervisor supervisor = world.newProcess();
        supervisor.runUntilCaughtUp();

        assertRefused(supervisor.pause(), "ends by itself");
    }

    @Test
    void i10_aPausedProcessLearnsThatAnotherHasResumed() {
        Supervisor first = world.newProcess();
        CompletableFuture<Exit> exit = first.run().toCompletableFuture();
        world.runUntilFollowing(first);
        answer(first.pause());
        Supervisor second = world.newProcess();
        second.run();
        world.runUntil(() -> second.status().activity() == Activity.PAUSED);
        answer(resume(second));

        assertRefused(first.pause(), "The process ends");
        assertThat(exit.join().reason()).isEqualTo(ExitReason.FENCED);
    }
}
