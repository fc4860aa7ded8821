package dev.firn.engine.simulation;

import dev.firn.engine.lake.CheckpointId;
import dev.firn.engine.pipeline.PipelineStatus;
import dev.firn.engine.pipeline.RequestRefused;
import dev.firn.engine.pipeline.Supervisor;
import dev.firn.engine.pipeline.TableStatus;
import dev.firn.schema.source.TableId;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Asks running pipelines for things, and lets the oracle hear what was answered. */
final class Operator {

    private final ModelDatabase database;
    private final RequestOracle oracle;

    Operator(ModelDatabase database, RequestOracle oracle) {
        this.database = database;
        this.oracle = oracle;
    }

    void flush(Supervisor supervisor) {
        int at = database.end();
        hear(
                supervisor.flush(),
                last -> oracle.flushed(at, ModelPosition.parse(last.position()).committed()));
    }

    void resync(Supervisor supervisor, Set<TableId> tables) {
        long asked = oracle.newest();
        hear(supervisor.resync(tables), answer -> oracle.resynced(answer.queued(), asked));
    }

    void pause(Supervisor supervisor) {
        long asked = oracle.newest();
        hear(supervisor.pause(), answer -> oracle.paused(asked));
    }

    void resume(SimulatedProcess process, Supervisor supervisor) {
        CompletionStage<?> answer = supervisor.resume();
        oracle.resumeAsked(process::isAlive, answer.toCompletableFuture());
        hear(answer, resumed -> {});
    }

    /** Asks a process that has not begun to load everything again, whatever became of the log; that ends a pause too. */
    void startAnew(SimulatedProcess process, Supervisor supervisor) {
        long asked = oracle.newest();
        CompletionStage<CheckpointId> answer = supervisor.startAnew();
        oracle.resumeAsked(process::isAlive, answer.toCompletableFuture());
        hear(answer, checkpoint -> oracle.startedAnew(checkpoint.number(), asked));
    }

    void resyncStopped(Supervisor supervisor) {
        Set<TableId> stopped = new TreeSet<>();
        supervisor.status().tables().stream()
                .filter(table -> table.state() == TableStatus.State.STOPPED)
                .forEach(table -> stopped.add(table.table()));
        if (!stopped.isEmpty()) {
            resync(supervisor, stopped);
        }
    }

    void resumePaused(SimulatedProcess process, Supervisor supervisor) {
        if (supervisor.status().activity() == PipelineStatus.Activity.PAUSED) {
            resume(process, supervisor);
        }
    }

    private <T> void hear(CompletionStage<T> answer, Consumer<T> heard) {
        answer.whenComplete((given, failure) -> {
            if (failure == null) {
                heard.accept(given);
            } else if (!(failure instanceof RequestRefused || failure.getCause() instanceof RequestRefused)) {
                throw new CompletionException(failure);
            }
        });
    }
}
