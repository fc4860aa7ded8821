package dev.firn.engine.work;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@link Workers} on real threads and the system's clock. Closing it interrupts what still runs. */
public final class WorkerThreads implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WorkerThreads.class);

    private final ExecutorService stage;
    private final ExecutorService commit;
    private final ExecutorService load;
    private final ScheduledExecutorService timer;

    /**
     * @param stageThreads how many tables' generations are written at a time
     * @param commitThreads how many tables commit at a time
     * @param loadThreads how many chunks are read, or found, at a time
     */
    public WorkerThreads(int stageThreads, int commitThreads, int loadThreads) {
        this.stage = Executors.newFixedThreadPool(stageThreads, named("firn-stage"));
        this.commit = Executors.newFixedThreadPool(commitThreads, named("firn-commit"));
        this.load = Executors.newFixedThreadPool(loadThreads, named("firn-load"));
        this.timer = Executors.newSingleThreadScheduledExecutor(named("firn-timer"));
    }

    public Workers workers() {
        return new Workers(stage, commit, load, new SystemTimeline(timer), Waiting.ON_CONDITION);
    }

    @Override
    public void close() {
        for (ExecutorService executor : List.of(timer, load, stage, commit)) {
            executor.shutdownNow();
        }
    }

    private static ThreadFactory named(String prefix) {
        AtomicInteger count = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, prefix + "-" + count.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    private record SystemTimeline(ScheduledExecutorService timer) implements Timeline {

        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        @SuppressWarnings("FutureReturnValueIgnored") // The action reports its own failures.
        public void after(Duration delay, Runnable action) {
            try {
                timer.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException e) {
                LOG.debug("The process ends; what was due in {} is dropped", delay, e);
            }
        }
    }
}
