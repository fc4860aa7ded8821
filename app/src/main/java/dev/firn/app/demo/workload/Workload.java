package dev.firn.app.demo.workload;

import dev.firn.app.demo.server.DatabaseServer;
import dev.firn.schema.source.TableId;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Runs transactions against a database until it is told to stop. It survives the server: while that is down, it waits.
 *
 * <p>{@link #prepare} creates the tables and their first rows; {@link #start} and {@link #stop} may follow each other several times.
 */
public final class Workload implements AutoCloseable {

    private static final long RECONNECT_MILLIS = 100;

    private final WorkloadSettings settings;
    private final Worker.Shared shared;
    private final List<Worker> workers;
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private final AtomicReference<@Nullable Run> run = new AtomicReference<>();

    /** A time between start and stop. */
    private record Run(List<Thread> threads, CountDownLatch stopping, AtomicLong transactionsLeft) {}

    private Workload(DatabaseServer server, WorkloadSettings settings, Worker.Shared shared) {
        this.settings = settings;
        this.shared = shared;
        this.workers = IntStream.range(0, settings.workers())
                .mapToObj(number -> new Worker(server, settings, shared, number))
                .toList();
    }

    /** Creates the schema {@code shop} (in MySQL the database {@code shop}), its tables and their first rows. */
    public static Workload prepare(DatabaseServer server, WorkloadSettings settings) throws SQLException {
        Worker.Shared shared =
                new Worker.Shared(Dialect.of(server), new Ids(), new Gate(), new Tally(), new SchemaChanges());
        Session session = Worker.connect(server, settings, shared, new Random(settings.seed()));
        try (Connection connection = session.connection()) {
            connection.setAutoCommit(false);
            Opening.create(session);
        }
        return new Workload(server, settings, shared);
    }

    /** The tables it has created. */
    public List<TableId> tables() {
        return Arrays.stream(ShopTable.values())
                .filter(table -> Opening.isWanted(settings, table))
                .map(ShopTable::id)
                .toList();
    }

    /** Those of the tables that have no key. */
    public List<TableId> keylessTables() {
        return tables().stream().filter(ShopTable.EVENTS.id()::equals).toList();
    }

    /** Starts the workers. */
    public void start() {
        start(Long.MAX_VALUE);
    }

    /** Waits until no transaction is open, and lets none begin before {@link #resume}. */
    public void pause() {
        try {
            shared.gate().shut();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WorkloadException("Interrupted while the workload was to pause", e);
        }
    }

    /** Ends a {@link #pause}. */
    public void resume() {
        shared.gate().open();
    }

    /**
     * Lets the workers finish their transactions and waits for them.
     *
     * @throws WorkloadException if one of them failed
     */
    public WorkloadReport stop() {
        Run stopped = run.get();
        if (stopped != null) {
            stopped.stopping().countDown();
            join(stopped);
        }
        return report();
    }

    /** Runs for a time; less if a worker fails. */
    public WorkloadReport runFor(Duration duration) {
        Run started = start(Long.MAX_VALUE);
        try {
            // Ends early when a worker fails.
            boolean stoppedEarly = started.stopping().await(duration.toMillis(), TimeUnit.MILLISECONDS);
            if (!stoppedEarly) {
                started.stopping().countDown();
            }
        } catch (InterruptedException e) {
            started.stopping().countDown();
            Thread.currentThread().interrupt();
        }
        join(started);
        return report();
    }

    /** Runs a number of transactions, those that conflict or are rolled back included. */
    public WorkloadReport runTransactions(long count) {
        join(start(count));
        return report();
    }

    /** What was done so far. */
    public WorkloadReport report() {
        return shared.tally().report(shared.schemaChanges().done());
    }

    /** Stops it at once, and for good. A failure of a worker is what {@link #stop} reports, not this. */
    @Override
    public void close() {
        Run stopped = run.getAndSet(null);
        if (stopped != null) {
            stopped.stopping().countDown();
            stopped.threads().forEach(Thread::interrupt);
            stopped.threads().forEach(Workload::joinOne);
        }
        workers.forEach(Worker::close);
    }

    @Override
    public String toString() {
        return "workload with seed " + settings.seed();
    }

    private Run start(long transactions) {
        Run started = new Run(new ArrayList<>(), new CountDownLatch(1), new AtomicLong(transactions));
        for (Worker worker : workers) {
            Thread thread = new Thread(
                    () -> work(worker, started), "workload-" + started.threads().size());
            thread.setDaemon(true);
            started.threads().add(thread);
        }
        if (!run.compareAndSet(null, started)) {
            throw new IllegalStateException("The " + this + " runs already");
        }
        started.threads().forEach(Thread::start);
        return started;
    }

    private void join(Run stopped) {
        stopped.threads().forEach(Workload::joinOne);
        run.compareAndSet(stopped, null);
        Throwable failed = failure.get();
        if (failed != null) {
            throw new WorkloadException("The " + this + " failed: " + failed.getMessage(), failed);
        }
    }

    private static void joinOne(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new WorkloadException("Interrupted while the workload was to stop", e);
        }
    }

    private void work(Worker worker, Run current) {
        long nanosPerTransaction = settings.transactionsPerSecond() == 0
                ? 0
                : TimeUnit.SECONDS.toNanos(settings.workers()) / settings.transactionsPerSecond();
        long next = System.nanoTime();
        try {
            while (current.stopping().getCount() > 0
                    && current.transactionsLeft().getAndDecrement() > 0) {
                while (!worker.runTransaction()) {
                    if (current.stopping().await(RECONNECT_MILLIS, TimeUnit.MILLISECONDS)) {
                        return;
                    }
                }
                next = Math.max(next + nanosPerTransaction, System.nanoTime() - TimeUnit.SECONDS.toNanos(1));
                long early = next - System.nanoTime();
                if (nanosPerTransaction > 0 && early > 0 && current.stopping().await(early, TimeUnit.NANOSECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            // Closed: nobody waits for a result.
        } catch (SQLException | RuntimeException e) {
            failure.compareAndSet(null, e);
            current.stopping().countDown();
        }
    }
}
