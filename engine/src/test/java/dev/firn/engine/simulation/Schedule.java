package dev.firn.engine.simulation;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.BooleanSupplier;

/**
 * Everything that happens, in an order that the seed decides, on one thread under virtual time. A task that waits in a fake lets others run
 * nested in its frame, as if they ran on other threads.
 */
final class Schedule {

    private static final int DEEPEST = 5;

    final Random random;
    private final List<Task> ready = new ArrayList<>();
    private final PriorityQueue<Timer> timers =
            new PriorityQueue<>(Comparator.comparing(Timer::due).thenComparing(Timer::order));
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private long order;
    private int depth;
    private long steps;

    private record Task(SimulatedProcess process, Runnable action) {}

    private record Timer(Instant due, long order, Task task) {}

    Schedule(long seed) {
        this.random = new Random(seed);
    }

    Instant now() {
        return now;
    }

    long steps() {
        return steps;
    }

    boolean chance(double probability) {
        return probability > 0 && random.nextDouble() < probability;
    }

    int pick(int bound) {
        return random.nextInt(bound);
    }

    <T> T pick(List<T> list) {
        return list.get(random.nextInt(list.size()));
    }

    void soon(SimulatedProcess process, Runnable action) {
        ready.add(new Task(process, action));
    }

    void after(SimulatedProcess process, Duration delay, Runnable action) {
        timers.add(new Timer(now.plus(delay), order++, new Task(process, action)));
    }

    /** Whether some other frame stands still below, which the present one must not wait for. */
    boolean isNested() {
        return depth > 0;
    }

    /** Between half and all of the duration. */
    Duration about(Duration duration) {
        long most = duration.toMillis();
        return Duration.ofMillis(most / 2 + random.nextLong(most / 2 + 1));
    }

    /** Does one thing; false if there is nothing to do. */
    boolean step() {
        steps++;
        boolean timerFirst = !timers.isEmpty() && (ready.isEmpty() || chance(0.05));
        Task task;
        if (timerFirst) {
            Timer timer = timers.remove();
            now = now.isBefore(timer.due()) ? timer.due() : now;
            task = timer.task();
        } else if (!ready.isEmpty()) {
            int index = pick(ready.size());
            task = ready.get(index);
            ready.set(index, ready.get(ready.size() - 1));
            ready.remove(ready.size() - 1);
        } else {
            return false;
        }
        if (task.process().isAlive()) {
            try {
                task.action().run();
            } catch (SimulatedCrash e) {
                // The process is dead; its other frames end when they are resumed.
            }
        }
        return true;
    }

    /** Lets some other things happen while the caller's frame stands still. */
    void pause(SimulatedProcess process) {
        if (depth < DEEPEST) {
            depth++;
            try {
                int others = pick(4);
                for (int i = 0; i < others && step(); i++) {}
            } finally {
                depth--;
            }
        }
        process.check();
    }

    /** Lets other things happen until the caller may go on. */
    void waitUntil(SimulatedProcess process, BooleanSupplier ready) {
        depth++;
        try {
            while (process.isAlive() && !ready.getAsBoolean()) {
                if (!step()) {
                    throw new AssertionError("Nothing is left to do, and " + process + " still waits");
                }
            }
        } finally {
            depth--;
        }
        process.check();
    }
}
