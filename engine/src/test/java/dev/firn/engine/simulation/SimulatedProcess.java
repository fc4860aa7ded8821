package dev.firn.engine.simulation;

import dev.firn.engine.work.FaultPoint;
import dev.firn.engine.work.FaultPoints;
import dev.firn.engine.work.Timeline;
import dev.firn.engine.work.Workers;
import java.time.Duration;
import java.time.Instant;

/** A process: its threads and its timers end with it. */
final class SimulatedProcess implements FaultPoints {

    private final String name;
    private final Schedule schedule;
    private final Faults faults;
    private boolean alive = true;

    SimulatedProcess(String name, Schedule schedule, Faults faults) {
        this.name = name;
        this.schedule = schedule;
        this.faults = faults;
    }

    boolean isAlive() {
        return alive;
    }

    void kill() {
        alive = false;
    }

    /** Called wherever the process touches the world outside. */
    void check() {
        if (!alive) {
            throw new SimulatedCrash();
        }
    }

    @Override
    public void reach(FaultPoint point, String subject) {
        check();
        if (schedule.chance(faults.crashRate)) {
            kill();
            throw new SimulatedCrash();
        }
    }

    Workers workers() {
        return new Workers(
                task -> schedule.after(this, schedule.about(faults.stagePause), task),
                task -> schedule.soon(this, task),
                task -> schedule.after(this, schedule.about(faults.loadPause), task),
                new Timeline() {
                    @Override
                    public Instant now() {
                        return schedule.now();
                    }

                    @Override
                    public void after(Duration delay, Runnable action) {
                        schedule.after(SimulatedProcess.this, delay, action);
                    }
                },
                (changed, ready) -> schedule.waitUntil(this, ready));
    }

    @Override
    public String toString() {
        return name;
    }
}
