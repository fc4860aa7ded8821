package dev.firn.engine.simulation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.pipeline.Exit;
import dev.firn.engine.pipeline.ExitReason;
import dev.firn.engine.pipeline.RequestRefused;
import dev.firn.engine.pipeline.Supervisor;
import dev.firn.engine.pipeline.TableStatus;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What becomes of a pipeline whose place in the source's log is given up. */
@ExtendWith(QuietEngine.class)
class NewBeginningTest {

    private final CalmWorld world = new CalmWorld();

    @Test
    void whoseLogIsLostLoadsEveryTableUnderANewPosition() {
        world.newFollowing();
        world.change(10);
        world.killAll();
        world.change(20);
        world.database.loseLog();
        CompletableFuture<ExitReason> end = new CompletableFuture<>();
        world.newProcess().run().thenAccept(exit -> end.complete(exit.reason()));
        world.runUntil(end::isDone);
        assertThat(end).isCompletedWithValue(ExitReason.SOURCE_NEEDS_OPERATOR);

        Supervisor anew = world.newProcess();
        CompletableFuture<CheckpointId> answer = anew.startAnew().toCompletableFuture();
        anew.run();

        world.runUntil(answer::isDone);
        assertThat(answer).isCompleted();
        world.runUntilFollowing(anew);
        world.compareAll();
    }

    /** Nothing is known then but the number of the checkpoint and who prepared it. */
    @Test
    void whoseStateIsLostStartsAnewWhenAsked() {
        world.newFollowing();
        world.change(10);
        world.killAll();
        world.change(20);
        world.lake.lostState = Objects.requireNonNull(world.lake.newest()).id();
        CompletableFuture<Exit> end = new CompletableFuture<>();
        world.newProcess().run().thenAccept(end::complete);
        world.runUntil(end::isDone);
        assertThat(end.join().reason()).isEqualTo(ExitReason.LAKE_NEEDS_OPERATOR);
        assertThat(end.join().remedy()).contains("--start-anew");

        Supervisor anew = world.newProcess();
        CompletableFuture<CheckpointId> answer = anew.startAnew().toCompletableFuture();
        anew.run();

        world.runUntil(answer::isDone);
        assertThat(answer).isCompleted();
        world.runUntilFollowing(anew);
        world.compareAll();
    }

    /** Else the tables of the new log would be taken up at a position of the former one, which need not have their changes. */
    @Test
    void aBeginningIsForgottenThatDiedBeforeItsFirstCheckpoint() {
        world.newFollowing();
        world.killAll();
        long before = world.lake.oracle().checkpoints();
        Supervisor anew = world.newProcess();
        CompletableFuture<CheckpointId> answer = anew.startAnew().toCompletableFuture();
        anew.run();
        world.runUntil(() -> world.lake.oracle().checkpoints() > before);
        world.killAll();
        assertThat(answer).isNotDone();

        int commits = world.lake.oracle().commits();
        Supervisor next = world.newProcess();
        next.run();
        world.runUntilFollowing(next);

        assertThat(next.status().tables()).allMatch(table -> table.state() == TableStatus.State.STREAMING);
        assertThat(world.lake.oracle().commits()).as("loads").isEqualTo(commits);
        world.compareAll();
    }

    @Test
    void onlyAProcessThatHasNotBegunStartsAnew() {
        CompletionStage<CheckpointId> answer = world.newFollowing().startAnew();
        assertThatThrownBy(() -> answer.toCompletableFuture().join())
                .hasCauseInstanceOf(RequestRefused.class)
                .hasMessageContaining("has not begun");
    }
}
