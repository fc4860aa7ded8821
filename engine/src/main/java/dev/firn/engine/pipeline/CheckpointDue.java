package dev.firn.engine.pipeline;

import dev.firn.engine.event.SourceMark;
import dev.firn.engine.work.Monitor;
import java.time.Duration;

/**
 * When the next checkpoint is due: after the interval, or as soon as something asks for it; and whether it would say anything that the one
 * before did not. Under the run's lock.
 */
final class CheckpointDue {

    private final Duration interval;
    private final Replicas replicas;
    private final Monitor monitor;
    private final Runnable onDue;
    private String lastPosition = "";
    private boolean timerIsSet;

    // The very first checkpoint is taken at once, and makes the pipeline this process's own.
    private boolean due = true;
    private boolean stateChanged = true;

    CheckpointDue(Duration interval, Replicas replicas, Monitor monitor, Runnable onDue) {
        this.interval = interval;
        this.replicas = replicas;
        this.monitor = monitor;
        this.onDue = onDue;
    }

    /** A checkpoint at the position is there already. */
    void recovered(String position) {
        lastPosition = position;
        stateChanged = false;
    }

    /** Lets the interval begin. */
    void setTimer() {
        if (!timerIsSet) {
            timerIsSet = true;
            monitor.after(interval, () -> {
                timerIsSet = false;
                due = true;
                onDue.run();
            });
        }
    }

    /** The next one is due at the next boundary. */
    void now() {
        due = true;
    }

    /** There is something that the next one must record. */
    void stateChanged() {
        stateChanged = true;
    }

    boolean isDue() {
        return due;
    }

    /** The turn of the one that was due has come; the interval begins anew. */
    void taken() {
        due = false;
        setTimer();
    }

    /** Whether a checkpoint at the mark would differ from the one before. */
    boolean isWorthwhile(SourceMark mark) {
        return stateChanged
                || !mark.position().toString().equals(lastPosition)
                || replicas.anyMatch(Replica::hasChanges);
    }

    /** All that was to be recorded is in the checkpoint at the mark. */
    void sealed(SourceMark mark) {
        lastPosition = mark.position().toString();
        stateChanged = false;
    }
}
